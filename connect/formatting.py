"""Moments, distances and large numbers in words, in the reader's language and the site's zone."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache, wraps
from typing import Any, TypeVarTuple

from flask_babel import format_datetime, format_decimal, get_locale, gettext, ngettext, to_user_timezone

from connect import clock

Values = TypeVarTuple("Values")


def kept(say: Callable[[*Values], str]) -> Callable[[*Values], str]:
    """Remembers what a function says of the same arguments, in each language; it may depend on nothing else.

    Flask-Babel looks its catalogue up at every word, which was a third of the cost of a page.
    """

    @lru_cache(maxsize=4096)
    def known(_language: str, *values: Any) -> str:
        return say(*values)

    @wraps(say)
    def said(*values: *Values) -> str:
        return known(language(), *values)

    return said


def language() -> str:
    """The reader's: "vi" or "en"; nothing where nobody reads."""
    here = get_locale()
    return here.language if here else ""


def moment(at: datetime) -> str:
    """A moment as date and time, in the site's zone: "14:05 24/11/2026"."""
    return format_datetime(at, "HH:mm dd/MM/yyyy")


def hour(at: datetime) -> str:
    """A moment as short as it can be said, in the site's zone: today "14:05", else "14:05 24/11"."""
    today = to_user_timezone(at).date() == to_user_timezone(clock.now()).date()
    return format_datetime(at, "HH:mm" if today else "HH:mm dd/MM")


def day(at: datetime, plus: int = 0) -> str:
    """A moment, so many days on, as a date in the site's zone: "24/11/2026"."""
    return format_datetime(at + timedelta(days=plus), "dd/MM/yyyy")


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


def number(n: int) -> str:
    """A number as people write it: "43,233", in Vietnamese "43.233"."""
    return format_decimal(n)
