"""Points are never assigned to one ward silently, and areas know what is above them."""

import pytest
from flask import Flask

from connect import geo
from connect.areas import queries
from connect.errors import NotFound

SAI_GON = "26740"


def test_a_point_has_three_likeliest_wards_nearest_first(app: Flask) -> None:
    found = queries.nearest_wards(geo.Point(10.7722, 106.6983))
    assert len(found) == 3
    assert found == sorted(found, key=lambda pair: pair[0])
    assert "Phường Bến Thành" in {place.name for _, place in found}


def test_the_nearest_wards_equal_a_look_at_every_ward(app: Flask) -> None:
    wards = [ward for province in queries.provinces() for ward in queries.wards_of(province)]
    for lat, lon in ((21.03, 105.85), (8.6, 104.7), (16.5, 112.0), (22.8, 104.9), (9.9, 105.3)):
        here = geo.Point(lat, lon)
        brute = sorted(wards, key=lambda ward: geo.metric(here).squared(ward.lat, ward.lon))[:3]
        assert [place.code for _, place in queries.nearest_wards(here)] == [ward.code for ward in brute]


def test_an_area_lies_in_what_is_above_it(app: Flask) -> None:
    ward = queries.get(SAI_GON)
    assert [place.code for place in queries.ancestors(ward)] == ["VN", "79", SAI_GON]
    assert queries.is_within(ward, queries.get("79").path)
    assert not queries.is_within(ward, queries.get("01").path)


def test_an_unknown_code_is_not_found(app: Flask) -> None:
    with pytest.raises(NotFound):
        queries.get("99999")
