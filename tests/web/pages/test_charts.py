"""What is drawn is a picture of the numbers, whatever the numbers are."""

import math
import re
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from connect.web.pages import charts

ODD = [
    [],
    [0],
    [0, 0, 0],
    [7],
    [1, 1_000_000],
    [1_000_000_000_000, 3],
    [math.nan, 5, math.inf, -math.inf, -3, None],
    [math.nan],
    [0.1, 0.2],
    list(range(400)),
]
values = st.lists(st.one_of(st.none(), st.floats(), st.integers(-5, 10**12)), max_size=40)


def numbers(path: str) -> list[float]:
    return [float(one) for one in re.findall(r"-?[\d.]+", path)]


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_a_spark_line_stays_in_its_box(odd: list[float | None]) -> None:
    drawn = charts.spark(odd)
    assert (drawn is None) == (odd == [])
    if drawn:
        assert re.fullmatch(r"M[\d.]+ [\d.]+(L[\d.]+ [\d.]+)+", drawn.line)
        xs, ys = numbers(drawn.line)[::2], numbers(drawn.line)[1::2]
        assert (xs[0], xs[-1], xs) == (0, 100, sorted(xs))
        assert 2 <= min(ys) <= max(ys) <= 28


@given(values, values)
def test_bars_stay_on_the_paper_and_add_up(first: list[float | None], second: list[float | None]) -> None:
    drawn = charts.stack([first, second])
    for box in drawn.boxes:
        assert 0 <= box.x < box.x + box.width <= 100
        assert charts.TOP - 0.1 <= box.y <= box.y + box.height <= charts.BOTTOM + 0.2
    assert len(drawn.marks) <= min(len(first), len(second))
    assert not {mark.number for mark in drawn.marks} - set(range(min(len(first), len(second))))


def test_a_bar_stands_on_the_one_before_it() -> None:
    drawn = charts.stack([[100], [50], [0], [250]])
    assert [(box.series, box.y, box.height) for box in drawn.boxes] == [(0, 155, 45), (1, 132.5, 22.5), (3, 20, 112.5)]
    assert [(tick.value, tick.y) for tick in drawn.ticks] == [(0, 200), (100, 155), (200, 110), (300, 65), (400, 20)]


def test_nothing_has_a_scale_and_no_bars() -> None:
    for empty in ([], [[]], [[0, 0]], [[math.nan], [-1]]):
        drawn = charts.stack(empty)
        assert ([tick.value for tick in drawn.ticks], drawn.boxes) == ([0, 1], [])
    assert charts.stack([]).marks == []


@given(st.floats(max_value=40 * charts.MOST))
def test_a_scale_begins_at_0_is_round_and_holds_its_value(most: float) -> None:
    ticks = charts.scale(most)
    steps = {after.value - before.value for before, after in pairwise(ticks)}
    assert ticks[0].value == 0
    assert len(steps) == 1
    assert 2 <= len(ticks) <= charts.LINES + 1
    if math.isfinite(most):
        assert ticks[-1].value >= most


@pytest.mark.parametrize(
    ("most", "said"),
    [
        (1, [0, 1]), (3, [0, 1, 2, 3]), (1196, [0, 500, 1000, 1500]),
        (1_000_000, [0, 250_000, 500_000, 750_000, 1_000_000]),
    ],
)  # fmt: skip
def test_a_scale_is_said_in_numbers_that_people_know(most: float, said: list[int]) -> None:
    assert [tick.value for tick in charts.scale(most)] == said


def test_words_under_the_ends_do_not_hang_over_the_edge() -> None:
    marks = charts.marks(14)
    assert [(mark.number, mark.needs) for mark in marks] == [(0, ""), (4, "much"), (7, "some"), (10, "much"), (13, "")]
    assert [(mark.x, mark.anchor) for mark in marks if mark.number in (0, 13)] == [(0, "start"), (100, "end")]
    assert [mark.anchor for mark in charts.marks(1)] == ["middle"]


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_a_line_stays_on_the_paper(odd: list[float | None]) -> None:
    drawn = charts.plot(odd)
    assert (drawn is None) == (odd == [])
    if drawn:
        assert charts.TOP <= drawn.y <= charts.BOTTOM
        assert 0 <= min(numbers(drawn.line)) <= max(numbers(drawn.line)) <= charts.BOTTOM - charts.TOP


@given(values)
def test_the_pieces_of_a_share_come_to_the_whole_and_none_is_lost(odd: list[float | None]) -> None:
    pieces, known = charts.strands(odd[:10]), charts.drawable(odd[:10])
    assert sum(piece.width for piece in pieces) == (100 if any(known) else 0)
    assert [piece.width > 0 for piece in pieces] == [value > 0 for value in known]
    assert all(before.x + before.width == after.x for before, after in pairwise(pieces) if any(known))


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(0, 0, 0), (1, 1000, 1), (999, 1000, 99), (5, 5, 100), (1, 3, 33), (math.nan, 4, 0), (3, -1, 0), (7, 5, 100)],
)
def test_a_percentage_never_says_all_or_nothing_where_that_is_not_so(part: float, whole: float, said: int) -> None:
    assert charts.percent(part, whole) == said
