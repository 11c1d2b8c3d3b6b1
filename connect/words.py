"""Moments, distances and large numbers in words, in the reader's language and the site's zone."""

from datetime import datetime, timedelta

from flask_babel import format_datetime, format_decimal, get_locale, gettext, ngettext

from connect import clock


def moment(at: datetime) -> str:
    """A moment as date and time, in the site's zone: "14:05 24/11/2026"."""
    return format_datetime(at, "HH:mm dd/MM/yyyy")


def day(at: datetime, plus: int = 0) -> str:
    """A moment, so many days on, as a date in the site's zone: "24/11/2026"."""
    return format_datetime(at + timedelta(days=plus), "dd/MM/yyyy")


def span(length: timedelta) -> str:
    """A length of time in its largest unit: "3 hours"; under a minute counts as one minute."""
    minutes = max(1, int(length.total_seconds() // 60))
    if minutes < 60:
        return ngettext("%(num)s minute", "%(num)s minutes", minutes)
    if minutes < 48 * 60:
        return ngettext("%(num)s hour", "%(num)s hours", minutes // 60)
    return ngettext("%(num)s day", "%(num)s days", minutes // 1440)


def ago(at: datetime) -> str:
    """How long ago, in words: "3 hours ago"; what lies ahead is said as "in 3 hours"."""
    passed = clock.now() - at
    if passed < timedelta(0):
        return gettext("in %(span)s", span=span(-passed))
    if passed < timedelta(minutes=1):
        return gettext("just now")
    return gettext("%(span)s ago", span=span(passed))


def so_long(since: datetime) -> str:
    """How much time has passed: "3 hours"."""
    return span(clock.now() - since)


def left(until: datetime) -> str:
    """How much time is left, in words; "no time" once it is over."""
    remaining = until - clock.now()
    return span(remaining) if remaining > timedelta(0) else gettext("no time")


def waiting(since: datetime) -> str:
    """How long somebody has been waiting: "waiting for 3 hours"."""
    return gettext("waiting for %(span)s", span=span(clock.now() - since))


def distance(metres: float) -> str:
    """A distance in words, no finer than a cell allows: "under 1 km", "about 3.4 km"."""
    if metres < 1000:
        return gettext("under 1 km")
    kilometres = metres / 1000
    figure = f"{kilometres:.1f}" if kilometres < 10 else f"{kilometres:.0f}"
    if str(get_locale()) == "vi":
        figure = figure.replace(".", ",")
    return gettext("about %(figure)s km", figure=figure)


def number(n: int) -> str:
    """A number as people write it: "43,233", in Vietnamese "43.233"."""
    return format_decimal(n)
