"""The sketch of what lies around a place: direction, rough distance, nothing finer than the list."""

from datetime import UTC, datetime

from connect.cases.map.nearby import Found
from connect.cases.map.sketch import CLOSE, EDGE, sketch
from connect.geo import Point, distance_m

HERE = Point(10.77, 106.7)


def found(lat: float, lon: float, urgency: int = 1, public_id: str = "A") -> Found:
    """A case there."""
    d2 = distance_m(HERE, Point(lat, lon)) ** 2
    return Found(1, public_id, 1, urgency, datetime(2026, 1, 1, tzinfo=UTC), lat, lon, d2)


def test_north_is_up_and_east_is_right() -> None:
    north, east = sketch(HERE, [found(10.80, 106.7), found(10.77, 106.74)]).signs
    assert abs(north.x) < 1 and north.y < -50
    assert east.x > 50 and abs(east.y) < 1


def test_what_is_farther_stands_farther_out_and_nothing_beyond_the_edge() -> None:
    signs = sketch(HERE, [found(10.77 + step / 20, 106.7) for step in range(1, 9)]).signs
    heights = [-sign.y for sign in signs]
    assert heights == sorted(heights) and heights[-1] <= EDGE


def test_neighbours_are_one_sign_that_is_grave_when_one_of_them_is() -> None:
    (sign,) = sketch(HERE, [found(10.80, 106.7), found(10.80, 106.7001, urgency=3, public_id="B")]).signs
    assert (sign.number, sign.grave, sign.first) == (2, True, "A")
    far = sketch(HERE, [found(10.80, 106.7), found(10.74, 106.7)]).signs
    assert len(far) == 2 and far[1].y - far[0].y > CLOSE


def test_the_same_place_is_the_middle_and_an_empty_list_has_rings_alone() -> None:
    (sign,) = sketch(HERE, [found(HERE.lat, HERE.lon)]).signs
    assert (sign.x, sign.y) == (0, 0)
    assert sketch(HERE, []).signs == [] and sketch(HERE, []).rings[-1].km == 1
