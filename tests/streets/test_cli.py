"""`flask map check` says what there is and what to do, and the doctor names a file that cannot be shown."""

import gzip
import re
from dataclasses import replace

from flask import Flask
from pytest_httpserver import HTTPServer
from werkzeug import Response

from connect import cli
from connect.streets import another
from connect.streets.another import HEADER
from tests.streets.made import LINE, layer, small
from tests.streets.test_views import put


def test_the_check_says_what_is_there_of_what_age_and_what_to_do(app: Flask) -> None:
    cli.init_app(app)
    run = app.test_cli_runner()
    none = run.invoke(args=["map", "check"])
    assert none.exit_code == 0 and "Streets: none" in none.output and "map.pmtiles; README says" in none.output
    put(app)
    sound = run.invoke(args=["map", "check"])
    assert sound.exit_code == 0
    for words in (
        "is shown",
        "10.7000 to 10.8500 north",
        "Zooms: 0 to 14",
        "basemap 4.13.0",
        "roads",
        "written 0 days ago",
    ):
        assert words in sound.output, words
    assert "of data of" not in sound.output and "2026-11-01" in sound.output
    put(app, small()[:-1])
    cut = run.invoke(args=["map", "check"])
    assert cut.exit_code == 1 and "Wait until it is copied" in cut.output
    doctor = run.invoke(args=["doctor"])
    assert doctor.exit_code == 1 and "flask map check" in doctor.output.replace("\n", " ")


SITE = "https://help.example.vn"
ROADS, OTHER, OLD = (
    layer(name, [(LINE, [(0, 0), (9, 9)], {key: "minor_road"})])
    for name, key in (("roads", "kind"), ("transportation", "class"), ("roads", "pmap:kind"))
)
ANSWERS: list[tuple[Response, str]] = [
    (Response(gzip.compress(ROADS), headers={HEADER: "*"}), "layers: roads. Maps draw it. It has no earth"),
    (Response(ROADS, headers={HEADER: SITE}), "Maps draw it"),
    (Response(ROADS, headers={HEADER: "https://other.example"}), "lets no page of this site read it"),
    (Response(OTHER, headers={HEADER: "*"}), "the schema of OpenMapTiles"),
    (Response(OLD, headers={HEADER: "*"}), "an older version"),
    (Response(gzip.compress(bytes(another.MOST_UNPACKED + 1)), headers={HEADER: "*"}), "cannot be read"),
    (Response(ROADS[:-1], headers={HEADER: "*"}), "cannot be read"),
    (Response(b"x" * (another.MOST_BYTES + 1)), "too large"),
    (Response(status=302, headers={"Location": "/secret"}), "A redirect is not followed"),
    (Response(status=204), "No tile at zoom 14 of Hồ Chí Minh City, Hà Nội, Đà Nẵng: it answers HTTP 204"),
]


def test_the_check_asks_another_server_for_one_tile_and_says_whether_maps_can_draw_it(
    app: Flask, httpserver: HTTPServer
) -> None:
    cli.init_app(app)
    here = app.extensions["connect.config"]
    address = f"http://localhost:{httpserver.port}/{{z}}/{{x}}/{{y}}.mvt"
    app.extensions["connect.config"] = replace(here, map_tiles=address, site_url=SITE)
    for answer, words in ANSWERS:
        httpserver.clear()
        httpserver.expect_request("/14/13048/7698.mvt").respond_with_response(answer)
        httpserver.expect_request(re.compile(".*")).respond_with_response(Response(status=204))
        said = app.test_cli_runner().invoke(args=["map", "check"])
        assert words in said.output.replace("\n", " "), said.output
        assert said.exit_code == ("Maps draw it" not in words), said.output
        assert "/secret" not in [asked.path for asked, _ in httpserver.log]
    for at, words in (("10.03,105.78", "of 10.03,105.78"), ("here", "write latitude and longitude")):
        said = app.test_cli_runner().invoke(args=["map", "check", "--at", at])
        assert said.exit_code and words in said.output
