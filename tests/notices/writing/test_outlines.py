"""An outline is read as it was meant or refused with its fault; the wards it means are those that a slow look finds."""

import math
import random
from fractions import Fraction
from itertools import combinations, pairwise

import pytest

from connect.geo import Point, distance_m
from connect.notices.writing import outlines
from connect.notices.writing.outlines import UNIT, Trouble

SQUARE = "21.0,105.8 21.0,105.9 21.1,105.9 21.1,105.8 21.0,105.8"


def test_an_outline_is_read_as_it_is_written() -> None:
    points, trouble = outlines.read(SQUARE)
    assert (trouble, outlines.read(outlines.written(points)).points) == (None, points)
    assert outlines.read("21.0, 105.8;21.0, 105.9\n21.1 105.9  21.0,105.8").trouble is None, "as people copy it"


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("", Trouble.FEW),
        ("21.0,105.8", Trouble.FEW),
        ("21.0,105.8 21.1,105.9 21.0,105.8", Trouble.FEW),
        ("21.0,105.8 21.0,105.9 21.1,105.9", Trouble.OPEN),
        ("21.0,105.8 21.0,105.9 21.1,105.8 21.1,105.9 21.0,105.8", Trouble.CROSSING),
        ("21.0,105.8 21.1,105.8 21.2,105.8 21.0,105.8", Trouble.CROSSING),
        ("21.0,105.8 21.2,105.8 21.1,105.8 21.1,105.9 21.0,105.8", Trouble.CROSSING),
        ("105.8,21.0 105.9,21.0 105.9,21.1 105.8,21.0", Trouble.SWAPPED),
        ("48.8,2.3 48.9,2.3 48.9,2.4 48.8,2.3", Trouble.FOREIGN),
        ("91.0,181.0 21.0,105.9 21.1,105.9 91.0,181.0", Trouble.FOREIGN),
        ("nan,105.8 21.0,105.9 21.1,105.9", Trouble.UNREADABLE),
        ("Infinity,105.8 21.0,105.9 21.1,105.9", Trouble.UNREADABLE),
        ("1e400,105.8 21.0,105.9 21.1,105.9", Trouble.UNREADABLE),
        ("21.0,105.8 21.0,105.9 21.1", Trouble.UNREADABLE),
        ("[" * 3000, Trouble.UNREADABLE),
        ('{"a":' * 600, Trouble.UNREADABLE),
        ("٢١.0,105.8 21.0,105.9 21.1,105.9", Trouble.UNREADABLE),
        (" ".join(f"{20 + n / 1000:.3f},105.{n % 2}" for n in range(102)), Trouble.MANY),
        ("21.0,105.8 " * 10_000, Trouble.MANY),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_fault(text: str, trouble: Trouble) -> None:
    assert outlines.read(text).trouble == trouble


def star(dice: random.Random, corners: int, size: float) -> list[list[float]]:
    """An outline round a point of Vietnam that does not cross itself: its corners stand round it by their angle."""
    lat, lon = dice.uniform(10, 21), dice.uniform(105, 107)
    turns = sorted(dice.uniform(0, 2 * math.pi) for _ in range(corners))
    far = [dice.uniform(0.2, 1) * size for _ in turns]
    ring = [[round(lat + r * math.sin(t), 5), round(lon + r * math.cos(t), 5)] for t, r in zip(turns, far, strict=True)]
    return [*ring, ring[0]]


def winds(ring: list[list[float]], at: Point) -> bool:
    """Whether a ring goes round a point, by adding up the angles under which its sides are seen."""
    angles = [math.atan2(lat - at.lat, lon - at.lon) for lat, lon in ring]
    total = sum(math.remainder(b - a, 2 * math.pi) for a, b in pairwise(angles))
    return abs(total) > math.pi


def sampled_m(ring: list[list[float]], at: Point) -> float:
    """The distance to an outline by walking along it."""
    steps = [part / 200 for part in range(201)]
    return min(
        distance_m(at, Point(a + (c - a) * part, b + (d - b) * part)) for (a, b), (c, d) in pairwise(ring)
        for part in steps
    )  # fmt: skip


def test_inside_and_near_are_what_a_slow_look_finds() -> None:
    dice = random.Random(11)
    met = set()
    for _ in range(60):
        ring = star(dice, dice.randint(3, 12), 0.1)
        at = Point(ring[0][0] + dice.uniform(-0.15, 0.15), ring[0][1] + dice.uniform(-0.15, 0.15))
        assert outlines.holds(ring, at) == winds(ring, at), (ring, at)
        slow, km2 = sampled_m(ring, at), dice.uniform(0.2, 60)
        assert outlines.metres_to(ring, at) == pytest.approx(slow, rel=0.02, abs=60)
        near = slow < 1000 * math.sqrt(km2 / math.pi)
        if abs(slow - outlines.radius_m(km2)) > 80:
            assert outlines.outline_means(ring, at, km2) == (winds(ring, at) or near)
        met.add((winds(ring, at), near))
    assert met == {(a, b) for a in (True, False) for b in (True, False)}, "each case was met"


def crosses_slowly(points: list[tuple[int, int]]) -> bool:
    """Whether any two sides share a point that is not the corner between them, by solving for it in fractions."""
    sides = list(pairwise(points))
    for (n, (a, b)), (m, (c, d)) in combinations(enumerate(sides), 2):
        beside = m - n == 1 or (n == 0 and m == len(sides) - 1)
        u, v, w = (b[0] - a[0], b[1] - a[1]), (d[0] - c[0], d[1] - c[1]), (c[0] - a[0], c[1] - a[1])
        cross = u[0] * v[1] - u[1] * v[0]
        if cross:
            t, s = Fraction(w[0] * v[1] - w[1] * v[0], cross), Fraction(w[0] * u[1] - w[1] * u[0], cross)
            if 0 <= t <= 1 and 0 <= s <= 1 and not beside:
                return True
        elif u[0] * w[1] == u[1] * w[0]:  # on one line: how much they have in common
            length = u[0] ** 2 + u[1] ** 2
            ends = sorted(Fraction((p[0] - a[0]) * u[0] + (p[1] - a[1]) * u[1], length) for p in (c, d))
            common = min(Fraction(1), ends[1]) - max(Fraction(0), ends[0])
            if common > 0 or (common == 0 and not beside):
                return True
    return False


def test_crossing_is_what_fractions_say() -> None:
    dice, found = random.Random(5), set()
    for _ in range(400):
        some = [(dice.randint(0, 6), dice.randint(0, 6)) for _ in range(dice.randint(3, 6))]
        points = outlines.without_repeats([*some, some[0]])
        if len(set(points)) < 3:
            continue
        assert outlines.crosses_itself(points) == crosses_slowly(points), points
        found.add(crosses_slowly(points))
    assert found == {True, False}
    for _ in range(20):
        ring = [(round(lat * UNIT), round(lon * UNIT)) for lat, lon in star(dice, 99, 0.3)]
        assert not outlines.crosses_itself(ring)


def test_a_circle_means_the_wards_that_it_reaches() -> None:
    circle = [10.77, 106.7, 2.0]
    assert outlines.circle_means(circle, Point(10.77, 106.7), 1.0)
    assert outlines.circle_means(circle, Point(10.77, 106.7 + 0.0265), math.pi), "2.9 km away, a kilometre wide"
    assert not outlines.circle_means(circle, Point(10.77, 106.7 + 0.0285), math.pi), "3.1 km away"


@pytest.mark.parametrize(
    ("typed", "km"),
    [("2", 2.0), ("2,5", 2.5), (" 3.14 km", 3.1), ("100", 100.0), ("0", None), ("101", None), ("nan", None),
     ("-2", None), ("1e3", None), ("", None), ("inf", None), ("٣", None)],
)  # fmt: skip
def test_kilometres_are_read_as_people_type_them(typed: str, km: float | None) -> None:
    assert outlines.kilometres(typed) == km


def test_the_picture_lies_in_its_square() -> None:
    drawn = outlines.picture(outlines.read(SQUARE).points)
    numbers = [int(number) for pair in drawn.split() for number in pair.split(",")]
    assert len(numbers) == 10 and min(numbers) >= 0 and max(numbers) <= outlines.WIDE
