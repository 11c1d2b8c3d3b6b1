"""A liar with many browsers and as many phones orders all combos of a delivery before anybody has looked at one."""

from tests.attacks.stage import Stage
from tests.builders import make_window
from tests.socket.browser import Browser

SETTINGS = {"CONNECT_MODERATION": "fully_moderated"}
BROWSERS, COMBOS, SHARE = 20, 18, 6
ORDER = {
    "qty-market": "1", "people": "3", "urgency": "normal", "name": "Nguyễn Thị Lan", "ward": "26740", "consent": "y",
    "order-combo-BASC2345": "1", "order-pay": "cash", "order-instead": "none", "send": "1",
}  # fmt: skip


def attack(stage: Stage) -> None:
    with stage.context():
        code = make_window(total=COMBOS).public_id
    source = stage.browser().source
    sent = [_order(stage, stage.browser(source), code, number) for number in range(BROWSERS)]
    assert _taken(stage) == SHARE, f"one network holds {_taken(stage)} of {COMBOS} before a look"
    assert sent.count(303) == SHARE and set(sent) == {303, 409}
    # Whoever comes from elsewhere gets one, and so does the neighbour behind the liar's network, without a combo.
    assert _order(stage, stage.browser(), code, BROWSERS) == 303
    assert _taken(stage) == SHARE + 1
    neighbour = {"order-combo-BASC2345": "0", "order-thing-1": "rice", "order-qty-1": "5"}
    assert _order(stage, stage.browser(source), code, BROWSERS + 1, **neighbour) == 303


def _order(stage: Stage, who: Browser, code: str, number: int, **over: str) -> int:
    page = who.get("/cases/ask")
    typed = {**ORDER, "door": f"Số {number} hẻm 45", "phone": stage.phone(), "order-shown": code, **over}
    return who.send("/cases/ask", {**page.hidden(), **typed}).status


def _taken(stage: Stage) -> int:
    return int(str(stage.value("SELECT sum(taken) FROM window_combos")))
