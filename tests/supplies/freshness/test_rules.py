"""What a word is worth by its age, alike in Python and in SQL."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db
from connect.supplies.freshness import queries, rules
from connect.supplies.freshness.rules import Freshness

NOW = datetime(2026, 11, 29, 8, tzinfo=UTC)
A_MOMENT = timedelta(microseconds=1)
AGES = {
    timedelta(0): Freshness.SURE,
    timedelta(hours=48): Freshness.SURE,
    timedelta(hours=48) + A_MOMENT: Freshness.HEARD,
    timedelta(hours=72): Freshness.HEARD,
    timedelta(hours=72) + A_MOMENT: Freshness.UNKNOWN,
    timedelta(days=40): Freshness.UNKNOWN,
}


@pytest.mark.parametrize("age", AGES)
def test_a_word_is_sure_for_48_hours_hearsay_until_72_and_then_nobody_knows(age: timedelta) -> None:
    assert rules.of(NOW - age, NOW) == AGES[age]
    assert rules.is_known(NOW - age, NOW) == (AGES[age] != Freshness.UNKNOWN)


def test_of_no_word_nobody_knows_anything() -> None:
    assert rules.of(None, NOW) == Freshness.UNKNOWN


@pytest.mark.parametrize("age", AGES)
def test_a_word_says_from_when_on_it_is_worth_less(age: timedelta) -> None:
    turns = rules.turns_at(NOW - age, NOW)
    if turns is None:
        assert AGES[age] == Freshness.UNKNOWN
    else:
        assert rules.of(NOW - age, turns) == AGES[age] != rules.of(NOW - age, turns + A_MOMENT)


def test_the_database_judges_like_the_rules(app: Flask) -> None:
    for said_at in (*(NOW - age for age in AGES), None):
        column = sa.literal(said_at, db.Moment())
        worth = rules.of(said_at, NOW)
        conditions = [sa.case((queries.is_worth(column, one, NOW), 1), else_=0) for one in Freshness]
        known = sa.case((queries.is_known(column, NOW), 1), else_=0)
        unknown = sa.case((queries.is_unknown(column, NOW), 1), else_=0)
        row = db.session.execute(sa.select(queries.rank(column, NOW), known, unknown, *conditions)).one()
        assert row[0] == list(Freshness).index(worth)
        assert (row[1], row[2]) == (worth != Freshness.UNKNOWN, worth == Freshness.UNKNOWN)
        assert list(row[3:]) == [one == worth for one in Freshness]
