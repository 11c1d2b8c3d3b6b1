"""W2: windows of shopping and the sums of orders, against whoever runs them, orders in them or pays.

A coordinator of another province opens, changes and cancels what is not theirs; an official moves times to earlier once
people have read them, and cancels under a form that is open; fifty presses at once lower a combo below what is taken;
both sides write sums anew after they have settled, twice at once, and below zero.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from connect import db
from connect.accounts.models import Person
from connect.shopping.windows import taking
from connect.shopping.windows.models import ShoppingWindow
from connect.shopping.windows.rules import FIELDS
from tests.attacks.stage import Stage
from tests.builders import make_window, token_of
from tests.shopping.money.brought import make_brought
from tests.socket.browser import Answer, Browser

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
AT = "/shopping/windows"


def attack(stage: Stage) -> None:
    official, _ = stage.signed_in("official", "79")
    with stage.context():
        window = make_window(total=20)
        code, number, combo = window.public_id, window.id, window.combos[0].code
        moments = {name: getattr(window, name) for name in FIELDS}
        with db.transaction():
            taking.take(window, {window.combos[0].id: 10})
    _of_another_province(stage, code, moments)
    _earlier(stage, official, code, moments)
    _fewer_than_taken(stage, official, code, number, combo)
    _cancelled_under_a_form(stage, official, code, number, moments)
    _after_settling(stage)


def _form(moments: dict[str, datetime], hours: float = 0, **over: str) -> dict[str, str]:
    at = {name: f"{(one + timedelta(hours=hours)).astimezone(ZONE):%Y-%m-%dT%H:%M}" for name, one in moments.items()}
    return {**at, "area": "79", "most_orders": "9", "most_lines": "15", "organization": "0", "version": "1", **over}


def _post(who: Browser, path: str, fields: dict[str, str]) -> Answer:
    return who.post(path, fields, form="/accounts/me")


def _of_another_province(stage: Stage, code: str, moments: dict[str, datetime]) -> None:
    for who in (stage.signed_in("official", "01")[0], stage.signed_in("moderator", "79")[0], stage.signed_in()[0]):
        answers = [_post(who, f"{AT}/{code}/{verb}", _form(moments, 1, reason="Không giao nữa")).status
                   for verb in ("edit", "later", "cancel", "numbers", "repeat", "combo")]  # fmt: skip
        assert set(answers) == {404}, f"somebody else's window answered {answers}"
        for wrong in ({}, {"area": "", "wards": "Phường Bến Thành"}, {"organization": "1"}):
            assert _post(who, f"{AT}/new", _form(moments, 2, **wrong)).status in (403, 422), "a window of others' areas"
    assert stage.value("SELECT count(*) FROM shopping_windows") == 1


def _earlier(stage: Stage, official: Browser, code: str, moments: dict[str, datetime]) -> None:
    for name in FIELDS[1:]:
        wrong = _form(moments, reason="Sớm hơn") | {name: _form(moments, -1)[name]}
        assert _post(official, f"{AT}/{code}/later", wrong).status == 422, f"{name} moved to earlier"
    assert _post(official, f"{AT}/{code}/edit", _form(moments, -1)).status == 409, "an open window was written anew"
    assert stage.value("SELECT version FROM shopping_windows WHERE public_id = :code", code=code) == 1


def _fewer_than_taken(stage: Stage, official: Browser, code: str, number: int, combo: str) -> None:
    def lower(n: int) -> int:
        fields = {"most_orders": "50", f"total-{combo}": str(n), "version": "1"}
        return _post(official, f"{AT}/{code}/numbers", fields).status

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lower, range(50)))
    assert answers.count(303) == 1, f"of fifty presses at once {answers.count(303)} went through"
    total = int(str(stage.value("SELECT total FROM window_combos WHERE window_id = :id", id=number)))
    assert total >= 10, "fewer than are taken"


def _cancelled_under_a_form(
    stage: Stage, official: Browser, code: str, number: int, moments: dict[str, datetime]
) -> None:
    assert _post(official, f"{AT}/{code}/cancel", {"reason": "Mưa to", "version": "2"}).status == 303
    for verb in ("later", "cancel", "numbers"):
        late = _form(moments, 3, reason="Dời lại", version="3")
        assert _post(official, f"{AT}/{code}/{verb}", late).status in (409, 422), f"{verb} after it was cancelled"
    with stage.context():
        try:
            with db.transaction():
                taking.take(db.session.get_one(ShoppingWindow, number), {})
        except taking.PastCutOff:
            pass
        else:
            raise AssertionError("a cancelled window took an order")


def _after_settling(stage: Stage) -> None:
    leader, person = stage.signed_in()
    with stage.context():
        brought = make_brought(by=db.session.get_one(Person, person))
        order, token = brought.public_id, token_of(brought.case)
    household, ours, theirs = stage.browser(), f"/shopping/money/mine/{token}", f"/shopping/money/order/{order}"
    said = {"sum": "310.000", "way": "cash"}

    def press(fields: dict[str, str]) -> list[int]:
        return [household.post(ours, fields, form=ours).status, leader.post(theirs, fields, form=theirs).status]

    assert press(said) == [303, 303]
    assert set(press(said | {"sum": "1"})) == {422}, "a settled sum was said anew"
    account = {"reason": "STK 0071001234567 Vietcombank"}
    for wrong in ({"amount": "999.999"}, {"amount": "0"}, {"amount": "-5"}, {"reason": ""}, account):
        counter = {"more": "less", "amount": "5.000", "reason": "Tính dư", "seen": "2"} | wrong
        assert set(press(counter)) == {422}, f"{wrong} was taken"
    good = {"more": "less", "amount": "5.000", "reason": "Tính dư", "seen": "2"}
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: leader.post(theirs, good, form=theirs).status, range(16)))
    assert answers.count(303) == 1, f"{answers.count(303)} counter-entries of one press"
    assert stage.value("SELECT count(*) FROM settlements WHERE sort = 'said'") == 2
    stranger = stage.signed_in()[0]
    assert stranger.get(theirs).status == 404, "a stranger reads the sums of an order"
