"""Supply points for programs: GeoJSON and JSON."""

import pytest

from connect import geo
from connect.supplies.actions import Said
from connect.supplies.rules import Level
from tests.builders import BEN_THANH, make_person, make_point
from tests.supplies.finding.test_views_finding import AT, opens
from tests.visit import Visit

HOME = geo.Point(10.7731234, 106.6991234)


def test_geojson_and_json_say_the_same_of_a_point(visit: Visit) -> None:
    point = make_point(levels={"rice": Said(Level.LAST, 90_000, "bag_5kg")})
    opens(point, -1, 1)
    visit.get("supplies.finding_geojson", at=AT)
    [feature] = visit.last.json["features"]
    assert visit.last.mimetype == "application/geo+json"
    assert feature["geometry"]["coordinates"] == [round(point.lon, 6), round(point.lat, 6)]
    visit.get("supplies.finding_json", at=AT)
    [told] = visit.last.json["points"]
    assert feature["properties"].items() <= told.items()
    assert told["open_now"] is True and told["verified"] is True
    [good] = told["goods"]
    assert (good["item"], good["level"], good["price"], good["per"]) == ("rice", "last", 90_000, "bag_5kg")


def test_hours_that_nobody_told_are_not_said_to_be_open(visit: Visit) -> None:
    make_point()
    visit.get("supplies.finding_json", at=AT)
    assert visit.last.json["points"][0]["open_now"] is None


@pytest.mark.parametrize("endpoint", ["supplies.finding_geojson", "supplies.finding_json"])
def test_pages_go_on_by_a_cursor_that_no_one_can_make(visit: Visit, endpoint: str) -> None:
    for number in range(3):
        make_point(point=geo.Point(BEN_THANH.lat + number * 1e-3, BEN_THANH.lon))
    key, ids = "features" if "geojson" in endpoint else "points", []
    visit.get(endpoint, at=AT, limit=2)
    ids += [one["id"] for one in visit.last.json[key]]
    address = visit.last.json["next"]
    visit.get(address)
    ids += [one["id"] for one in visit.last.json[key]]
    assert len(set(ids)) == 3 and visit.last.json["next"] is None
    visit.get(address.replace("after=", "after=W"), status=422)
    visit.get(endpoint, status=422)
    assert visit.last.json["error"]


def test_of_a_ward_only_point_nothing_finer_than_its_cell_goes_out(visit: Visit) -> None:
    point = make_point(make_person(), HOME, exact=False, address="12 Lê Lợi", phone="+84912345678", phone_shown=False)
    visit.get("supplies.finding_json", at=AT, within=50)
    [told] = visit.last.json["points"]
    assert (told["lat"], told["lon"]) == (point.lat, point.lon) and told["address"] is None and not told["exact"]
    assert "10.7731" not in visit.last.text and "912345678" not in visit.last.text
