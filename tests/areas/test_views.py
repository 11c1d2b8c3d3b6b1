"""Choosing a ward by its pages."""

import pytest
from flask import Flask
from pytest_httpserver import HTTPServer

from connect.areas import queries as areas
from connect.areas.geocoding import area_names, services
from connect.areas.geocoding.area_names import AreaGeocoder
from connect.config import Config
from tests.visit import Visit


def test_matches_are_links_to_what_one_came_for(visit: Visit) -> None:
    assert "/cases/nearby?area=26848" in visit.get("areas.search", q="phuoc long b", **{"for": "nearby"}).text
    assert "/notices/?area=26848" in visit.get("areas.search", q="phuoc long b", **{"for": "notices"}).text
    assert "/cases/nearby?area=26848" in visit.get("areas.search", q="phuoc long b", **{"for": "//evil"}).text


def test_what_is_not_found_says_what_to_try(visit: Visit) -> None:
    assert "Hãy thử" in visit.get("areas.search", q="qqqq").text


def test_typing_is_answered_with_code_label_and_older_name(visit: Visit) -> None:
    (first, *_) = visit.get("areas.search_json", q="phuoc long b").json
    middle = areas.get("26848").point
    assert first == {
        "code": "26848",
        "label": "Phường Phước Long, Thành phố Hồ Chí Minh",
        "note": "Phường Phước Long B, Quận 9, Thành phố Hồ Chí Minh",
        "at": [middle.lat, middle.lon],
        "sure": False,
    }


def test_a_position_is_answered_with_three_wards_and_kept_in_no_cache(visit: Visit) -> None:
    answer = visit.get("areas.near_json", lat=10.7722, lon=106.6983)
    assert len(answer.json) == 3
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "lat,lon", [("91", "106"), ("", ""), ("x", "y"), ("nan", "106"), ("inf", "1"), ("48.85", "2.35")]
)
def test_an_impossible_position_is_told_in_the_visitors_language(visit: Visit, lat: str, lon: str) -> None:
    assert "Hãy chọn phường/xã" in visit.get("areas.near_json", 422, lat=lat, lon=lon).json["error"]


def test_an_address_is_answered_with_candidates_and_scores(visit: Visit) -> None:
    (first, *_) = visit.get("areas.find_json", address="12 Lê Lợi, phường Bến Nghé, Quận 1").json
    assert (first["code"], first["lon_lat"]) == ("26740", None)


def service(server: HTTPServer, kind: str = "nominatim") -> services.Geocoder:
    made = services.remote(Config(geocoder=kind, geocoder_url=server.url_for("/"), geocoder_timeout_s=0.5))
    assert made is not None
    return made


def test_ones_own_geocoder_answers_when_it_is_well(app: Flask, httpserver: HTTPServer) -> None:
    answer = [{"lat": "10.7722", "lon": "106.6983", "display_name": "12 Lê Lợi"}]
    httpserver.expect_request("/search").respond_with_json(answer)
    (found,) = services.locate(service(httpserver), AreaGeocoder(), "12 Lê Lợi")
    assert (found.latitude, found.longitude) == (10.7722, 106.6983)


@pytest.mark.parametrize("answer", ["", "<html>", "[]", "{}", '[{"lat": "x"}]', "null", "[1]"])
def test_the_names_of_the_areas_answer_when_it_talks_nonsense(app: Flask, httpserver: HTTPServer, answer: str) -> None:
    httpserver.expect_request("/search").respond_with_data(answer, content_type="application/json")
    found = services.locate(service(httpserver), AreaGeocoder(), "Bến Nghé, Quận 1")
    assert found[0].raw["code"] == "26740"


@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_the_names_of_the_areas_answer_when_it_refuses(app: Flask, httpserver: HTTPServer, status: int) -> None:
    httpserver.expect_request("/search").respond_with_data("no", status=status)
    assert services.locate(service(httpserver), AreaGeocoder(), "Bến Nghé, Quận 1")


def test_the_names_of_the_areas_answer_when_nobody_is_there(app: Flask) -> None:
    dead = services.remote(Config(geocoder="photon", geocoder_url="http://127.0.0.1:9", geocoder_timeout_s=0.5))
    assert services.locate(dead, AreaGeocoder(), "Bến Nghé, Quận 1")


def test_nobody_outside_is_asked_unless_an_address_is_set(app: Flask) -> None:
    assert services.remote(Config()) is None
    assert area_names.candidates("Bến Nghé, Quận 1")[0]["code"] == "26740"
