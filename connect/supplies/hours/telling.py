"""Everything that a point's page says of its hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from flask_babel import to_user_timezone

from connect.formatting import language, short_day
from connect.supplies.holidays import queries as holidays
from connect.supplies.holidays.queries import Holiday
from connect.supplies.hours import queries, words
from connect.supplies.models import SupplyPoint

AHEAD = timedelta(days=45)  # holidays that are told of


@dataclass(frozen=True, slots=True)
class HoursTold:
    """A sentence on now, the lines of the week and of the days that differ, and the holidays that come.

    `is_known`: somebody said the hours. `closed_on_holidays`: then `coming` holds lines of a day and its name.
    """

    now: words.Said
    week: Sequence[tuple[str, str]]
    differing: Sequence[tuple[str, str]]
    closed_on_holidays: bool
    coming: Sequence[tuple[str, str]]

    @property
    def is_known(self) -> bool:
        """Whether there are hours at all."""
        return bool(self.week)


def told(point: SupplyPoint, now: datetime) -> HoursTold:
    """The hours of a point, for `components/hours`."""
    hours, said = queries.hours_of(point), words.said(queries.opens(point), now)
    if hours is None:
        return HoursTold(said, [], [], False, [])
    coming = _coming(to_user_timezone(now).date()) if hours.closed_on_holidays else []
    return HoursTold(said, [*words.week(hours)], [*words.differing(hours, now)], hours.closed_on_holidays, coming)


def _coming(today: date) -> list[tuple[str, str]]:
    """The next holidays, those that follow one another as one line, named by the first third: of Tết that is Tết."""
    until = today + AHEAD
    days = [
        one for year in range(today.year, until.year + 1) for one in holidays.of_year(year)
        if one.is_off and today <= one.day <= until
    ]  # fmt: skip
    runs = groupby(enumerate(days), lambda one: one[1].day - one[0] * timedelta(days=1))
    return [_line([day for _n, day in run]) for _key, run in runs]


def _line(run: Sequence[Holiday]) -> tuple[str, str]:
    days = short_day(run[0].day) + (f" – {short_day(run[-1].day)}" if len(run) > 1 else "")
    return days, run[len(run) // 3].name(language())
