"""T2: a school as a way to ask for everything, to name pupils, and to speak for a school that is none.

A stranger, a member of a group, and a member of a school that lost its verification between the check page and the
sending ask for many; a school asks for 10,000 of a thing and 2,001 pupils, six times, from two browsers at once, in the
name of another school, with a list of its pupils in the words, with a phone in the address.
"""

from concurrent.futures import ThreadPoolExecutor

from connect import db
from connect.accounts.models import Organization
from connect.cases.collective import rules
from tests.attacks.stage import Stage
from tests.builders import make_organization, make_school, make_teacher
from tests.socket.browser import Answer, Browser

NEW = "/cases/collective/new"
ASKED = {
    "people": "420", "address": "12 đường Trần Phú, thôn Bản Mù", "ward": "26743", "qty-device": "30",
    "words": "Khối 5 học trực tuyến.", "send": "1", "consent": "y", "place_text": "Bến Thành",
}  # fmt: skip
NAMES = "1. Giàng A Páo lớp 5A\n2. Vàng Thị Dợ lớp 5A\n3. Sùng Mí Sính lớp 5B"


def attack(stage: Stage) -> None:
    _who_is_no_school(stage)
    _what_is_too_much(stage)
    _too_many_at_once(stage)


def _ask(who: Browser, form: str = NEW, **over: str) -> Answer:
    return who.post(NEW, ASKED | over, form=form)


def _count(stage: Stage) -> int:
    return int(str(stage.value("SELECT count(*) FROM collective_cases")))


def _member(stage: Stage, **over: str) -> tuple[Browser, int]:
    """A member of a school, or of what `over` says; and the number of the organisation."""
    with stage.context():
        school = make_school(**over)
        teacher, number = make_teacher(school).id, school.id
    return stage.browser_of(teacher), number


def _who_is_no_school(stage: Stage) -> None:
    group, group_id = _member(stage, kind="group")
    with stage.context():
        waiting = make_organization(kind="school")
        newcomer, waiting_id = make_teacher(waiting).id, waiting.id
    stranger, _ = stage.signed_in()
    for who, number in ((stranger, group_id), (group, group_id), (stage.browser_of(newcomer), waiting_id)):
        answer = _ask(who, "/accounts/me", school=str(number))
        assert answer.status == 403, f"no school asks for many: {answer.status}"
    teacher, number = _member(stage)
    looked = {name: text for name, text in ASKED.items() if name not in ("send", "consent")}
    assert teacher.post(NEW, looked | {"school": str(number)}, form=NEW).status == 200
    with stage.context(), db.transaction():
        db.session.get_one(Organization, number).verified_at = None
    answer = _ask(teacher, "/accounts/me", school=str(number))
    assert answer.status == 403, f"a school that lost its verification: {answer.status}"
    assert _count(stage) == 0


def _what_is_too_much(stage: Stage) -> None:
    teacher, number = _member(stage)
    wrong = (
        {"qty-device": "10000"}, {"qty-device": "-5"}, {"people": "2001"}, {"people": "9" * 30}, {"words": NAMES},
        {"address": "12 Trần Phú, gọi 0912 345 678"}, {"qty-doctor_call": "1"}, {"ward": "79"}, {"address": "x" * 201},
    )  # fmt: skip
    for over in wrong:
        answer = _ask(teacher, school=str(number), **over)
        assert answer.status == 422, f"{over}: {answer.status}"
    assert _count(stage) == 0
    _, other = _member(stage)
    assert _ask(teacher, school=str(other)).status == 303
    owner = stage.value("SELECT organization_id FROM collective_cases")
    assert owner == number, "a school speaks in the name of another"


def _too_many_at_once(stage: Stage) -> None:
    teacher, number = _member(stage)
    with stage.context():
        school = db.session.get_one(Organization, number)
        colleague = stage.browser_of(make_teacher(school).id)
    before = _count(stage)
    with ThreadPoolExecutor(2) as both:
        for _round in range(rules.MOST_OPEN):
            list(both.map(lambda who: _ask(who, school=str(number)), (teacher, colleague)))
    assert _count(stage) - before == rules.MOST_OPEN, f"{_count(stage) - before} open requests of one school"
