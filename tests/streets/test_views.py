"""Tiles come out of the file to everybody, are kept for a year, and nobody is written down who asked."""

import gzip
import json
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from connect import config, geo
from connect.streets import source
from connect.streets.layers import layers
from tests.builders import BEN_THANH
from tests.statements import statements_of
from tests.streets.made import small, spot_of
from tests.visit import Browser, Visit

FOREVER = "public, max-age=31536000, immutable"
GZIP = {"Accept-Encoding": "gzip, br"}


def put(app: Flask, told: bytes | None = None) -> str:
    """Puts a file where the site looks for it: the mark of what it holds."""
    with app.app_context():
        (config.current().instance / source.FILE).write_bytes(small() if told is None else told)
        streets = source.now()
    return streets.mark if streets else ""


def address(mark: str, z: int = 14, at: geo.Point = BEN_THANH) -> str:
    """Of the tile that holds a position."""
    x, y = (int(one * 2**z) for one in spot_of(at))
    return f"/streets/{mark}/{z}/{x}/{y}.mvt"


def names(answer: TestResponse) -> list[str]:
    """Of the layers of a tile."""
    packed = answer.headers.get("Content-Encoding") == "gzip"
    return [name for name, *_ in layers(gzip.decompress(answer.data) if packed else answer.data)]


def test_a_tile_is_sent_as_it_is_packed_without_borders_and_without_houses_unless_asked_for(app: Flask) -> None:
    here, client = address(put(app)), Browser(app, app.response_class)
    with statements_of(app) as asked:
        bare = client.get(here, headers=GZIP)
        whole = client.get(f"{here}?buildings=1", headers=GZIP)
    assert (asked, bare.headers.get("Set-Cookie"), whole.status_code) == ([], None, 200)
    assert names(bare) == ["earth", "landuse", "roads", "places", "pois"]
    assert names(whole) == ["earth", "landuse", "roads", "buildings", "places", "pois"]
    assert bare.mimetype == "application/vnd.mapbox-vector-tile"
    assert bare.headers["Cache-Control"] == FOREVER
    assert "Cookie" not in bare.headers["Vary"] and "Accept-Encoding" in bare.headers["Vary"]
    assert "default-src 'none'" in bare.headers["Content-Security-Policy"]
    known = {**GZIP, "If-None-Match": bare.headers["ETag"]}
    assert client.get(here, headers=known).status_code == 304
    assert client.get(f"{here}?buildings=1", headers=known).status_code == 200
    plain = client.get(here)
    assert "Content-Encoding" not in plain.headers and names(plain) == names(bare)
    head = client.head(here, headers=GZIP)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", bare.headers["ETag"])


def test_where_the_file_has_nothing_the_answer_is_nothing_and_beyond_its_zooms_there_is_no_page(app: Flask) -> None:
    mark, client = put(app), Browser(app, app.response_class)
    empty = client.get(address(mark, 14, geo.Point(8.6, 104.7)))
    assert (empty.status_code, empty.data, empty.headers["Cache-Control"]) == (204, b"", FOREVER)
    for part in ("15/26105/15384", "14/16384/0", "14/0/16384", "0/1/0", f"{10**40}/1/1", f"14/{10**40}/0"):
        assert client.get(f"/streets/{mark}/{part}.mvt").status_code == 404, part
    for part in ("-1/0/0", "14/x/0"):
        assert client.get(f"/streets/{mark}/{part}.mvt").status_code == 404, part


def test_an_older_address_gets_the_present_tile_and_nobody_keeps_it(app: Flask) -> None:
    put(app)
    answer = Browser(app, app.response_class).get(address("0ld"), headers=GZIP)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")


def test_pages_say_that_there_are_streets_only_while_a_sound_file_lies_there(app: Flask) -> None:
    visit = Visit(app)
    said = 'data-streets="'
    assert said not in visit.get("cases.map").text
    mark = put(app)
    page = visit.get("cases.map").text
    assert said in page and f"/streets/{mark}/" in page and "© OpenStreetMap" in page
    for endpoint in ("supplies.map", "cases.ask"):
        assert said in visit.get(endpoint).text, endpoint
    assert put(app, small()[:4000]) == ""
    assert said not in visit.get("cases.map").text
    assert Browser(app, app.response_class).get(address(mark)).status_code == 404


@pytest.mark.parametrize(
    ("tiles", "opened"),
    [
        ("https://tiles.example.vn/{z}/{x}/{y}.png?key=a1", "img-src 'self' data: https://tiles.example.vn;"),
        ("https://tiles.example.vn:8443/v/{z}/{x}/{y}.mvt", "connect-src 'self' https://tiles.example.vn:8443;"),
    ],
)
def test_tiles_of_another_server_open_the_policy_of_maps_for_that_host_alone(
    make_app: Callable[..., Flask], tiles: str, opened: str
) -> None:
    visit = Visit(make_app(map_tiles=tiles, map_credit="© Sở Tài nguyên"))
    page = visit.get("cases.map")
    assert opened in page.headers["Content-Security-Policy"]
    assert page.headers["Content-Security-Policy"].count("https://") == 1
    told = json.loads(page.text.split('data-streets="')[1].split('"')[0].replace("&#34;", '"'))
    assert (told["tiles"], told["credit"]) == (tiles, "© Sở Tài nguyên")
    assert ("library" in told) == tiles.endswith(".mvt")
    assert "tiles.example.vn" not in visit.get("notices.feed").headers["Content-Security-Policy"]
