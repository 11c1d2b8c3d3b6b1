"""Numbers and days are read as people write them; from all that is published no value under 5 can be computed."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations_with_replacement, product

import pytest

from connect.notices.bulletins import rules
from connect.notices.bulletins.rules import FEW, UNIT, Kind

TODAY = date(2026, 11, 29)
Table = tuple[int, ...]
Told = tuple[tuple[int | None, int | None], ...]


@pytest.mark.parametrize(
    ("cell", "kind", "readings"),
    [
        ("1234", Kind.DAY, [1_234_000]), ("1.234", Kind.DAY, [1_234_000, 1234]),
        ("1,234", Kind.LEVEL, [1_234_000, 1234]),
        ("0,123", Kind.LEVEL, [123]), ("1.234.567", Kind.SUM, [1_234_567_000]), ("1 234", Kind.DAY, [1_234_000]),
        ("-3", Kind.DAY, [-3000]), ("−3", Kind.DAY, [-3000]), ("-0,5", Kind.LEVEL, [-500]), ("3.0", Kind.DAY, [3000]),
        ("1.234,5", Kind.LEVEL, [1_234_500]), ("1,234.5", Kind.LEVEL, [1_234_500]), ("Không", Kind.YES_NO, [0]),
    ],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it(cell: str, kind: Kind, readings: list[int]) -> None:
    assert list(rules.number(cell, kind).readings) == readings


@pytest.mark.parametrize(
    ("cell", "kind", "why"),
    [
        ("", Kind.DAY, "number"), ("12a", Kind.DAY, "number"), ("1.23.4", Kind.LEVEL, "number"),
        ("=1+1", Kind.DAY, "number"), ("3,45678", Kind.LEVEL, "number"), ("1e9", Kind.LEVEL, "number"),
        ("99999999999", Kind.DAY, "much"),
        ("dưới 5", Kind.DAY, "few"), ("< 5", Kind.SUM, "few"), ("2,5", Kind.DAY, "whole"), ("2", Kind.YES_NO, "yes_no"),
    ],
)  # fmt: skip
def test_what_is_no_number_says_why(cell: str, kind: Kind, why: str) -> None:
    assert rules.number(cell, kind).why == why


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("3/4/2026", date(2026, 4, 3)), ("03-04-26", date(2026, 4, 3)), ("2026-04-03 00:00:00", date(2026, 4, 3)),
        ("29.11.2026", TODAY), ("30/11/2026", "ahead"), ("4/13/2026", "month_first"), ("31/2/2026", "day"),
        ("1/1/1999", "old"), ("hôm nay", "day"),
    ],
)  # fmt: skip
def test_the_day_stands_before_the_month(cell: str, found: date | str) -> None:
    day, why = rules.day(cell, TODAY)
    assert found in (day, why)


def days_of(table: Table) -> list[date]:
    return [TODAY + timedelta(days=at) for at in range(len(table))]


def told(kind: Kind, table: Table, days: Sequence[date]) -> Told:
    """All that anybody can read of the figures of one place, in the order in which they came."""
    before: list[tuple[date, int | None]] = []
    found = []
    for day, value in zip(days, table, strict=True):
        shown, news = rules.published(kind, True, day, value * UNIT, before)
        before.append((day, shown))
        found.append((shown if news else None, news))
    return tuple(found)


def single(table: Table) -> Iterator[int]:
    """The numbers that nobody may compute: each value, and each step from one to a later one."""
    yield from table
    yield from (table[late] - table[early] for late in range(len(table)) for early in range(late))


def computable(tables: Sequence[Table], seen: Callable[[Table], Told], most: int) -> list[Table]:
    """The tables of which something from 1 to 4 follows from what is seen, for somebody who knows all the rules.

    All tables that look alike are held beside one another: what has one value in all of them is known. Those that reach
    the edge of what is tried are left out, since what they look like lies beyond.
    """
    alike: dict[Told, list[Table]] = defaultdict(list)
    for table in tables:
        alike[seen(table)].append(table)
    found = []
    for some in alike.values():
        known = [values for values in (set(one) for one in zip(*map(single, some), strict=True)) if len(values) == 1]
        if any(0 < abs(value) < FEW for values in known for value in values):
            found += [one for one in some if max(map(abs, one)) <= most - FEW]
    return found


SUMS = [table for n in (1, 2, 3, 4) for table in combinations_with_replacement(range(22), n)]
REVISIONS = [table for table in product(range(18), repeat=3) if table[0] != table[1] != table[2]]


def of_sums(table: Table) -> Told:
    return told(Kind.SUM, table, days_of(table))


def of_late_days(table: Table) -> Told:
    """The last day is put in first, as by a file that is sorted otherwise on another day."""
    days = days_of(table)
    return told(Kind.SUM, (table[-1], *table[:-1]), [days[-1], *days[:-1]])


def of_revisions(table: Table) -> Told:
    return told(Kind.DAY, table, [TODAY] * len(table))


@pytest.mark.parametrize(
    ("tables", "seen", "most"),
    [(SUMS, of_sums, 21), (SUMS, of_late_days, 21), (REVISIONS, of_revisions, 17)],
)
def test_no_value_and_no_step_under_5_follows_from_what_is_published(
    tables: list[Table], seen: Callable[[Table], Told], most: int
) -> None:
    by_length: dict[int, list[Table]] = defaultdict(list)
    for table in tables:
        by_length[len(table)].append(table)
    assert not [one for some in by_length.values() for one in computable(some, seen, most)]


@pytest.mark.parametrize("naive", ["as_it_is", "small_ones_alone"])
def test_the_search_finds_what_a_simpler_rule_gives_away(naive: str) -> None:
    def seen(table: Table) -> Told:
        return tuple((None if naive != "as_it_is" and 0 < one < FEW else one, 1) for one in table)

    assert computable([one for one in SUMS if len(one) == 2], seen, 21)
