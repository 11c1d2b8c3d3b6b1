"""C5: danger told and untold by hand-made changes; advice edited away; held by who is erased or of a paused clinic.

And by who looks again at what its requester has wiped before the day on which a clinician wanted to call.
"""

from datetime import timedelta

from connect import clock, db
from connect.accounts import actions as accounts
from connect.accounts.credentials import queries as credentials
from connect.accounts.models import Person
from connect.cases.clinical import jobs
from tests.advice.pages import TEXTS, doctor, post_advice
from tests.attacks.helping import send, state
from tests.attacks.rows.c1 import DETAILS
from tests.attacks.stage import Stage
from tests.builders import sign_the_list
from tests.socket.browser import Answer

SETTINGS = {"CONNECT_MODERATION": "peer_to_peer"}
UNTOLD: tuple[dict[str, str], ...] = (
    {"urgency": "low"}, {"urgency": "low", "age-band": "adult"}, {"urgency": "low", "age-band": "under_12"},
    {"urgency": "low", "age-band": "adult", "sign-spo2": "99", "level": "0"},
    {"urgency": "normal", "age-band": "", "sign-list": "2020", "sign-made_up": "y"},
)  # fmt: skip
DOOR = "Số 12 hẻm 45"


def attack(stage: Stage) -> None:
    with stage.context():
        sign_the_list()
    _untold(stage)
    _worse_while_held(stage)
    _whose_word_is_over(stage)
    _wiped_before_its_day(stage)


def _edit(stage: Stage, token: str, fields: dict[str, str]) -> Answer:
    sent = {**DETAILS, "signs-seen": "all", **fields}
    return stage.browser().post(f"/cases/mine/{token}/edit", sent, form="/cases/ask")


def _untold(stage: Stage) -> None:
    """What a link does by hand takes no danger back, and does not make food of it."""
    with stage.context():
        case, token = post_advice("cannot_breathe")
        code = case.public_id
    for fields in UNTOLD:
        answer = _edit(stage, token, fields)
        assert answer.status == 303, f"{fields}: {answer.status} {answer.words[:200]}"
        assert _grave(stage, code) == (2, 3), f"{fields} took a danger back: {_grave(stage, code)}"
    for wants in ({"item": "rice", "qty-rice": "5", "qty-doctor_call": "0"}, {"qty-doctor_call": "0"}):
        assert _edit(stage, token, wants).status == 422, "advice was edited away"
    assert stage.browser().get(f"/cases/mine/{token}").text.find('href="tel:115"') > 0
    stage.forward(days=60)
    assert state(stage, code) == "open", "time alone has closed a danger to life"


def _grave(stage: Stage, code: str) -> tuple[object, object]:
    level = "SELECT s.level FROM case_signs s JOIN cases c ON c.id = s.case_id WHERE c.public_id = :code"
    urgency = "SELECT urgency FROM cases WHERE public_id = :code"
    return stage.value(level, code=code), stage.value(urgency, code=code)


def _worse_while_held(stage: Stage) -> None:
    """Whoever sits on a calm case for four hours loses it in twenty minutes once a danger is told."""
    with stage.context():
        case, token = post_advice()
        code, sits, helps = case.public_id, doctor().id, doctor().id
    slow, other = stage.browser_of(sits), stage.browser_of(helps)
    assert send(slow, code, "claim").status == 303 and DOOR in send(slow, code, "contact").text
    assert _edit(stage, token, {"age-band": "adult", "sign-fits": "y"}).status == 303
    assert send(other, code, "claim").status == 409, "taken out of the hands of who has just been told"
    stage.forward(minutes=21)
    slow, other = stage.browser_of(sits), stage.browser_of(helps)
    assert DOOR not in send(slow, code, "contact").text, "the contact is shown when the time is over"
    assert send(other, code, "claim").status == 303, "nobody else can take it"


def _whose_word_is_over(stage: Stage) -> None:
    """An account that is erased, and one whose clinic is no longer verified, hold nothing and read nothing."""
    for lose in (_erase, _pause):
        with stage.context():
            code, number = post_advice("fits")[0].public_id, doctor().id
        holder = stage.browser_of(number)
        assert send(holder, code, "claim").status == 303 and DOOR in send(holder, code, "contact").text
        with stage.context():
            lose(number)
        for verb in ("contact", "extend"):
            assert DOOR not in send(holder, code, verb).text, f"{verb} by who lost the right to it"
        assert holder.get("/advice/").status != 200
        with stage.context():
            jobs.guard_advice()
        assert state(stage, code) == "open", "it stays with somebody who may not hold it"


def _erase(number: int) -> None:
    with db.transaction():
        accounts.erase(db.session.get_one(Person, number))


def _pause(number: int) -> None:
    held = credentials.clinician(db.session.get_one(Person, number))
    assert held
    with db.transaction():
        held.organization.verified_at = None


def _wiped_before_its_day(stage: Stage) -> None:
    with stage.context():
        case, token = post_advice("fits")
        code, number = case.public_id, doctor().id
        day = (clock.now() + timedelta(days=3)).date().isoformat()
    holder = stage.browser_of(number)
    assert send(holder, code, "claim").status == 303 and send(holder, code, "contact").status == 200
    written = {**TEXTS, "again": day}
    assert holder.post(f"/advice/{code}/summary", written, form=f"/advice/{code}/summary").status == 303
    own = stage.browser()
    answer = own.post(f"/cases/mine/{token}/delete", {}, form=f"/cases/mine/{token}/delete")
    assert answer.status == 303, f"helped in danger, nobody may delete it: {answer.status} {answer.words[:200]}"
    stage.forward(days=4)
    with stage.context():
        assert jobs.call_again() == 0, "what was wiped is called again"
    assert state(stage, code) != "open"
    for table in ("advice_summaries", "case_signs"):
        left = f"SELECT count(*) FROM {table} t JOIN cases c ON c.id = t.case_id WHERE c.public_id = :code"
        assert stage.value(left, code=code) == 0, f"{table} outlives the wipe"
    assert stage.browser_of(number).get(f"/cases/{code}").status == 404
    assert _edit(stage, token, {"age-band": "adult", "sign-fits": "y"}).status != 303, "wiped, and changed after it"
