"""B1: whoever types another's phone learns nothing: not that it has asked, not where, not that it is watched.

Two strangers do the same, one with a phone that has asked often and is watched, one with a phone that nobody has; all
that each is told is the same. And a browser that holds its own earlier link still keeps the earlier cell.
"""

import json
import re
from typing import Any

import sqlalchemy as sa

from connect import db, geo
from connect.cases import actions
from connect.cases.asking import public_location
from connect.cases.models import Case
from connect.cases.transitions import Actor
from tests.attacks.stage import Stage
from tests.builders import make_person
from tests.socket.browser import Browser

SETTINGS = {
    "CONNECT_MODERATION": "peer_to_peer", "CONNECT_ASKS_PER_PHONE_DAY": "2", "CONNECT_ASKS_CEILING_DAY": "4",
}  # fmt: skip
HOME = geo.Point(10.7722, 106.6983)
# What tells two requests apart whoever asks: numbers, codes, links, keys and moments.
OWN = re.compile(r".*(_at|_hash|_since|phone|token|code|public_id)$|at$|delivery_code|link", re.IGNORECASE)


def beside() -> geo.Point:
    """Some 800 m away: in the next cell."""
    own = geo.parent_of(geo.cell_of(HOME), public_location.CITY_WARD)
    return next(geo.centre_of(cell) for cell in geo.rings(own, 1) if cell != own)


def attack(stage: Stage) -> None:
    known, unknown = stage.phone(), stage.phone()
    owner = stage.browser()
    _posted(owner, known, HOME)
    for _ in range(4):
        _posted(stage.browser(), known, HOME)
    with stage.context():
        case, moderator = db.session.scalars(sa.select(Case)).first(), Actor(make_person("moderator"))
        assert case
        with db.transaction():
            actions.watch_phone(case, moderator, True)
    one, other = (_told(stage, phone) for phone in (known, unknown))
    assert one[0] == other[0], f"where it asked, or that it did: {_differ(one[0], other[0])}"
    assert one[1] == other[1], "the requester's own page tells of another's phone"
    assert one[2] == other[2], f"what can be done tells of another's phone: {one[2]} {other[2]}"

    link = _posted(owner, stage.phone(), beside())
    assert _cell(stage, 1) != _cell_of(stage, owner, link), "another phone in the same browser keeps no cell"
    link = _posted(owner, known, beside())
    assert _cell(stage, 1) == _cell_of(stage, owner, link), "the browser that holds the earlier link keeps its cell"
    told = json.loads(owner.get(f"{link}/download").text)
    assert "watched" not in json.dumps(told), "the download tells that the phone is watched"


def _posted(browser: Browser, phone: str, at: geo.Point) -> str:
    typed = {"lat": f"{at.lat:.6f}", "lon": f"{at.lon:.6f}", "accuracy": "15", "place_by": "position", "another": "1"}
    answer = browser.ask(phone, **typed)
    assert answer.status == 303, f"refused: {answer.status} {answer.words[:300]}"
    return answer.own


def _told(stage: Stage, phone: str) -> tuple[Any, str, list[tuple[int, str]]]:
    """Everything that one stranger is told about a request with this phone, without what is its own."""
    browser = stage.browser()
    link = _posted(browser, phone, beside())
    done = []
    for verb in ("still-needed", "received", "stop", "allow"):
        answer = browser.post(f"{link}/{verb}", form="/cases/mine")
        done.append((answer.status, _plain(browser.follow(answer).words)))
    words = _plain(browser.get(link).words) + _plain(browser.get("/cases/mine").words)
    return _without_own(json.loads(browser.get(f"{link}/download").text)), words, done


def _plain(words: str) -> str:
    """The words of a page without figures and codes."""
    return re.sub(r"\b\w*\d\w*\b|\b[A-Z2-9]{4}\b", "#", words)


def _without_own(told: Any) -> Any:
    if isinstance(told, dict):
        return {name: _without_own(value) for name, value in told.items() if not OWN.fullmatch(name)}
    return [_without_own(one) for one in told] if isinstance(told, list) else told


def _differ(one: Any, other: Any) -> str:
    return str([(name, one[name], other[name]) for name in one if one[name] != other.get(name)])[:600]


def _cell(stage: Stage, case: int) -> object:
    return stage.value("SELECT cell FROM cases WHERE id = :id", id=case)


def _cell_of(stage: Stage, browser: Browser, link: str) -> object:
    return json.loads(browser.get(f"{link}/download").text)["request"]["cell"]
