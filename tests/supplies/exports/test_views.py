"""Listed points as files: what is in them, what is not, and that they are made piece by piece."""

import csv
import io
import json
from types import SimpleNamespace

import pytest
from flask import Flask

from connect import db
from connect.supplies.exports import queries
from connect.supplies.exports.cli import export_command
from connect.supplies.hours import actions as hours, expression
from connect.supplies.models import SupplyPoint
from connect.supplies.rules import State
from tests.builders import make_person, make_point
from tests.visit import Visit

HOURS = "Mo-Sa 06:00-18:00; PH off"


@pytest.fixture
def points(app: Flask) -> list[SimpleNamespace]:
    """A shop with hours and a shown phone, a kitchen of which only the ward is shown, and one that is hidden."""
    made = [
        make_point(phone="+84912345678", phone_shown=True), make_point(make_person(), name="=Bếp", exact=False),
        make_point(name="Tiệm ẩn"),
    ]  # fmt: skip
    with db.transaction():
        hours.put(db.session.get_one(SupplyPoint, made[0].id), expression.read(HOURS))
        for point, state in zip(made, (State.OPEN, State.OPEN, State.HIDDEN), strict=True):
            db.session.get_one(SupplyPoint, point.id).state = state
    return [
        SimpleNamespace(public_id=one.public_id, name=one.name, lat=one.lat, lon=one.lon, ward=one.area.code)
        for one in made
    ]


def rows(visit: Visit, area: str = "VN") -> dict[str, dict[str, str]]:
    """The table by public id."""
    visit.as_(make_person("official", "79"))
    text = visit.get("supplies.export_csv", area=area).get_data(as_text=True)
    assert text.startswith("\N{BYTE ORDER MARK}id,")
    return {row["id"]: row for row in csv.DictReader(io.StringIO(text[1:]))}


def test_the_table_has_what_everybody_may_read_of_listed_points(visit: Visit, points: list[SimpleNamespace]) -> None:
    shop, kitchen, hidden = points
    found = rows(visit)
    assert set(found) == {shop.public_id, kitchen.public_id} and hidden.name not in str(found)
    row = found[shop.public_id]
    assert (row["opening_hours"], row["phone"], row["goods"]) == (HOURS, "'+84912345678", "rice:some:20000")
    assert (row["ward_code"], row["exact"], row["lat"]) == (shop.ward, "yes", str(round(shop.lat, 6)))
    row = found[kitchen.public_id]
    assert (row["name"], row["phone"], row["address"], row["exact"]) == ("'=Bếp", "", "", "no")
    assert rows(visit, "01") == {}


def test_the_map_is_geojson_with_longitude_first(visit: Visit, points: list[SimpleNamespace]) -> None:
    visit.as_(make_person("official", "79"))
    told = json.loads(visit.get("supplies.export_geojson").get_data(as_text=True))
    first = next(one for one in told["features"] if one["id"] == points[0].public_id)
    assert first["geometry"]["coordinates"] == [round(points[0].lon, 6), round(points[0].lat, 6)]
    assert first["properties"]["opening_hours"] == HOURS and len(told["features"]) == 2


def test_a_batch_ends_and_the_next_begins_behind_it(
    visit: Visit, points: list[SimpleNamespace], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "BATCH", 1)
    assert len(rows(visit)) == 2


def test_the_command_writes_the_same_and_names_an_unknown_area(app: Flask, points: list[SimpleNamespace]) -> None:
    run = app.test_cli_runner().invoke
    answer = run(export_command, ["--format", "geojson", "--area", points[0].ward])
    assert answer.exit_code == 0 and points[0].public_id in answer.output
    assert run(export_command, ["--area", "nowhere"]).exit_code != 0


def test_the_page_offers_both_files(visit: Visit) -> None:
    visit.as_(make_person("official", "79"))
    page = visit.get("supplies.export").text
    assert "/supplies/export.csv" in page and "/supplies/export.geojson" in page
