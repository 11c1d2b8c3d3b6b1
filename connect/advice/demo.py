"""The invented consultations of the demo: a clinician who has signed the list, a queue with signs, a recall."""

from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from connect import clock, db
from connect.accounts import actions as accounts
from connect.accounts.credentials import actions as credentials
from connect.accounts.demo import names
from connect.accounts.demo.people import Cast
from connect.accounts.models import Person
from connect.accounts.organizations import actions as organizations
from connect.accounts.rules import RoleName
from connect.advice import actions
from connect.areas import queries as areas
from connect.cases import actions as case_actions
from connect.cases.asking import posting
from connect.cases.asking.request_details import Location, RequestDetails
from connect.cases.claims import actions as claim_actions
from connect.cases.disclosure import actions as disclosures, case_view
from connect.cases.models import Case
from connect.cases.rules import State
from connect.cases.transitions import Actor
from connect.incidents.signs import actions as signs, rules
from connect.registry.demo_data import PASSWORD, Wave

PHONE = "+84900000004"  # whose sign-in is printed
HERE = "79"
SAID = {
    "said": "Chị mệt và ho từ ba hôm nay, đêm khó ngủ. Ăn uống được.",
    "advised": "Nằm nghiêng khi mệt.\nUống nước ấm từng ngụm nhỏ.\nCứ bốn tiếng đếm nhịp thở một lần, ghi lại.",
    "call_when": "Thở nhanh hơn lúc nói chuyện, môi hoặc đầu ngón tay xanh, gọi khó tỉnh.",
}


class Home(NamedTuple):
    """A home that asks: hours ago, words, age band, signs, values, how urgent it was said to be."""

    hours: float
    words: str
    band: str
    signs: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    urgency: int = 1


HOMES = (
    Home(0.3, "Ba tôi thở dốc, nói không ra câu.", "adult", ("cannot_breathe",), (("spo2", "90"), ("breaths", "28"))),
    Home(0.7, "Cháu bỏ bú, người lả đi.", "under_1_year", ("cannot_drink", "hard_to_wake"), (("temperature", "39.4"),)),
    Home(1.2, "Mẹ tôi sốt hai ngày, chỉ uống được ít nước.", "adult", ("belly_or_bleeding",), (("spo2", "94"),)),
    Home(2.0, "Bé nhà em sốt cao cho nằm mát vẫn không đỡ.", "under_5", ("fever_child", "dry"), (("breaths", "42"),)),
    Home(3.0, "Vợ em mang thai tháng thứ tám, từ tối con máy ít hẳn.", "adult", ("pregnant_soon",)),
    Home(5.0, "Tôi ho nhiều, muốn hỏi cách tự chăm ở nhà.", "adult", (), (("spo2", "97"), ("temperature", "37.8"))),
    Home(6.5, "Cả nhà cách ly, ba mẹ lo không ngủ được, cần người nói chuyện.", ""),
    Home(26.0, "Bác hàng xóm mệt, không muốn ăn.", "adult", (), (("pulse", "96"),)),
)  # fmt: skip


def fill(wave: Wave) -> None:
    """Makes the clinician, who signs, and those who ask; two were talked to, of whom one is to be called again soon."""
    cast = wave.get(Cast)
    doctor = _clinician(wave, cast)
    signs.sign(doctor, "doctor · Sở Y tế", rules.CURRENT.version, rules.CURRENT.digest)
    made = [_ask(wave, cast, number, home) for number, home in enumerate(HOMES)]
    for case, days in ((made[-1], 3), (_ask(wave, cast, 90, HOMES[2]._replace(hours=30)), None)):
        with clock.told(wave.now - timedelta(hours=20)):
            if case.state == State.PENDING_REVIEW:  # where a site shows nothing before somebody looked at it
                case_actions.approve(case, Actor(wave.dice.choice(cast.moderators[HERE])))
            claim_actions.claim(case_view.of(case, Actor(doctor)))
            disclosures.reveal(case_view.of(case, Actor(doctor)), "to deliver")
        with clock.told(wave.now - timedelta(hours=20) + timedelta(minutes=15)):
            again = wave.now + timedelta(days=days) if days else None
            actions.summarise(case_view.of(case, Actor(doctor)), SAID, again_at=again)


def _clinician(wave: Wave, cast: Cast) -> Person:
    made = Person(
        name=f"BS. {names.person_name(wave.dice)}", phone=PHONE, password_hash=accounts.hasher.hash(PASSWORD),
        created_at=wave.now - timedelta(days=20), verified_at=wave.now - timedelta(days=2),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    official = cast.officials[HERE]
    office = organizations.register(name="Sở Y tế", kind="authority", area=areas.get(HERE), by=official)
    organizations.verify(office, by=official)
    accounts.grant(made, RoleName.VOLUNTEER, organization=office)
    db.session.refresh(made)
    held = credentials.ask(made, "doctor", "012345/HCM-CCHN", office)
    credentials.check(held, official, wave.now + timedelta(days=180))
    return made


def _ask(wave: Wave, cast: Cast, number: int, home: Home) -> Case:
    """One home, posted at its hour by the same actions as in life."""
    ward = wave.dice.choice(cast.wards[HERE])
    values = {code: Decimal(text) for code, text in home.values}
    given = rules.answers_of(home.band, home.signs, values) if home.band else None
    details = RequestDetails(
        needs={"doctor_call" if home.band else "counselling": 1}, people=wave.dice.randint(1, 5), urgency=home.urgency,
        vulnerable=0, words=home.words, name=names.person_name(wave.dice), phone=f"+8490011{number:04}",
        door=f"Số {wave.dice.randint(2, 180)}", signs=given, health=True,
    )  # fmt: skip
    place = Location(ward.point, "ward", None, ward)
    with clock.told(wave.now - timedelta(hours=home.hours)):
        draft = posting.draft(details, place, form_key=f"demo-advice-{number}", lang="vi")
        case_id, _token = posting.post(draft, posting.placement_of(draft))
    return db.session.get_one(Case, case_id)
