"""How green a place is: the share never stands without who still waits."""

import re
from datetime import timedelta

import pytest

from connect import clock
from connect.cases.green.rules import Change, Totals
from tests.components.conftest import Piece


@pytest.mark.parametrize("macro", ["green", "green_line"])
def test_the_share_stands_beside_who_still_waits(piece: Piece, macro: str) -> None:
    said = piece("green", macro, Totals(46, 14, 118, clock.now() - timedelta(hours=9)))
    assert "66%" in said and "46" in said and "url(#woven)" in said and "hatched" not in said


@pytest.mark.parametrize("macro", ["green", "green_line"])
def test_few_are_hatched_and_have_no_share(piece: Piece, macro: str) -> None:
    said = piece("green", macro, Totals(1, 0, 3, clock.now()))
    assert "url(#hatched)" in said and "only a few" in said and not re.search(r"\d%<", said)


@pytest.mark.parametrize("macro", ["green", "green_line"])
def test_where_nobody_asked_nothing_is_green(piece: Piece, macro: str) -> None:
    said = piece("green", macro, Totals())
    assert "Nobody has needed help here yet." in said and "svg class" not in said.replace('svg class="icon', "")


def test_the_longest_wait_is_told_as_lists_tell_it(piece: Piece) -> None:
    assert "The longest wait: 9 hours." in piece("green", "green", Totals(5, 0, 5, clock.now() - timedelta(hours=9.7)))
    assert "Nobody waits now." in piece("green", "green", Totals(0, 1, 5))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Change(14, -6), "14 more were helped in a week, 6 fewer wait."),
        (Change(1, 0), "1 more was helped in a week, as many wait as then."),
        (Change(0, 1), "Nobody more was helped in a week, 1 more waits."),
        (Change(-2, 2), "2 fewer count as helped than a week ago, 2 more wait."),
    ],
)
def test_a_week_is_told_in_words(piece: Piece, change: Change, words: str) -> None:
    assert " ".join(piece("green", "week_words", change).split()) == words
    assert words.split(",")[0] in piece("green", "green", Totals(5, 0, 5), change)


def test_the_basket_is_filled_from_below(piece: Piece) -> None:
    said = piece("green", "basket", Totals(2, 1, 7))
    assert re.findall(r'url\(#(\w+)\)" d="M0 ([\d.]+)h240v([\d.]+)', said) == [
        ("woven", "92.4", "75.6"), ("laid", "81.6", "10.8"), ("loose", "60.0", "21.6"),
    ]  # fmt: skip
