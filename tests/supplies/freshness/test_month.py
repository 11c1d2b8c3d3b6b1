"""A month of stalls whose owners speak when they like, with no job running: nothing is told as there for longer than
48 hours after the last word about it, wherever it is asked, to the microsecond."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import clock, db
from connect.supplies import actions
from connect.supplies.actions import Said
from connect.supplies.freshness import queries, rules, words
from connect.supplies.freshness.rules import Freshness
from connect.supplies.models import SupplyGood, SupplyPoint
from connect.supplies.rules import By, Level
from connect.supplies.said import actions as said
from connect.supplies.said.rules import Word
from connect.web.limits.client_fingerprint import Seen
from tests.often import often, seed
from tests.supplies.stall import GOODS, stall

BEGIN, DAYS, STALLS = datetime(2026, 11, 1, 0, 0, tzinfo=UTC), 30, often(40, 10)
Heard = dict[tuple[int, str], datetime]  # the last word of an owner about an item, as this test remembers it
THERE = (Level.PLENTY, Level.SOME, Level.LAST)


@pytest.fixture
def dice() -> random.Random:
    return random.Random(seed())


def test_in_a_month_nothing_is_told_as_there_more_than_48_hours_after_the_last_word(
    app: Flask, dice: random.Random
) -> None:
    shown, stale = month(app, dice)
    assert shown > STALLS * DAYS and not stale, stale[:3]


def test_a_build_that_tells_it_for_an_hour_longer_is_found(
    app: Flask, dice: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    longer = rules.SURE_FOR + timedelta(hours=1)
    monkeypatch.setattr(rules, "SURE_FOR", longer)
    for module in (rules, queries):
        monkeypatch.setattr(module, "SURE_FOR", longer)
    assert month(app, dice, days=6)[1]


def month(app: Flask, dice: random.Random, days: int = DAYS) -> tuple[int, list[tuple[int, str, timedelta]]]:
    """How often something was told as there, and each time when its word was too old."""
    with app.test_request_context(headers={"Accept-Language": "en"}):
        stalls = [stall(at=BEGIN) for _ in range(STALLS)]
        heard: Heard = {(one.id, item): BEGIN for one in stalls for item in GOODS}
        shown, stale = 0, []
        for now in moments(dice, heard, days):
            with clock.told(now):
                there = told_as_there(now)
                shown += len(there)
                stale += [(*one, now - heard[one]) for one in there if now - heard[one] > timedelta(hours=48)]
                live(dice, stalls, heard)
        return shown, stale


def moments(dice: random.Random, heard: Heard, days: int) -> Iterator[datetime]:
    """Every few hours, and just before and after a word turns 48 hours old."""
    now, end = BEGIN, BEGIN + timedelta(days=days)
    while now < end:
        yield now
        later = now + timedelta(hours=dice.uniform(2, 8))
        turning = [at + timedelta(hours=48) for at in heard.values() if now < at + timedelta(hours=48) < later]
        for moment in sorted(turning)[:2]:
            yield moment
            yield moment + timedelta(microseconds=1)
        now = later


def told_as_there(now: datetime) -> set[tuple[int, str]]:
    """What cards say is there, and what a search finds as fresh; the two must be the same."""
    rows, there = db.session.scalars(sa.select(SupplyGood)).all(), [str(words.SURE[level]) for level in THERE]
    cards = {(row.point_id, row.item) for row in rows if card(row, now) in there}
    found = {(number, item) for item in GOODS for number in db.session.scalars(search(item, now))}
    assert cards == found
    return cards


def card(row: SupplyGood, now: datetime) -> str:
    return words.of_item(row.level, row.said_at, row.buyers_out_at, now).words


def search(item: str, now: datetime) -> sa.Select[int]:
    there = SupplyPoint.goods.op("&")(actions.goods.mask_of([item])) != 0
    return sa.select(SupplyPoint.id).where(there, queries.has_item(item, Freshness.SURE, now))


def live(dice: random.Random, stalls: list[SupplyPoint], heard: Heard) -> None:
    """What owners and buyers do in a few hours."""
    for point in stalls:
        match dice.choices(["nothing", "confirm", "one item", "buyers"], [16, 1, 2, 1])[0]:
            case "confirm":
                with db.transaction():
                    actions.confirm(point, By.OWNER)
                heard.update({(point.id, item): clock.now() for item in GOODS})
            case "one item":
                item = dice.choice(list(GOODS))
                with db.transaction():
                    actions.say_levels(point, {item: Said(dice.choice(list(Level)))}, By.OWNER)
                heard[point.id, item] = clock.now()
            case "buyers":
                for number in range(2):
                    with db.transaction():
                        said.say(point, Word.OUT, "rice", Seen(f"b{dice.random()}", f"n{number}"), None)
