"""The grid and the metric, against the libraries that know."""

import h3.api.basic_int as h3
import pytest
from geopy.distance import geodesic
from hypothesis import given, settings, strategies as st

from connect import geo

POINTS = st.builds(geo.Point, st.floats(8.2, 23.4), st.floats(102.2, 109.4))


@given(POINTS, st.integers(2, 7))
def test_the_descendants_of_a_cell_are_one_range(point: geo.Point, resolution: int) -> None:
    cell = geo.cell_of(point, resolution)
    low, high = geo.range_of(cell)
    children = h3.cell_to_children(cell, min(8, resolution + 3))
    finest = [h3.cell_to_center_child(child, 8) for child in children]
    assert all(low <= child <= high for child in finest)
    outside = [other for other in geo.rings(cell, 1) if other != cell]
    assert all(not low <= geo.centre_child(other) <= high for other in outside)


@settings(max_examples=60)
@given(POINTS, st.floats(-0.4, 0.4), st.floats(-0.4, 0.4))
def test_the_local_metric_is_the_geodesic_to_a_few_centimetres(point: geo.Point, north: float, east: float) -> None:
    other = geo.Point(point.lat + north, point.lon + east)
    true = geodesic((point.lat, point.lon), (other.lat, other.lon)).meters
    assert abs(geo.distance_m(point, other) - true) < 0.1


@pytest.mark.parametrize("lat,lon", [(91, 0), (-91, 0), (0, 181), (0, -181), (float("nan"), 0), (0, float("inf"))])
def test_a_point_off_the_globe_is_no_point(lat: float, lon: float) -> None:
    with pytest.raises(ValueError, match="position"):
        geo.Point(lat, lon)


def test_the_islands_lie_in_the_country_and_paris_does_not() -> None:
    assert geo.in_vietnam(geo.Point(16.5, 112.0))
    assert geo.in_vietnam(geo.Point(8.64, 111.92))
    assert not geo.in_vietnam(geo.Point(48.85, 2.35))


@given(POINTS)
def test_a_viewer_is_known_no_finer_than_a_cell(point: geo.Point) -> None:
    assert geo.snapped(geo.snapped(point)) == geo.snapped(point)
    assert geo.cell_of(geo.snapped(point)) == geo.cell_of(point)


@pytest.mark.parametrize(("lat", "lon", "eighth"), [(1, 0, 0), (1, 1, 1), (0, 1, 2), (-1, 0, 4), (1, -1, 7)])
def test_the_direction_of_a_place_is_an_eighth_of_the_compass(lat: int, lon: int, eighth: int) -> None:
    assert geo.direction_of(geo.Point(10, 106), geo.Point(10 + lat / 100, 106 + lon / 100)) == eighth
