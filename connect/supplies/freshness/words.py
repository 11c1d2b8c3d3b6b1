"""The words of what there is of an item, by how old the word is and by whose it is; its age on every card.

A level is said as it was told while the word is sure, as hearsay for a day after, and then not at all.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from flask_babel import LazyString, gettext as _, lazy_gettext as _l

from connect import clock, formatting
from connect.supplies.freshness import rules
from connect.supplies.freshness.rules import Freshness
from connect.supplies.rules import Level

SURE: Mapping[Level, LazyString] = {
    Level.PLENTY: _l("plenty left"),
    Level.SOME: _l("in stock"),
    Level.LAST: _l("nearly gone"),
    Level.OUT: _l("sold out"),
}
HEARD, HEARD_OUT = _l("said to be in stock"), _l("said to be sold out")
UNKNOWN = _l("nobody knows if any is left")
BUYERS_OUT = _l("sold out, say buyers")
# Of a point as a whole, and above its part of a search for an item.
POINTS: Mapping[Freshness, LazyString] = {
    Freshness.SURE: _l("in stock"),
    Freshness.HEARD: _l("said to be in stock"),
    Freshness.UNKNOWN: _l("not known"),
}
HEADINGS: Mapping[Freshness, LazyString] = {
    Freshness.SURE: _l("In stock"),
    Freshness.HEARD: _l("Said to be in stock"),
    Freshness.UNKNOWN: _l("Not known if any is left"),
}
TONES: Mapping[Freshness, str] = {Freshness.SURE: "done", Freshness.HEARD: "ready", Freshness.UNKNOWN: "wait"}


class Told(NamedTuple):
    """The line of a card about an item: the words, the tone of their tag, how old the word is, and what it is worth."""

    words: str
    tone: str
    age: str
    worth: Freshness


def of_item(
    level: Level, said_at: datetime | None, buyers_out_at: datetime | None = None, now: datetime | None = None
) -> Told:
    """The line about an item now. Buyers who say that it is gone are believed until the owner speaks."""
    now = now or clock.now()
    if buyers_out_at is not None:
        return Told(str(BUYERS_OUT), "need", age(buyers_out_at), rules.of(buyers_out_at, now))
    worth = rules.of(said_at, now)
    return Told(str(_of_level(level, worth)), _tone(level, worth), age(said_at), worth)


def _of_level(level: Level, worth: Freshness) -> LazyString:
    if worth is Freshness.SURE:
        return SURE[level]
    if worth is Freshness.HEARD:
        return HEARD_OUT if level == Level.OUT else HEARD
    return UNKNOWN


def _tone(level: Level, worth: Freshness) -> str:
    return "wait" if level == Level.OUT else TONES[worth]


def of_point(said_at: datetime | None, now: datetime | None = None) -> Told:
    """The line about a point as a whole now."""
    worth = rules.of(said_at, now or clock.now())
    return Told(str(POINTS[worth]), TONES[worth], age(said_at), worth)


def age(said_at: datetime | None) -> str:
    """The age of a word: "last word 3 hours ago"."""
    return _("last word %(ago)s", ago=formatting.ago(said_at)) if said_at else _("no word yet")
