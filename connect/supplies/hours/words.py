"""Opening hours in words: what is said of now comes from the next change of state, never from the day's list."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from flask_babel import gettext as _, lazy_gettext as _l, to_user_timezone

from connect.formatting import short_day
from connect.supplies.hours import rules
from connect.supplies.hours.evaluation import Interval, Opens
from connect.supplies.hours.rules import DAY, Hours, Span

WEEKDAYS = (_l("Monday"), _l("Tuesday"), _l("Wednesday"), _l("Thursday"), _l("Friday"), _l("Saturday"), _l("Sunday"))
SHORT = (_l("Mon"), _l("Tue"), _l("Wed"), _l("Thu"), _l("Fri"), _l("Sat"), _l("Sun"))
NAMED_DAYS = 6  # so many days ahead a weekday's name says which day is meant
ALWAYS = timedelta(days=7)  # open for so long: nobody asks until when
SOON = timedelta(minutes=60)


class Said(NamedTuple):
    """The state of a place now: open, closing (within the hour), closed or unknown, its tone, and the sentence."""

    state: str
    tone: str
    text: str


def said(opens: Opens | None, now: datetime) -> Said:
    """The sentence on a moment, from the two intervals that were worked out last.

    Unknown without any, and once both are over: then the sweep is a whole interval late, and "open" would be a guess.
    """
    for one in opens or ():
        if now < one.start:
            return Said("closed", "wait", _until(one, now))
        if now < one.end:
            return _open(one, now)
    return Said("unknown", "wait", _("Opening hours not known"))


def _until(one: Interval, now: datetime) -> str:
    if one.start == one.end:
        return _("Closed until further notice")
    return _("Opens again %(when)s", when=_when(one.start, now))


def _open(one: Interval, now: datetime) -> Said:
    if one.end - now > ALWAYS:
        return Said("open", "done", _("Open day and night"))
    text = _("Open until %(when)s", when=_when(one.end, now, ends=True))
    return Said("closing", "ready", text) if one.end - now <= SOON else Said("open", "done", text)


def _when(at: datetime, now: datetime, ends: bool = False) -> str:
    """A moment ahead: today "18:00", tomorrow "6:00 tomorrow", in a week "6:00 Monday", later "6:00 11/02".

    An end at midnight is 24:00 of the day before.
    """
    here, today = to_user_timezone(at), to_user_timezone(now).date()
    at_midnight = ends and (here.hour, here.minute) == (0, 0)
    day = here.date() - timedelta(days=1) if at_midnight else here.date()
    hour = "24:00" if at_midnight else f"{here.hour}:{here.minute:02}"
    ahead = (day - today).days
    if ahead <= 0:
        return hour
    if ahead == 1:
        return _("%(hour)s tomorrow", hour=hour)
    return _("%(day)s %(hour)s", day=WEEKDAYS[day.weekday()] if ahead <= NAMED_DAYS else short_day(day), hour=hour)


def day_said(day: date) -> str:
    """A day with the name of its weekday: "Friday 05/02"."""
    return _begun(f"{WEEKDAYS[day.weekday()]} {short_day(day)}")


def clock_time(minute: int) -> str:
    """A minute of a day as a form and a page show it: 360 is "6:00", also of the next day; midnight as an end 24:00."""
    minute = minute if minute <= DAY else minute - DAY
    return f"{minute // 60}:{minute % 60:02}"


def spans(found: Iterable[Span]) -> str:
    """Spans in words: "6:00–11:00, 13:00–18:00"; closed where there are none."""
    return ", ".join(f"{clock_time(start)}–{clock_time(end)}" for start, end in found) or _("closed all day")


def week(hours: Hours) -> Iterator[tuple[str, str]]:
    """The ordinary week as lines: days that follow one another and have the same spans stand together."""
    each = [(day, tuple(rules.of_weekday(hours, day))) for day in range(7)]
    for found, run in groupby(each, lambda one: one[1]):
        days = [day for day, _spans in run]
        yield _days(days[0], days[-1]), _("day and night") if found == (Span(0, DAY),) else spans(found)


def _days(first: int, last: int) -> str:
    if (first, last) == (0, 6):
        return _("Every day")
    return _begun(str(WEEKDAYS[first])) if first == last else _begun(f"{WEEKDAYS[first]} – {WEEKDAYS[last]}")


def _begun(text: str) -> str:
    """Words as they begin a line."""
    return text[:1].upper() + text[1:]


def differing(hours: Hours, now: datetime) -> Iterator[tuple[str, str]]:
    """The exceptions that are not over, as lines: "24/12 – 26/12", "closed: a wedding"."""
    today = to_user_timezone(now).date()
    for one in sorted(hours.exceptions, key=lambda one: one.first):
        if one.last >= today:
            days = short_day(one.first) + (f" – {short_day(one.last)}" if one.last > one.first else "")
            yield days, spans(one.spans) + (f": {one.word}" if one.word else "")


_WRONG = {
    "no_time": _l("“%(said)s” is no time of day. Write one from 0:00 to 24:00; two hours past midnight is 2:00."),
    "half": _l("A span needs two times: write from when and until when, not only %(said)s."),
    "no_length": _l("It opens and closes at %(said)s. For day and night, write 0:00 to 24:00."),
    "crossing": _l("Two spans cross on %(day)s. Nights count too: one that ends at 6:00 reaches into the next day."),
    "dates_cross": _l("Two spans of this day cross."),
    "no_days": _l("Tick the days on which these hours hold."),
    "no_spans": _l("Write from when until when for these days, or take the ticks away."),
    "no_week": _l("Write the usual hours above first, then what differs."),
    "no_date": _l("Choose a day from the calendar."),
    "backwards": _l("The last day lies before the first."),
    "far": _l("At most %(most)s days apart."),
    "many": _l("At most %(rows)s rows, and %(dates)s times of other hours."),
    "many_spans": _l("More than %(most)s spans on %(day)s."),
    "dates_many": _l("At most %(most)s spans."),
    "twice": _l("This day is written down twice."),
    "long": _l("At most %(most)s characters."),
    "not_read": _l("“%(said)s” cannot be read as opening hours."),
}  # fmt: skip


def wrong(why: str, values: Mapping[str, Any]) -> str:
    """Why hours cannot be, in a sentence that says what to do."""
    more = dict(values)
    if "day" in more:
        more["day"] = WEEKDAYS[more["day"]]
    return str(_WRONG[why]) % {name: str(value) for name, value in more.items()}
