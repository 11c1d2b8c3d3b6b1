"""Covers of disks and views, against the library that knows the cells."""

import math

import h3.api.basic_int as h3
from hypothesis import given, settings, strategies as st

from connect import geo
from connect.nearby.ranges import (
    CLOSE_REACH,
    REACHES,
    STRAY,
    below,
    cover_of_disk,
    cover_of_ring,
    cover_radius_m,
    stray_m,
)  # fmt: skip

POINTS = st.builds(geo.Point, st.floats(8.2, 23.4), st.floats(102.2, 109.4))


@settings(max_examples=60)
@given(POINTS, st.floats(300, 50_000), st.data())
def test_the_cover_of_a_disk_misses_no_cell_in_it(point: geo.Point, radius: float, data: st.DataObject) -> None:
    centre = geo.snapped(point)
    around = geo.metric(centre)
    resolution = next(res for res in range(7, 0, -1) if cover_radius_m(res) >= radius)
    ranges = cover_of_disk(around, radius, resolution)
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
    assert nearest > cover_radius_m(resolution) + STRAY * geo.spacing_m(resolution)


@given(POINTS, st.integers(2, geo.FINEST), st.sampled_from([1, *REACHES]))
def test_so_many_steps_hold_every_point_up_to_their_reach(point: geo.Point, resolution: int, steps: int) -> None:
    around = geo.metric(geo.snapped(point))
    resolution, reach = (geo.FINEST, CLOSE_REACH) if steps == 1 else (resolution, REACHES[steps])
    beyond = h3.grid_ring(geo.cell_of(around.at, resolution), steps + 1)
    nearest = min(around.squared(*h3.cell_to_latlng(cell)) for cell in beyond) ** 0.5
    assert nearest > reach * geo.spacing_m(resolution)


@settings(max_examples=60)
@given(
    POINTS,
    st.sampled_from([(8, 2), (8, 3), (7, 2), (6, 3), (5, 3)]),
    st.floats(0, 1),
    st.floats(0, 6.3),
    st.floats(0, 1),
)
def test_the_cover_of_a_ring_misses_no_point_between_its_radii(
    point: geo.Point, step: tuple[int, int], far: float, turn: float, inner: float
) -> None:
    around = geo.metric(geo.snapped(point))
    upto = REACHES[step[1]] * geo.spacing_m(step[0]) - stray_m(step[0]) - 1
    north, east = far * upto * math.sin(turn), far * upto * math.cos(turn)
    other = geo.Point(around.at.lat + north / around.ky, around.at.lon + east / around.kx)
    if (metres := geo.distance_m(around.at, other)) <= upto:
        ranges = cover_of_ring(around, inner * metres, upto, *step)
        assert any(low <= geo.cell_of(other) <= high for low, high in ranges)


@given(POINTS)
def test_no_corner_of_a_cell_strays_farther_from_its_centre_than_is_allowed_for(point: geo.Point) -> None:
    cell = geo.cell_of(point)
    around = geo.metric(geo.centre_of(cell))
    corners = [around.squared(*corner) ** 0.5 for corner in h3.cell_to_boundary(cell)]
    assert max(corners) < STRAY * geo.spacing_m(geo.FINEST)


@settings(max_examples=30)
@given(POINTS, st.integers(0, 5), st.sampled_from((0, 1, 2)), st.data())
def test_the_ranges_below_cells_hold_all_that_lies_in_them_and_nothing_else(
    point: geo.Point, resolution: int, deeper: int, data: st.DataObject
) -> None:
    around = geo.rings(geo.cell_of(point, resolution), 3)
    chosen = data.draw(st.sets(st.sampled_from(around)))
    ranges = below(chosen, resolution + deeper)
    inside = lambda cell: any(low <= cell <= high for low, high in ranges)  # noqa: E731
    for cell in around:
        assert all(inside(one) == (cell in chosen) for one in h3.cell_to_children(cell, resolution + deeper))
    assert len(ranges) <= len(chosen)
    assert len(below(h3.cell_to_children(chosen.pop(), resolution + 1), resolution + 1)) == 1 if chosen else not ranges
