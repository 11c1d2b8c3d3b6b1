"""The map of supply points, and the signs in view."""

from connect import geo
from tests.builders import BEN_THANH, make_point
from tests.supplies.finding.test_views_finding import AT, FAR, opens
from tests.visit import Visit

BOX = {"south": 10.5, "north": 11.0, "west": 106.4, "east": 107.0}


def test_the_map_asks_for_signs_with_the_same_search(visit: Visit) -> None:
    visit.get("supplies.map", at=AT, item="rice")
    assert 'data-clusters="/supplies/clusters.json?item=rice"' in visit.last.text
    assert f'data-centre="{geo.snapped(BEN_THANH).lat}' in visit.last.text


def test_signs_say_how_many_are_open_and_how_many_are_not(visit: Visit) -> None:
    opens(make_point(), -1, 1)
    opens(make_point(), 2, 3)
    visit.get("supplies.clusters_json", **BOX)
    [sign] = visit.last.json["clusters"]
    assert (sign["done"], sign["taken"], sign["need"]) == (1, 1, 0)
    assert visit.last.headers["ETag"] and "public" in visit.last.headers["Cache-Control"]
    visit.get("supplies.clusters_json", **BOX | {"open": 1})
    assert [one["taken"] for one in visit.last.json["clusters"]] == [0]


def test_a_view_that_is_none_is_said_so(visit: Visit) -> None:
    visit.get("supplies.clusters_json", south="here", status=422)
    assert visit.last.json["error"]


def test_a_map_around_a_place_shows_those_that_deliver_there(visit: Visit) -> None:
    make_point(delivers=True, delivers_m=2000)
    make_point(point=FAR, delivers=True, delivers_m=2000)
    make_point()
    visit.get("supplies.map", at=AT, delivers=1)
    assert f'data-clusters="/supplies/clusters.json?at={AT}&amp;delivers=1"' in visit.last.text

    def signs(**asked: object) -> int:
        visit.get("supplies.clusters_json", **BOX, **asked)
        return sum(one["taken"] for one in visit.last.json["clusters"])

    assert (signs(), signs(at=AT), signs(at=AT, delivers=1), signs(delivers=1)) == (3, 3, 1, 3)
    visit.get("supplies.map", delivers=1)
    assert 'name="delivers"' not in visit.last.text
