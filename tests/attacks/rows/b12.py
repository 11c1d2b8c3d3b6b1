"""B12: a medical need that an edit adds is shown at the coarse grain of medical needs, in every public answer."""

from connect.cases.asking.public_location import SENSITIVE
from tests.attacks.stage import Stage
from tests.socket.browser import ASKED, Browser

SETTINGS = {"CONNECT_MODERATION": "peer_to_peer"}
AT = {"lat": "10.7722", "lon": "106.6983", "accuracy": "15", "place_by": "position"}
RICE = {**{name: text for name, text in ASKED.items() if name not in ("ward", "consent")}, "urgency": "normal"}


def attack(stage: Stage) -> None:
    plain, medical, guarded = (_posted(stage, **more) for more in ({}, {"item": "oxygen", "qty-oxygen": "1"}, {}))
    fine, coarse = stage.value("SELECT cell_res FROM cases WHERE id = 1"), _place(stage, 2)
    assert fine != SENSITIVE, "the place of this row must have a fine grain"
    assert coarse[1] == SENSITIVE
    _changed(plain, {"item": "oxygen", "qty-oxygen": "1"})
    _changed(guarded, {"guards": "private_illness"})
    assert _place(stage, 1) == coarse, "a medical need was added, and the case is still shown at the fine grain"
    assert _place(stage, 3) == coarse, "an illness to be kept private was added, and the grain stayed fine"
    for browser, link in (plain, medical):
        _changed((browser, link), {"item": "rice", "qty-rice": "5"})
    assert _place(stage, 1) == _place(stage, 2) == coarse, "the grain became finer again"


def _posted(stage: Stage, **over: str) -> tuple[Browser, str]:
    browser = stage.browser()
    answer = browser.ask(stage.phone(), **AT, urgency="normal", **over)
    assert answer.status == 303, answer.words[:300]
    return browser, answer.own


def _changed(asker: tuple[Browser, str], over: dict[str, str]) -> None:
    browser, link = asker
    answer = browser.post(f"{link}/edit", {**RICE, "phone": "0912345678", **over})
    assert answer.status == 303, answer.words[:300]


def _place(stage: Stage, case: int) -> tuple[object, ...]:
    return tuple(
        stage.value(f"SELECT {column} FROM cases WHERE id = :id", id=case)
        for column in ("cell", "cell_res", "lat", "lon", "area_id")
    )
