"""Liars order: late, twice, by another's link, for one door by many browsers, and out of a run that has gathered."""

from typing import Any

from connect import db
from connect.cases import actions
from connect.cases.models import Case
from connect.cases.transitions import Actor
from connect.crypto import signing
from connect.shopping.orders import queries, rules
from connect.shopping.windows.models import ShoppingWindow
from tests.attacks.stage import Stage
from tests.builders import gather, make_person, make_window, token_of
from tests.socket.browser import Browser

ASKED = {
    "qty-market": "1", "people": "3", "urgency": "normal", "name": "Nguyễn Thị Lan", "door": "Số 12 hẻm 45",
    "ward": "26740", "consent": "y",
}  # fmt: skip
MANY, FEW = 50, 6


def attack(stage: Stage) -> None:
    with stage.context():
        window = make_window(total=MANY + 10, most_orders=200)
        code, number = window.public_id, window.id
    first = _replayed(stage, code, number)
    _another_s_link(stage, first)
    _one_door_by_many_browsers(stage, code, number)
    _changed_after_it_was_gathered(stage, first)
    _late(stage, code, number)


def _form(stage: Stage, code: str, form_name: str, **over: str) -> dict[str, Any]:
    with stage.context():
        key = signing.signed(form_name, "form")
    combo = {"order-shown": code, "order-combo-BASC2345": "1"}
    return {**ASKED, "phone": stage.phone(), "form_key": key, **combo, **over}


def _sent(browser: Browser, form: dict[str, Any]) -> Any:
    return browser.post("/cases/ask", form, form="/cases/ask")


def _taken(stage: Stage, number: int) -> tuple[int, int]:
    with stage.context():
        found = db.session.get_one(ShoppingWindow, number)
        return found.taken, found.combos[0].taken


def _replayed(stage: Stage, code: str, number: int) -> str:
    """The same form five times from two browsers is one order; answers its link."""
    form, here = _form(stage, code, "replayed"), stage.browser()
    answers = [_sent(browser, form) for browser in (here, here, stage.browser(), here, here)]
    assert {one.status for one in answers} <= {303}, answers[0].words[:900]
    assert _taken(stage, number) == (1, 1), "a form that was sent again took again"
    return str(answers[0].location).rsplit("/", 1)[-1]


def _another_s_link(stage: Stage, link: str) -> None:
    """Guessed links lead nowhere, and a code of an order opens nothing for a stranger."""
    assert stage.browser().get(f"/shopping/order/{'a' * 26}").status == 404
    helper, _ = stage.signed_in("volunteer")
    order = str(_value(stage, "SELECT public_id FROM orders ORDER BY id LIMIT 1"))
    assert helper.get(f"/shopping/orders/{order}").status == 404, "a stranger reads an order of a run"
    assert link not in helper.get("/cases/nearby?area=26740").text


def _one_door_by_many_browsers(stage: Stage, code: str, number: int) -> None:
    """Many browsers for one phone and door: a few are shown unseen, and those that wait hold a share together."""
    phone, taken, waiting = stage.phone(), _taken(stage, number)[1], _waiting(stage)
    for one in range(MANY):
        _sent(stage.browser(source=f"127.0.3.{one + 1}"), _form(stage, code, f"door-{one}", phone=phone))
    taken, waiting = _taken(stage, number)[1] - taken, _waiting(stage) - waiting
    assert taken - waiting <= FEW, "orders of one door by many browsers are shown unseen"
    assert waiting <= rules.share_of(MANY + 10), "orders that nobody has looked at hold more than their share"


def _waiting(stage: Stage) -> int:
    return int(str(_value(stage, "SELECT count(*) FROM cases WHERE state = 'pending_review'")))


def _changed_after_it_was_gathered(stage: Stage, link: str) -> None:
    """Once a run has it, nothing of it changes by the link, however it is asked."""
    with stage.context():
        found, moderator = _of(link), Actor(make_person("moderator"))
        if found.case.state == "pending_review":
            with db.transaction():
                actions.approve(db.session.get_one(Case, found.case_id), moderator, "đã hỏi lại")
        found = _of(link)
        gather(found, make_person(verified=True))
        code = found.window.public_id
    browser = stage.browser()
    changed = {"order-shown": code, "order-combo-BASC2345": "9"}
    browser.post(f"/shopping/order/{link}", changed, form=f"/cases/mine/{link}")
    browser.post(f"/cases/mine/{link}/withdraw", {}, form=f"/cases/mine/{link}")
    browser.post(f"/shopping/order/{link}/again", {}, form=f"/cases/mine/{link}")
    with stage.context():
        found = _of(link)
        assert (found.state, found.lines[0].quantity) == ("gathered", 1), "a gathered order was changed by its link"


def _late(stage: Stage, code: str, number: int) -> None:
    """After the cut-off: without a yes, with somebody else's yes, and with a made-up one, nothing is taken."""
    stage.forward(hours=6, minutes=1)
    before, here = _taken(stage, number), stage.browser()
    lies: list[dict[str, str]] = [
        {}, {"order-yes": code}, {"order-late": "ZZZZZZZZ", "order-yes": code},
        {"order-late": code, "order-yes": code}, {"order-late": code, "order-yes": "ZZZZZZZZ"},
    ]  # fmt: skip
    for one, lie in enumerate(lies):
        answer = _sent(here, _form(stage, code, f"late-{one}", another="1", **lie))
        assert answer.status in (409, 422), f"{lie} is taken after the cut-off: {answer.status}"
    assert _taken(stage, number) == before


def _of(link: str) -> Any:
    from_case = next(one for one in db.session.query(Case) if token_of(one) == link)
    return queries.of_case(from_case)


def _value(stage: Stage, sql: str) -> object:
    with stage.context():
        return stage.value(sql)
