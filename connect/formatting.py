"""Moments, distances and numbers in words, in the reader's language and the site's zone: one way for all pages.

2.913 (in English 2,913), 1,1 km, 28/11, 18:00.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache, wraps
from typing import Any, TypeVarTuple

from flask_babel import format_decimal, get_locale, gettext, ngettext, to_user_timezone

from connect import clock

Values = TypeVarTuple("Values")


def kept(say: Callable[[*Values], str]) -> Callable[[*Values], str]:
    """Remembers what a function says of the same arguments, in each language; it may depend on nothing else.

    The names of things are the exception: `names_changed` has it asked again. Flask-Babel looks its catalogue up at
    every word, which was a third of the cost of a page.
    """

    @lru_cache(maxsize=4096)
    def known(_language: str, _names: int, *values: Any) -> str:
        return say(*values)

    @wraps(say)
    def said(*values: *Values) -> str:
        return known(language(), names(), *values)

    return said


def names() -> int:
    """How often the names of things have changed in this process: part of the key of whatever remembers words."""
    return _names[0]


def names_changed() -> None:
    """Says that things have other names from now on: what was remembered before is never looked at again."""
    _names[0] += 1


_names = [0]


def language() -> str:
    """The reader's: "vi" or "en"; nothing where nobody reads."""
    here = get_locale()
    return here.language if here else ""


def moment(at: datetime) -> str:
    """A moment as time and date, in the site's zone: "14:05 24/11"; with the year, unless it is this one."""
    here = to_user_timezone(at)
    return f"{here:%H:%M} {short_day(here.date())}"


def hour(at: datetime) -> str:
    """A moment as short as it can be said, in the site's zone: today "14:05", else "14:05 24/11"."""
    here = to_user_timezone(at)
    return f"{here:%H:%M}" if here.date() == to_user_timezone(clock.now()).date() else moment(at)


def day(at: datetime, plus: int = 0) -> str:
    """A moment, so many days on, as a date in the site's zone: "24/11"; with the year, unless it is this one."""
    return short_day(to_user_timezone(at + timedelta(days=plus)).date())


def short_day(on: date) -> str:
    """A day of the site's zone: "24/11"; with the year, unless it is this one."""
    return f"{on:%d/%m}" if on.year == to_user_timezone(clock.now()).year else f"{on:%d/%m/%Y}"


def span(length: timedelta) -> str:
    """A length of time in its largest unit: "3 hours"; under a minute counts as one minute."""
    return _span(*_largest(length))


def _largest(length: timedelta) -> tuple[int, str]:
    minutes = max(1, int(length.total_seconds() // 60))
    if minutes < 60:
        return minutes, "minute"
    return (minutes // 60, "hour") if minutes < 48 * 60 else (minutes // 1440, "day")


@kept
def _span(n: int, unit: str) -> str:
    if unit == "minute":
        return ngettext("%(num)s minute", "%(num)s minutes", n)
    if unit == "hour":
        return ngettext("%(num)s hour", "%(num)s hours", n)
    return ngettext("%(num)s day", "%(num)s days", n)


def ago(at: datetime) -> str:
    """The distance of a moment from now, in words: "3 hours ago"; for one that lies ahead "in 3 hours"."""
    passed = clock.now() - at
    if passed < timedelta(0):
        return gettext("in %(span)s", span=span(-passed))
    if passed < timedelta(minutes=1):
        return gettext("just now")
    return gettext("%(span)s ago", span=span(passed))


def so_long(since: datetime) -> str:
    """The time since a moment, in words: "3 hours"."""
    return span(clock.now() - since)


def left(until: datetime) -> str:
    """The time left until a moment, in words; "no time" once it is over."""
    remaining = until - clock.now()
    return span(remaining) if remaining > timedelta(0) else gettext("no time")


def waiting(since: datetime) -> str:
    """The time somebody has been waiting, in words: "waiting for 3 hours"."""
    return _waiting(*_largest(clock.now() - since))


@kept
def _waiting(n: int, unit: str) -> str:
    return gettext("waiting for %(span)s", span=_span(n, unit))


def distance(metres: float) -> str:
    """A distance in words, no finer than a cell allows: "under 1 km", "about 3.4 km"."""
    kilometres = metres / 1000
    return _distance("" if metres < 1000 else f"{kilometres:.1f}" if kilometres < 10 else f"{kilometres:.0f}")


@kept
def _distance(figure: str) -> str:
    if not figure:
        return gettext("under 1 km")
    return gettext("about %(figure)s km", figure=figure.replace(".", ",") if language() == "vi" else figure)


def number(n: float) -> str:
    """A number as people write it: "43,233", in Vietnamese "43.233"."""
    # Babel's own way costs more than everything else on a line of a list, and most numbers are small.
    return str(n) if isinstance(n, int) and 0 <= n < 1000 else str(format_decimal(n))


def printed(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a text as it prints them: whole numbers by `number`, all else as it is."""
    return {name: number(value) if type(value) is int else value for name, value in values.items()}


def directions() -> list[str]:
    """The eight directions in words, from north by east."""
    return [_direction(eighth) for eighth in range(8)]


@kept
def _direction(eighth: int) -> str:
    words = (
        gettext("north"), gettext("north-east"), gettext("east"), gettext("south-east"), gettext("south"),
        gettext("south-west"), gettext("west"), gettext("north-west"),
    )  # fmt: skip
    return words[eighth]
