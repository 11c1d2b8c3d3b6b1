"""The way of a search outwards."""

import itertools

from hypothesis import given, strategies as st

from connect import geo
from connect.nearby import belts

POINTS = st.builds(geo.Point, st.floats(8.2, 23.4), st.floats(102.2, 109.4))


@given(POINTS)
def test_the_cells_around_are_nearer_than_all_others(point: geo.Point) -> None:
    near = belts.neighbourhood(geo.cell_of(point))
    around = geo.metric(geo.snapped(point))
    others = belts.by_distance(around, set(geo.rings(near[0][1], 3)) - {cell for _, cell in near})
    assert len(near) == 7
    assert near[0] == (0.0, geo.cell_of(point))
    assert near[-1][0] < others[0][0]


@given(POINTS)
def test_belts_follow_one_another_without_a_gap_up_to_the_radius(point: geo.Point) -> None:
    way = belts.way_from(point, 0.0, 50_000)
    found = list(way.belts)
    assert way.around.at == geo.snapped(point)
    assert found[0].beyond > way.close[-1][0]
    assert [belt.beyond for belt in found[1:]] == [belt.upto for belt in found[:-1]]
    assert found[-1].upto == 50_000.0**2


@given(
    POINTS, st.sampled_from([-1.0, 0.0, 40_000.0, 4e6, 9e8]), st.sampled_from([900.0, 5_000.0, 50_000.0]),
    st.sampled_from([0.0, 0.3, 1.0]),
)  # fmt: skip
def test_belts_of_points_follow_one_another_from_where_a_page_ended(
    point: geo.Point, start: float, upto: float, share: float
) -> None:
    found = list(belts.rings_of_points(geo.metric(geo.snapped(point)), start, upto, lambda: share))
    assert [belt.beyond for belt in found[1:]] == [belt.upto for belt in found[:-1]]
    if start <= upto**2:
        assert found[0].beyond < max(start, 0.0) <= found[0].upto or found[0].beyond <= start
        assert found[-1].upto == upto**2


def test_each_belt_of_points_is_at_most_twice_as_wide_as_all_before() -> None:
    radii = [step.upto_m for step in belts.STEPS]
    assert all(one < other < 2 * one for one, other in itertools.pairwise(radii))
    assert radii[-1] > 50_000


def test_where_little_was_found_the_next_belts_are_wider_and_fewer() -> None:
    around = geo.metric(geo.snapped(geo.Point(10.77, 106.7)))
    nothing, all_of_it = (list(belts.rings_of_points(around, 0.0, 50_000, lambda s=share: s)) for share in (0.0, 1.0))
    assert len(nothing) < len(all_of_it)
