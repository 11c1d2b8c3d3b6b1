"""T3: a loan by sequences of many, and a school's spreadsheet as a way to name pupils or to tire the site.

A holder loses, finds and calls good what is broken, so that the next may have it; fifty accounts press the buttons of
one loan; a lender is erased, comes back under the same phone, and asks for what was lent; a holder deletes everything
that was given. A teacher sends lists of pupils in three formats, a macro, a bomb, 5,000 rows; a stranger an honest one.
"""

from itertools import cycle

from connect import db
from connect.accounts.models import Person
from connect.cases.models import CaseSecret
from tests.attacks.helping import send, send_file
from tests.attacks.stage import Stage
from tests.builders import hold, lend_out, make_case, make_person, make_school, make_teacher
from tests.socket.browser import PASSWORD, Browser
from tests.workbooks.test_opening import as_csv, ods, xlsx, zipped

SHEET = "/cases/collective/sheet"
HEADS = ["Khối", "Món đồ", "Số lượng", "Cho hay mượn"]
FAIR = ["5", "Vở, bút", "30", "cho"]


def attack(stage: Stage) -> None:
    _a_broken_thing_called_good(stage)
    _fifty_accounts(stage)
    _lost_found_and_given(stage)
    _erased_and_back(stage)
    _spreadsheets(stage)


def _loan(stage: Stage, number: int, mark: str) -> tuple[str, str]:
    """A loan of a lender: its code, and the secret of the holder's link."""
    with stage.context():
        (loan,) = lend_out(db.session.get_one(Person, number), mark)
        return loan.public_id, db.session.get_one(CaseSecret, loan.case_id).link_token


def _press(who: Browser, code: str, verb: str, **said: str) -> int:
    return who.post(f"/offers/loans/{code}/{verb}", said, form="/accounts/me").status


def _hold(who: Browser, token: str, code: str, verb: str) -> int:
    return who.post(f"/offers/loans/held/{token}/{code}/{verb}", {"words": "ừ"}, form=f"/cases/mine/{token}").status


def _state(stage: Stage, code: str) -> str:
    return str(stage.value("SELECT state FROM loans WHERE public_id = :code", code=code))


def _lend_again(stage: Stage, who: Browser, number: int, mark: str) -> int:
    with stage.context():
        case = make_case(needs={"device": 2})
        hold(case, db.session.get_one(Person, number))
        code, delivery = case.public_id, db.session.get_one(CaseSecret, case.id).delivery_code
    typed = {"given-device": "1", "lent-device": mark, "lent-due": "2027-01-18", "code": delivery}
    return send(who, code, "help", typed).status


def _a_broken_thing_called_good(stage: Stage) -> None:
    lender, number = stage.signed_in(verified=True)
    code, token = _loan(stage, number, "H-1")
    holder = stage.browser()
    assert [_hold(holder, token, code, verb) for verb in ("lose", "find")] == [303, 303]
    assert _state(stage, code) == "lent", "the holder alone says that a thing is back"
    assert _hold(holder, token, code, "take-back") == 404, "a button of the lender is pressed by the holder's link"
    assert _lend_again(stage, lender, number, "H-1") == 422
    assert _press(lender, code, "take-back", condition="broken", words="vỡ") == 303
    assert _lend_again(stage, lender, number, "H-1") == 422, "a broken thing is lent to the next"


def _fifty_accounts(stage: Stage) -> None:
    _lender, number = stage.signed_in(verified=True)
    code, token = _loan(stage, number, "F-1")
    with stage.context():
        liars = [make_person(verified=True).id for _ in range(50)]
    for liar, verb in zip(liars, cycle(("contact", "make-gift", "lose", "take-back", "extend")), strict=False):
        assert _press(stage.browser_of(liar), code, verb, words="x") == 404, f"one of fifty presses {verb}"
    assert stage.browser().get(f"/offers/loans/held/{'a' * 26}/{code}").status == 404
    assert _state(stage, code) == "lent"
    assert stage.browser().get(f"/offers/loans/held/{token}/{code}").status == 200


def _lost_found_and_given(stage: Stage) -> None:
    lender, number = stage.signed_in(verified=True)
    code, token = _loan(stage, number, "G-9")
    holder = stage.browser()
    assert _press(lender, code, "lose", words="mất") == 303
    assert _hold(holder, token, code, "find") == 303
    assert _press(lender, code, "make-gift") == 303
    after = [
        _press(lender, code, verb, condition="good", words="x") for verb in ("take-back", "lose", "find", "make-gift")
    ]
    after += [_hold(holder, token, code, verb) for verb in ("say-returned", "lose", "find")]
    assert set(after) == {409}, f"what was given is asked for again: {after}"
    holder.post(f"/cases/mine/{token}/delete", form=f"/cases/mine/{token}/delete")
    shown = lender.post(f"/offers/loans/{code}/contact", form="/accounts/me")
    assert "tel:+84" not in shown.text, "the contact of who was given a thing stays"


def _erased_and_back(stage: Stage) -> None:
    phone = stage.phone()
    lender = stage.new_account(phone=phone)
    code, token = _loan(stage, int(str(stage.value("SELECT max(id) FROM people"))), "E-9")
    assert lender.post("/accounts/erase", {"current": PASSWORD}).status == 303
    assert _state(stage, code) == "given", "what nobody can ask for any more is still owed"
    again = stage.new_account(phone=phone)
    assert again.get(f"/offers/loans/{code}").status == 404
    assert _press(again, code, "contact") == 404, "an account that came back reads the contact of before"
    assert stage.browser().get(f"/offers/loans/held/{token}/{code}").status == 200


def _spreadsheets(stage: Stage) -> None:
    with stage.context():
        teacher = make_teacher(make_school()).id
    who = stage.browser_of(teacher)
    pupils = [["STT", "Họ và tên", "Ngày sinh"], ["1", "Giàng A Páo", "12/03/2015"]]
    hidden = [HEADS, [*FAIR, *[""] * 25, "Giàng A Páo"]]
    among = [HEADS, FAIR, ["Giàng A Páo", "Vở, bút", "1", "cho"], ["5", "0912 345 678", "1", "cho"]]
    for rows in (
        pupils,
        hidden,
        among,
        [HEADS, *[FAIR] * 5_000],
        [["x"]],
        [HEADS, ["5", "=cmd|' /C calc'!A0", "1", "cho"]],
    ):
        for made in (xlsx, ods, as_csv):
            answer = send_file(who, SHEET, made(rows))
            assert answer.status in (413, 422), f"{made.__name__} of {rows[-1]}: {answer.status}"
            assert "Páo" not in answer.text and "0912" not in answer.text
    for file in (
        zipped({"xl/vbaProject.bin": b"x"}), zipped({"content.xml": b"<a>" + b" " * 60_000_000}), b"PK\x03\x04",
        b"\xff" * 99,
        ods([HEADS, FAIR], head='<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'), xlsx([HEADS, FAIR]) * 60,
    ):  # fmt: skip
        assert send_file(who, SHEET, file).status in (413, 422), "a file that does harm is read"
    assert send_file(who, SHEET, xlsx([HEADS, FAIR])).status == 200, "an honest file is not read"
    stranger, _ = stage.signed_in()
    assert send_file(stranger, SHEET, xlsx([HEADS, FAIR])).status == 403
    assert stage.value("SELECT count(*) FROM collective_cases") == 0, "a file alone makes a request"
