"""The tracker says of each state what is done, what is now and what comes, and nothing that is not told."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest

from connect.cases import words
from connect.cases.rules import STATES
from connect.cases.tracker import rules, words as tracker_words
from connect.cases.tracker.rules import Place, Step, Stop

BEGIN = datetime(2026, 11, 24, 7, 2, tzinfo=UTC)
OFF_THE_ROAD = ("follow_up", "withdrawn", "expired", "duplicate", "rejected", "referred")


class Line(NamedTuple):
    verb: str
    at: datetime


def history(*verbs: str) -> list[Line]:
    """A history with ten minutes between two lines."""
    return [Line(verb, BEGIN + timedelta(minutes=10 * number)) for number, verb in enumerate(verbs)]


def minutes(stops: tuple[Stop, ...]) -> list[int | None]:
    """After how many minutes each step began."""
    return [None if stop.at is None else (stop.at - BEGIN).seconds // 60 for stop in stops]


def line(stops: tuple[Stop, ...]) -> str:
    """The places of the steps: woven, now, loose."""
    return "".join({Place.PAST: "=", Place.NOW: "o", Place.LATER: "-"}[stop.place] for stop in stops)


@pytest.mark.parametrize(
    ("word", "drawn"),
    [
        ("sent", "=o---"),
        ("pending_review", "=o---"),
        ("open", "==o--"),
        ("partly_helped", "==o--"),
        ("claimed", "==o--"),
        ("in_delivery", "===o-"),
        ("helped", "====o"),
        ("confirmed", "====="),
        ("unconfirmed", "====="),
    ],
)
def test_what_is_done_is_past_and_one_step_is_now(word: str, drawn: str) -> None:
    assert line(rules.stops(word, history("post"), at_once=False)) == drawn


@pytest.mark.parametrize("word", OFF_THE_ROAD)
def test_what_has_left_the_road_has_no_tracker_but_words(word: str) -> None:
    assert rules.stops(word, history("post", "approve"), at_once=False) == ()
    assert words.STANDING[word]


def test_every_state_is_on_the_road_or_off_it() -> None:
    assert {*rules.DONE, *OFF_THE_ROAD} == {*STATES, "sent"}


def test_each_step_has_its_moment() -> None:
    told = history("post", "approve", "claim", "allow", "set_out", "help", "confirm")
    assert minutes(rules.stops("in_delivery", told[:5], at_once=False)) == [0, 10, 20, 40, None]
    assert minutes(rules.stops("helped", told[:6], at_once=False)) == [0, 10, 20, 40, 50]
    assert minutes(rules.stops("confirmed", told, at_once=False)) == [0, 10, 20, 40, 60]


def test_what_has_not_begun_has_no_moment() -> None:
    told = history("post", "approve", "claim", "release")
    assert minutes(rules.stops("open", told, at_once=False)) == [0, 10, None, None, None]
    assert minutes(rules.stops("partly_helped", told, at_once=False)) == [0, 10, None, None, None]


def test_the_second_helpers_way_is_not_the_firsts() -> None:
    told = history("post", "approve", "claim", "set_out", "release", "claim", "help")
    assert minutes(rules.stops("claimed", told[:6], at_once=False)) == [0, 10, 50, None, None]
    assert minutes(rules.stops("helped", told, at_once=False)) == [0, 10, 50, None, 60]


def test_the_last_look_counts_and_a_decision_taken_back_puts_it_on_the_road_again() -> None:
    told = history("post", "approve", "take_off", "approve")
    assert minutes(rules.stops("open", told, at_once=False))[1] == 30
    assert minutes(rules.stops("open", history("post", "reject", "restore"), at_once=False))[1] == 20


def test_where_requests_are_shown_at_once_no_look_is_told() -> None:
    told = rules.stops("claimed", history("post", "claim"), at_once=True)
    assert [stop.step for stop in told] == list(rules.steps(at_once=True))
    assert Step.REVIEWED not in rules.steps(at_once=True)
    assert minutes(told) == [0, None, 10, None, None]


@pytest.mark.parametrize("word", sorted(rules.DONE))
@pytest.mark.parametrize("at_once", [True, False])
def test_every_step_has_a_word_and_a_drawing(word: str, at_once: bool) -> None:
    for stop in rules.stops(word, history("post"), at_once):
        assert tracker_words.LABELS[stop.place, stop.code] and tracker_words.ICONS[stop.step]
