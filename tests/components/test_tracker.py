"""The tracker tells by shape and word which steps of a request are done, which is now and which come."""

import re
from datetime import UTC, datetime
from typing import NamedTuple

import pytest

from connect import clock
from connect.cases.tracker import rules, words
from tests.components.conftest import Piece

SENT, LOOKED_AT = datetime(2026, 11, 23, 7, 2, tzinfo=UTC), datetime(2026, 11, 24, 7, 15, tzinfo=UTC)


class Line(NamedTuple):
    verb: str
    at: datetime


HISTORY = [Line("post", SENT), Line("approve", LOOKED_AT)]


@pytest.mark.parametrize("word", sorted(rules.DONE))
@pytest.mark.parametrize("at_once", [True, False])
def test_each_step_has_drawing_and_word_and_what_comes_says_that_it_is_not_yet(
    piece: Piece, word: str, at_once: bool
) -> None:
    stops = rules.stops(word, HISTORY, at_once)
    said = piece("tracker", "tracker", stops)
    assert said.count("<li") == said.count('class="dot"') == said.count("<svg") == 5
    assert said.count('class="past"') == rules.DONE[word]
    assert said.count('aria-current="step"') == (1 if rules.DONE[word] < 5 else 0)
    assert said.count("(not yet)") == max(0, 4 - rules.DONE[word])
    for stop in stops:
        assert f"<b>{words.LABELS[stop.place, stop.code]}" in said


def test_a_moment_of_today_is_an_hour_and_another_has_its_day(piece: Piece) -> None:
    with clock.told(LOOKED_AT.replace(hour=9)):
        said = piece("tracker", "tracker", rules.stops("open", HISTORY, False))
    assert re.findall(r"\d\d:\d\d[^<]*", said) == ["14:02 23/11", "14:15"]


def test_it_stands_upright_where_it_is_told_to(piece: Piece) -> None:
    stops = rules.stops("open", HISTORY, False)
    assert 'class="tracker across"' in piece("tracker", "tracker", stops)
    assert 'class="tracker"' in piece("tracker", "tracker", stops, across=False)
