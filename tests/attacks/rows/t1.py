"""T1: what was lent as a way to keep it, to take it twice, and to learn whom others lent to.

A stranger asks for another's loan by its code and presses all its buttons; guesses a holder's link; a lender gives more
time twice, takes back twice in two browsers at once, lends the same thing to two homes, and lends without the code; a
holder says that it is lost when it is back, and deletes everything to keep it; a lender who was stopped looks again.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from connect import clock, db
from connect.accounts.models import Person
from connect.cases.disclosure import limits
from connect.cases.models import Case, CaseSecret
from connect.offers.loans.models import Loan
from tests.attacks.helping import send
from tests.attacks.stage import Stage
from tests.builders import hold, lend_out, make_case
from tests.socket.browser import Browser

VERBS = ("take-back", "lose", "find", "make-gift", "extend", "contact")
SAID = {"condition": "good", "words": "của tôi", "due": f"{clock.now() + timedelta(days=40):%Y-%m-%d}"}


def attack(stage: Stage) -> None:
    lender, number = stage.signed_in(verified=True)
    _another_s_loan(stage, number)
    _a_guessed_link(stage, number)
    _more_time_twice(stage, lender, number)
    _taken_back_twice(stage, lender, number)
    _the_same_thing_to_two(stage, lender, number)
    _without_the_code(stage, lender, number)
    _lost_after_it_is_back(stage, number)
    _deleted_to_keep_it(stage, lender, number)
    _stopped_and_looking(stage, lender, number)


def _lent(stage: Stage, number: int, *marks: str) -> list[tuple[str, str]]:
    """Loans of a lender: the code of each, and the secret of the holder's link."""
    with stage.context():
        loans = lend_out(db.session.get_one(Person, number), *marks)
        token = db.session.get_one(CaseSecret, loans[0].case_id).link_token
        return [(one.public_id, token) for one in loans]


def _state(stage: Stage, code: str) -> str:
    return str(stage.value("SELECT state FROM loans WHERE public_id = :code", code=code))


def _press(who: Browser, code: str, verb: str, **said: str) -> int:
    return who.post(f"/offers/loans/{code}/{verb}", SAID | said, form="/accounts/me").status


def _another_s_loan(stage: Stage, number: int) -> None:
    ((code, _token),) = _lent(stage, number, "A-1")
    for role, area in (("volunteer", "VN"), ("moderator", "79"), ("admin", "79")):
        liar, _ = stage.signed_in(role, area=area, verified=True)
        assert liar.get(f"/offers/loans/{code}").status == 404, f"a {role} opens another's loan"
        answers = {verb: _press(liar, code, verb) for verb in VERBS}
        assert set(answers.values()) == {404}, f"{role}: {answers}"
        assert "A-1" not in liar.get("/offers/loans/").text
    assert _state(stage, code) == "lent"
    assert stage.value("SELECT count(*) FROM disclosures WHERE role = 'lender'") == 0


def _a_guessed_link(stage: Stage, number: int) -> None:
    ((code, token),) = _lent(stage, number, "G-1")
    with stage.context():
        stranger_s = db.session.get_one(CaseSecret, make_case().id).link_token
    stranger = stage.browser()
    for guess in ("a" * 26, token[:-1] + ("b" if token[-1] == "a" else "a"), stranger_s, token.upper()):
        for verb in ("say-returned", "lose"):
            way = f"/offers/loans/held/{guess}/{code}/{verb}"
            answer = stranger.post(way, {"words": "mất rồi"}, form="/accounts/sign-in")
            assert answer.status == 404, f"{verb} by a guessed link: {answer.status}"
    assert _state(stage, code) == "lent"


def _more_time_twice(stage: Stage, lender: Browser, number: int) -> None:
    ((code, _token),) = _lent(stage, number, "E-1")
    first = f"{clock.now() + timedelta(days=45):%Y-%m-%d}"
    second = f"{clock.now() + timedelta(days=80):%Y-%m-%d}"
    far = f"{clock.now() + timedelta(days=900):%Y-%m-%d}"
    answers = [_press(lender, code, "extend", due=due) for due in (far, first, second)]
    assert answers == [422, 303, 409], f"more time: {answers}"


def _taken_back_twice(stage: Stage, lender: Browser, number: int) -> None:
    ((code, _token),) = _lent(stage, number, "B-1")
    with ThreadPoolExecutor(2) as both:
        browsers = (lender, stage.browser_of(number))
        answers = sorted(both.map(lambda who: _press(who, code, "take-back"), browsers))
    assert answers == [303, 409], f"taken back twice at once: {answers}"
    lines = "SELECT count(*) FROM loan_events e JOIN loans l ON l.id = e.loan_id WHERE l.public_id = :code"
    assert stage.value(lines, code=code) == 2, "two lines of history for one taking back"


def _the_same_thing_to_two(stage: Stage, lender: Browser, number: int) -> None:
    _lent(stage, number, "S-1")
    code, delivery = _held(stage, number)
    answer = send(lender, code, "help", _handing("S-1", delivery))
    assert answer.status == 422, f"a thing that is out is lent once more: {answer.status}"
    out = "SELECT count(*) FROM loans WHERE mark = 'S-1' AND state IN ('lent', 'returning', 'lost')"
    assert stage.value(out) == 1


def _without_the_code(stage: Stage, lender: Browser, number: int) -> None:
    code, delivery = _held(stage, number)
    wrong = f"{(int(delivery) + 1) % 10_000:04}"
    for typed in ("", wrong):
        answer = send(lender, code, "help", _handing("W-1", typed))
        assert answer.status == 422, f"lent without the holder's yes: {answer.status}"
    assert stage.value("SELECT count(*) FROM loans WHERE mark = 'W-1'") == 0
    assert stage.value("SELECT given FROM cases WHERE public_id = :code", code=code) == 0


def _held(stage: Stage, number: int) -> tuple[str, str]:
    """A case that the lender holds, with the contact shown; and its delivery code."""
    with stage.context():
        case = make_case(needs={"device": 2})
        hold(case, db.session.get_one(Person, number))
        return case.public_id, db.session.get_one(CaseSecret, case.id).delivery_code


def _handing(mark: str, code: str) -> dict[str, str]:
    due = f"{clock.now() + timedelta(days=30):%Y-%m-%d}"
    return {"given-device": "1", "lent-device": mark, "lent-due": due, "code": code}


def _lost_after_it_is_back(stage: Stage, number: int) -> None:
    ((code, token),) = _lent(stage, number, "L-1")
    lender = stage.browser_of(number)
    assert _press(lender, code, "take-back") == 303
    holder = stage.browser()
    for verb in ("lose", "say-returned", "find"):
        way = f"/offers/loans/held/{token}/{code}/{verb}"
        answer = holder.post(way, {"words": "mất rồi"}, form=f"/cases/mine/{token}")
        assert answer.status in (409, 422), f"{verb} of what is back: {answer.status}"
    assert _press(lender, code, "make-gift") == 409
    assert _state(stage, code) == "back"


def _deleted_to_keep_it(stage: Stage, lender: Browser, number: int) -> None:
    ((code, token),) = _lent(stage, number, "D-1")
    holder = stage.browser()
    assert holder.post(f"/cases/mine/{token}/delete", form=f"/cases/mine/{token}/delete").status == 303
    shown = lender.post(f"/offers/loans/{code}/contact", form=f"/offers/loans/{code}")
    assert shown.status == 200 and "tel:" in shown.text, "who deletes everything keeps what is not theirs"
    assert "D-1" in holder.get(f"/cases/mine/{token}").text


def _stopped_and_looking(stage: Stage, lender: Browser, number: int) -> None:
    ((code, token),) = _lent(stage, number, "N-1")
    with stage.context(), db.transaction():
        loan = db.session.query(Loan).filter_by(public_id=code).one()
        limits.stop(db.session.get_one(Case, loan.case_id), db.session.get_one(Person, number))
    stage.browser().post(f"/cases/mine/{token}/delete", form=f"/cases/mine/{token}/delete")
    shown = lender.post(f"/offers/loans/{code}/contact", form=f"/offers/loans/{code}")
    assert shown.status == 403 and "tel:+84" not in shown.text, "a lender who was stopped looks once the case is wiped"
