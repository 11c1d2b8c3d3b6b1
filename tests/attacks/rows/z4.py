"""Z4: the search of supply points tells no more than the points themselves.

Somebody who sells from home shows only the ward: searches from all around, at every radius, find the centre of the cell
and nothing of the door. Cursors that were made up, touched or taken from another search lead nowhere. Where a searcher
stands is in no address, no page that others get, and no line of the log.
"""

import base64
import json
import math

from connect import geo
from connect.supplies.finding.search import RADII_KM
from tests.attacks.stage import Stage
from tests.builders import make_person, make_point
from tests.socket.browser import Browser

HOME = geo.Point(10.773187, 106.699261)
STANDS = geo.Point(10.7719473, 106.6957261)  # of a searcher
DOOR, PHONE, SPARE = "7 hẻm 12 Cô Giang", "0912345987", 90.0


def attack(stage: Stage) -> None:
    with stage.context():
        point = make_point(
            make_person(),
            HOME,
            exact=False,
            name="Bếp nhà chị Sáu",
            address=DOOR,
            phone="+84912345987",
            phone_shown=False,
        )
        shown, public_id = point.place, point.public_id
        for number in range(30):
            make_point(point=geo.Point(HOME.lat + number * 2e-4, HOME.lon - number * 1e-4), name=f"Quán {number}")
    _triangulated(stage.browser(), shown, public_id)
    _cursors(stage.browser())
    _position(stage)


def _triangulated(liar: Browser, shown: geo.Point, public_id: str) -> None:
    """Asks from a ring of cells, and fits the place to the distances and to which radius found it."""
    rings = []
    for turn, km in ((turn, km) for turn in range(12) for km in RADII_KM):
        around = geo.Point(
            HOME.lat + math.sin(turn / 2) * km * 0.0086, HOME.lon + math.cos(turn / 2) * km * 0.0086
        )  # fmt: skip
        cell = geo.cell_of(around)
        answer = liar.get(f"/supplies/finding.json?at={cell:x}&within={km}")
        assert answer.status == 200, answer.status
        assert DOOR not in answer.text and PHONE not in answer.text and "912345987" not in answer.text
        found = [one for one in json.loads(answer.text)["points"] if one["id"] == public_id]
        inside = geo.distance_m(geo.centre_of(cell), shown) <= km * 1000
        assert bool(found) == inside, "the radius cuts by something else than what is shown"
        rings += [(geo.centre_of(cell), one["distance_m"]) for one in found]
    assert len(rings) > 20, "the attack asked past the point"
    far = max(abs(geo.distance_m(at, shown) - metres) for at, metres in rings)
    assert far <= 1, f"a distance differs by {far} m from that to what is shown"
    assert geo.distance_m(shown, HOME) > SPARE, "the attack needs a home that is not in the middle of its cell"


def _cursors(liar: Browser) -> None:
    cell = f"{geo.cell_of(HOME):x}"
    list_, json_ = f"/supplies/?at={cell}", f"/supplies/finding.json?at={cell}&limit=3"
    first = json.loads(liar.get(json_).text)
    good = first["next"].rpartition("after=")[2]
    payload, _, signature = good.rpartition(".")
    own = (
        base64.urlsafe_b64encode(json.dumps([[int(cell, 16)], [-5.0, "' OR 1=1", False]]).encode()).decode().rstrip("=")
    )
    made_up = (own, f"{own}.{signature}", f"{payload}.{signature[:-2]}AA", "%00", "." * 400, "null", f"{payload}.")
    for cursor in made_up:
        answer = liar.get(f"{json_}&after={cursor}")
        assert answer.status == 422, f"{cursor[:40]}: {answer.status}"
        answer = liar.get(f"{list_}&after={cursor}")
        assert answer.status == 200 and "bắt đầu lại từ trang đầu" in answer.words, f"{cursor[:40]}: {answer.status}"
    for other in (f"{json_}&item=rice", f"{json_}&within=10", json_.replace(cell, f"{geo.cell_of(STANDS):x}")):
        if other != json_:
            assert liar.get(f"{other}&after={good}").status == 422, f"{other}: a cursor of another search was taken"
    assert liar.get(f"{json_}&after={good}").status == 200


def _position(stage: Stage) -> None:
    here = {"lat": str(STANDS.lat), "lon": str(STANDS.lon)}
    victim, other = stage.browser(), stage.browser()
    answer = victim.send("/supplies/", here)
    assert answer.status == 303 and answer.location == f"/supplies/?at={geo.cell_of(STANDS):x}", answer.location
    typed = victim.get(f"/supplies/?q={STANDS.lat},{STANDS.lon}")
    assert typed.status == 303 and typed.location == answer.location
    assert "public" not in typed.headers.get("cache-control", ""), "a typed position may be kept by a cache"
    pages = [victim.get(answer.location).text, other.get(answer.location).text, other.get("/supplies/").text]
    for text in (*pages, stage.site.said().replace(f"q={STANDS.lat}", "")):
        assert str(STANDS.lat) not in text and str(STANDS.lon) not in text, "a searcher's position is told"
    assert str(STANDS.lat) not in stage.site.said(), "a typed position stands in the log"
