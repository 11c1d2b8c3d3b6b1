"""A found point in words: its hours now, what it has, for how much, and how old each word is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connect import clock, formatting
from connect.areas import queries as areas
from connect.incidents import kinds
from connect.supplies import words
from connect.supplies.finding.nearby import Found
from connect.supplies.finding.queries import Card, cards
from connect.supplies.freshness import words as fresh
from connect.supplies.hours import queries as hours, words as hours_words
from connect.supplies.rules import Level, ways_in

SHOWN = 4  # goods on a card
ORDER = (Level.PLENTY, Level.SOME, Level.LAST, Level.OUT)


@dataclass(frozen=True, slots=True)
class Good:
    """One line of goods: its code, name and drawing, what is said of it, whose word that is, and its price in words."""

    code: str
    name: str
    icon: str
    told: fresh.Told
    out_say_buyers: bool
    price: str


@dataclass(frozen=True, slots=True)
class Row:
    """One card of a list, all in words; `known` is false of a point of which nobody knows whether it has the item."""

    public_id: str
    known: bool
    name: str
    kind: str
    place: str
    distance: str
    exact: bool
    verified: bool
    delivers: bool
    pays: tuple[str, ...]
    hours: hours_words.Said
    age: str
    goods: tuple[Good, ...]
    more: int


def rows(found: Sequence[Found], item: str = "", shown: int = SHOWN) -> list[Row]:
    """The cards of found points in their order, each with so many goods; the one that was asked for stands first."""
    now = clock.now()
    return [_row(card, item, shown, now) for card in cards(found)]


def _row(card: Card, item: str, shown: int, now: datetime) -> Row:
    found, point = card.found, card.point
    goods = sorted(card.goods, key=lambda one: (one.item != item, _weight(one)))
    return Row(
        public_id=found.public_id, known=found.known,
        name=f"{point.name}, {point.market}" if point.market else point.name,
        kind=str(words.KINDS[point.kind]), place=areas.by_id(point.area_id).name,
        distance=formatting.distance(found.distance_m), exact=point.exact, verified=point.verified_at is not None,
        delivers=point.delivers, pays=tuple(str(words.PAYS[way]) for way in ways_in(point.pays)),
        hours=hours_words.said(hours.opens(point), now), age=fresh.age(point.said_at),
        goods=tuple(_good(one, now) for one in goods[:shown]), more=max(0, len(goods) - shown),
    )  # fmt: skip


def _weight(good: Any) -> tuple[bool, int]:
    return good.buyers_out_at is not None, ORDER.index(good.level)


def _good(row: Any, now: datetime) -> Good:
    item = kinds.item(row.item)
    told = fresh.of_item(row.level, row.said_at, row.buyers_out_at, now)
    name, out = item.name(formatting.language()), row.buyers_out_at is not None
    return Good(row.item, name, item.icon, told, out, words.price(row))
