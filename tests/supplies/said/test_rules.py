"""When buyers are believed about an item: two of them who share nothing, within a day, after the owner's last word."""

from datetime import UTC, datetime, timedelta

import pytest

from connect.supplies.said import rules
from connect.supplies.said.rules import Mark

NOW = datetime(2026, 11, 29, 8, tzinfo=UTC)
SPOKE = NOW - timedelta(hours=30)
A_DAY, AN_HOUR = timedelta(hours=24), timedelta(hours=1)


def mark(browser: str, network: str, ago: timedelta = AN_HOUR) -> Mark:
    return Mark(hash((browser, network, ago)), NOW - ago, browser, network)


def believed(*marks: Mark, spoke: datetime = SPOKE) -> bool:
    return rules.are_believed(marks, spoke, NOW)


def test_two_who_share_neither_browser_nor_network_are_believed() -> None:
    assert believed(mark("a", "1"), mark("b", "2"))


@pytest.mark.parametrize(
    "marks",
    [
        [mark("a", "1")],
        [mark("a", str(n)) for n in range(20)],  # twenty networks of one browser
        [mark(str(n), "1") for n in range(50)],  # fifty browsers behind one network, the point's own too
        [mark("a", "1"), mark("b", "2", A_DAY)],  # more than a day between them
        [],
    ],
)  # fmt: skip
def test_fewer_than_two_independent_ones_within_a_day_are_not(marks: list[Mark]) -> None:
    assert not believed(*marks)


def test_the_owners_word_ends_what_was_said_before() -> None:
    both = mark("a", "1", 2 * AN_HOUR), mark("b", "2", 2 * AN_HOUR)
    assert believed(*both)
    assert not believed(*both, spoke=NOW - AN_HOUR)


def test_whoever_the_owner_has_contradicted_needs_two_others_to_be_believed_again() -> None:
    before = mark("a", "1", 5 * AN_HOUR), mark("b", "2", 5 * AN_HOUR)
    spoke = NOW - 2 * AN_HOUR
    for again in (
        (mark("a", "1"), mark("b", "2")),
        (mark("a", "3"), mark("c", "4")),  # the same browser from elsewhere, and one other
        (mark("d", "1"), mark("c", "4")),  # a new browser behind the same network
    ):
        assert not believed(*before, *again, spoke=spoke), again
    assert believed(*before, mark("c", "4"), mark("d", "5"), spoke=spoke)
