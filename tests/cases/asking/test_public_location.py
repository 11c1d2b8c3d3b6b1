"""The public place tells nothing finer than itself."""

from hypothesis import given, settings, strategies as st

from connect import geo
from connect.cases.asking.public_location import PublicPlace, WardFacts, place_of, public_place, sticky

POINTS = st.builds(geo.Point, st.floats(8.5, 23.0), st.floats(103.0, 109.0))


def ward_at(point: geo.Point) -> WardFacts:
    """A patchwork of wards that changes every few kilometres, as unlike a smooth country as can be."""
    row, column = int(point.lat * 37), int(point.lon * 41)
    return WardFacts(row * 1000 + column, ("ward", "commune")[(row + column) % 2], 400.0 if row % 5 == 0 else 20.0)


def place(point: geo.Point, sensitive: bool = False) -> PublicPlace:
    return public_place(point, ward_at, coarse_km2=300, sensitive=sensitive)


@settings(max_examples=200)
@given(POINTS, st.data())
def test_every_point_of_the_public_cell_has_the_same_public_place(point: geo.Point, data: st.DataObject) -> None:
    here = place(point)
    low, high = geo.range_of(here.own_cell)
    spread = geo.spacing_m(here.resolution) / 111_000
    other = geo.Point(
        point.lat + data.draw(st.floats(-spread, spread)), point.lon + data.draw(st.floats(-spread, spread))
    )
    if low <= geo.cell_of(other) <= high:
        assert place(other) == here


@given(POINTS)
def test_medical_cases_are_shown_most_coarsely(point: geo.Point) -> None:
    assert place(point, sensitive=True).resolution == 6


@given(POINTS)
def test_a_new_point_beside_an_earlier_cell_keeps_that_cell(point: geo.Point) -> None:
    here = place(point)
    for neighbour in geo.rings(here.own_cell, 1):
        assert sticky(place_of(neighbour), [here]) == here
    far = place_of(geo.rings(here.own_cell, 3)[-1])
    assert sticky(far, [here]) == far


@given(POINTS)
def test_the_stored_cell_is_the_centre_child_of_the_public_one(point: geo.Point) -> None:
    here = place(point)
    assert geo.parent_of(here.cell, here.resolution) == here.own_cell
    assert geo.centre_of(here.own_cell) == here.centre
