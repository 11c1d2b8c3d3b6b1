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
@given(POINTS, st.floats(300, 50_000), st.data())
def test_the_cover_of_a_disk_misses_no_cell_in_it(point: geo.Point, radius: float, data: st.DataObject) -> None:
    centre = geo.snapped(point)
    around = geo.metric(centre)
    resolution = next(res for res in range(7, 0, -1) if geo.cover_radius_m(res) >= radius)
    ranges = geo.cover_of_disk(around, radius, resolution)
    north, east = data.draw(st.floats(-1, 1)), data.draw(st.floats(-1, 1))
    other = geo.Point(centre.lat + north * radius / around.ky, centre.lon + east * radius / around.kx)
    cell = geo.cell_of(other)
    at = geo.centre_of(cell)
    if around.squared(at.lat, at.lon) <= radius * radius:
        assert any(low <= cell <= high for low, high in ranges)


@given(POINTS, st.integers(2, 7))
def test_two_rings_hold_all_that_a_cover_may_need(point: geo.Point, resolution: int) -> None:
    around = geo.metric(geo.snapped(point))
    third = h3.grid_ring(geo.cell_of(around.at, resolution), 3)
    nearest = min(around.squared(*h3.cell_to_latlng(cell)) for cell in third) ** 0.5
    assert nearest > geo.cover_radius_m(resolution) + geo._STRAY * geo.spacing_m(resolution)


@given(POINTS)
def test_the_cells_around_are_nearer_than_all_others(point: geo.Point) -> None:
    near = geo.neighbourhood(geo.cell_of(point))
    around = geo.metric(geo.snapped(point))
    others = geo.by_distance(around, set(geo.rings(near[0][1], 3)) - {cell for _, cell in near})
    assert len(near) == 7
    assert near[0] == (0.0, geo.cell_of(point))
    assert near[-1][0] < others[0][0]


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
