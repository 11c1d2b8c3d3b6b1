"""The invented drill of the demo: an exercise that runs, and three requests of it."""

from datetime import timedelta

from connect import clock, db
from connect.accounts.demo.people import Cast
from connect.areas import queries as areas
from connect.cases.asking import posting
from connect.cases.asking.request_details import Location, RequestDetails
from connect.incidents import actions
from connect.incidents.actions import Wanted
from connect.incidents.drill import actions as drill
from connect.incidents.rules import IncidentKind, Status
from connect.registry.demo_data import Wave

ASKED = (
    ({"rice": 10, "noodles": 30}, 2, 4, "Tập: nước vào nhà, cả nhà ở gác."),
    ({"water": 24}, 3, 2, "Tập: cụ già ở một mình."),
    ({"milk": 4}, 1, 3, "Tập: hết sữa cho bé."),
)


def fill(wave: Wave) -> None:
    """An official of the city has begun it this morning, switched one utility off in it, and invited people."""
    cast = wave.get(Cast)
    official, ward, city = cast.officials["79"], cast.wards["79"][0], areas.get("79")
    with clock.told(wave.now - timedelta(hours=3)):
        exercise = actions.make(
            by=official, kind=IncidentKind.TYPHOON, name_vi="Diễn tập phòng chống bão", name_en="Drill for a typhoon",
            status=Status.EXERCISE, places=[city], starts_at=clock.now(), ends_at=wave.now + timedelta(days=3),
        )  # fmt: skip
        drill.invite(exercise, by=official)
    with clock.told(wave.now - timedelta(hours=2, minutes=40)):
        off = Wanted("school_items", city, False, 0, reason="Tập dượt: trường đóng cửa tránh bão.")
        actions.turn_off(exercise, off, by=official)
    for number, (needs, urgency, people, words) in enumerate(ASKED):
        with clock.told(wave.now - timedelta(minutes=90 - 20 * number)):
            told = RequestDetails(
                needs=needs, people=people, urgency=urgency, vulnerable=0, words=words, name="Người Diễn Tập",
                phone=f"+8490000080{number}", door="Số 1",
            )  # fmt: skip
            draft = posting.draft(
                told, Location(ward.point, "ward", None, ward), form_key=f"demo-drill-{number}", lang="vi",
                exercise=exercise.id,
            )  # fmt: skip
            posting.post(draft, posting.placement_of(draft))
    db.session.flush()
