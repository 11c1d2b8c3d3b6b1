"""The invented school of the demo, which asks once for many; the helper whose account is printed coordinates it."""

from datetime import timedelta
from typing import NamedTuple

from connect import clock, db
from connect.accounts.demo.people import Cast
from connect.accounts.organizations import actions as organizations
from connect.areas import queries as areas
from connect.cases import actions as cases
from connect.cases.asking import posting
from connect.cases.asking.request_details import Location, RequestDetails
from connect.cases.collective import actions
from connect.cases.models import Case
from connect.cases.transitions import Actor
from connect.registry.demo_data import Wave

ADDRESS = "12 đường Trần Phú"
NEEDS = {"device": 30, "books": 420, "notebooks": 840}
WORDS = "Khối 3 đến khối 5 học trực tuyến. Thiếu máy nhất ở khối 5, cho mượn đến hết học kỳ cũng quý."


class SchoolCase(NamedTuple):
    """The case that the school has posted."""

    case_id: int


def fill(wave: Wave) -> None:
    """Registers and verifies the school a week ago; yesterday it has asked."""
    cast = wave.get(Cast)
    teacher, moderator, ward = cast.helpers["79"][0], cast.moderators["79"][0], cast.wards["79"][0]
    with clock.told(wave.now - timedelta(days=8)):
        school = organizations.register(
            name="Trường Tiểu học Trần Phú", kind="school", area=areas.get("79"), phone="+842838290001",
            about="420 học sinh, phần lớn là con công nhân ở trọ.", by=teacher,
        )  # fmt: skip
        organizations.verify(school, by=cast.officials["79"])
    db.session.refresh(teacher)
    with clock.told(wave.now - timedelta(days=1)):
        told = RequestDetails(needs=NEEDS, people=420, urgency=1, vulnerable=0, words=WORDS, name="", phone="", door="")
        draft = posting.draft(
            actions.details_of(school, told, ADDRESS), Location(ward.point, "ward", None, ward), form_key="demo-school",
            lang="vi",
        )  # fmt: skip
        posted = actions.post(teacher, school, draft, posting.placement_of(draft), ADDRESS)
        case = db.session.get_one(Case, posted.case_id)
        if case.state == "pending_review":
            cases.approve(case, Actor(moderator), "Đã gọi nhà trường.")
    wave.put(SchoolCase(posted.case_id))
