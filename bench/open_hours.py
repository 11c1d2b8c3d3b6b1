"""Open or closed at random moments, as pages say it and as a slow reading of the rows says it: they must agree.

Half of the moments lie within an hour of midnight, many on days around Tết 2027 and on days that were moved, and the
sweep that rolls the intervals on came by up to six hours ago. `python -m bench.open_hours --moments 20000 --seed 1`.
Nothing here uses the expression, the library or `hours.rules` to decide: the rows are read again, the zone is a number,
the holidays are written down by hand.
"""

import argparse
import json
import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from unittest.mock import patch

from flask import Flask
from flask_babel import Babel

from connect.supplies.holidays import queries as holidays
from connect.supplies.hours import evaluation, rules, words
from connect.supplies.hours.evaluation import Interval, Opens
from connect.supplies.hours.rules import Differing, Hours, Row, Span

ZONE, AHEAD = "Asia/Ho_Chi_Minh", timedelta(hours=7)
STOPPED = timedelta(hours=6)
FIRST, DAYS = date(2026, 12, 15), 150  # until the middle of May 2027
# By hand: New Year, Tết 2027 from 29 tháng chạp to mùng năm, Hùng Kings, 30 April, 1 May and the Monday for it.
NATIONAL = [(1, 1), *((2, day) for day in range(4, 11)), (4, 16), (4, 30), (5, 1), (5, 3)]
MOVED = {date(2027, 2, 10): False, date(2027, 2, 11): True, date(2027, 4, 16): False, date(2027, 4, 19): True}
BY_HAND = ({date(2027, month, day) for month, day in NATIONAL} | {date(2027, 2, 11), date(2027, 4, 19)}) - {
    date(2027, 2, 10), date(2027, 4, 16),
}  # fmt: skip
Evaluate = Callable[[Hours, datetime], Opens]


def is_open(kept: dict[str, Any], at: datetime) -> bool:
    """Whether hours, as they are kept, hold at a moment: by going through each of its spans of two days."""
    here = at.replace(tzinfo=None) + AHEAD
    passed = here - datetime.combine(here.date(), time())
    for back in (0, 1):
        since = passed + timedelta(days=back)
        for start, end in _spans_of(kept, here.date() - timedelta(days=back)):
            if timedelta(minutes=start) <= since < timedelta(minutes=end):
                return True
    return False


def _spans_of(kept: dict[str, Any], day: date) -> list[list[int]]:
    for one in kept["dates"]:
        if one["first"] <= day.isoformat() <= one["last"]:
            return list(one["spans"])
    if kept["holidays"] and day in BY_HAND:
        return []
    return [span for row in kept["rows"] if day.isoweekday() - 1 in row["days"] for span in row["spans"]]


def some_hours(pick: random.Random) -> Hours:
    """Hours as shops have them: noon breaks, nights, single days, holidays, days that differ."""
    while True:
        days = [*range(7)]
        pick.shuffle(days)
        cut = pick.randint(1, 7)
        groups = [days[:cut], days[cut:]] if pick.random() < 0.8 else [days[:cut]]
        rows = tuple(Row(tuple(sorted(some)), _some_spans(pick)) for some in groups if some)
        dates = tuple(_some_dates(pick, n) for n in range(pick.choice((0, 0, 1, 2))))
        hours = Hours(rows, pick.random() < 0.6, dates)
        try:
            rules.check(hours)
        except rules.Wrong:
            continue
        return hours


def _some_spans(pick: random.Random) -> tuple[Span, ...]:
    if pick.random() < 0.1:
        return (Span(0, 1440),)
    marks = sorted(pick.sample(range(0, 1440, pick.choice((15, 30, 60))), pick.choice((2, 2, 4, 6))))
    spans = [Span(*marks[n : n + 2]) for n in range(0, len(marks), 2)]
    if pick.random() < 0.4:  # the last one goes on past midnight
        spans[-1] = Span(spans[-1].start, 1440 + pick.randrange(0, max(15, spans[0].start), 15))
    return tuple(spans)


def _some_dates(pick: random.Random, number: int) -> Differing:
    first = date(2027, 2, 1) + timedelta(days=15 * number + pick.randrange(12))
    return Differing(first, first + timedelta(days=pick.randrange(3)), pick.choice(((), _some_spans(pick)[:1])), "nghỉ")


def some_moment(pick: random.Random, near_midnight: bool) -> datetime:
    """A moment of the months looked at; every third on a day of Tết, of a moved holiday, or next to one."""
    special = sorted({*BY_HAND, *MOVED})
    day = FIRST + timedelta(days=pick.randrange(DAYS))
    if pick.random() < 0.35:
        day = pick.choice(special) + timedelta(days=pick.randint(-1, 1))
    minutes = pick.randint(-60, 60) if near_midnight else pick.randrange(1440)
    seconds = pick.choice((0, 0, -1, 1, pick.randrange(60)))
    local = datetime.combine(day, time()) + timedelta(minutes=minutes, seconds=seconds)
    return (local - AHEAD).replace(tzinfo=UTC)


def holidays_set_right() -> frozenset[date]:
    """The site's holidays, after officials moved two of them."""
    days = set(holidays.table().names)
    for day, is_off in MOVED.items():
        (days.add if is_off else days.discard)(day)
    return frozenset(days)


def wrong(moments: int, seed: int, evaluate: Evaluate | None = None) -> dict[str, int]:
    """How many of so many moments were shown open but are closed, closed but open, and not known; 0 and 0 are right."""
    pick, off = random.Random(seed), holidays_set_right()
    worked_out = evaluate or (lambda hours, at: evaluation.opens(hours, off, at, ZONE))
    shops = [some_hours(pick) for _shop in range(max(20, moments // 40))]
    counted: Counter[str] = Counter()
    app = Flask(__name__)
    app.config["BABEL_DEFAULT_TIMEZONE"] = ZONE
    Babel(app)
    with app.test_request_context(), patch.object(words, "_", lambda text, **_values: text):
        for number in range(moments):
            hours, at = pick.choice(shops), some_moment(pick, number % 2 == 0)
            swept = at - STOPPED * pick.random()
            said = words.said(worked_out(hours, swept), at).state
            shown, truth = said in ("open", "closing"), is_open(hours.as_kept(), at)
            counted["unknown" if said == "unknown" else f"{'open' if shown else 'closed'}_{truth}"] += 1
    return {
        "moments": moments, "open_wrong": counted["open_False"], "closed_wrong": counted["closed_True"],
        "unknown": counted["unknown"], "open": counted["open_True"],
    }  # fmt: skip


def _late(hours: Hours, at: datetime) -> Opens:
    """A planted bug: the last interval is taken to go on until the sweep comes."""
    opens = evaluation.opens(hours, holidays_set_right(), at, ZONE)
    return Opens(opens.now, Interval(opens.next.start, opens.next.end + STOPPED))


def _by_greenwich(hours: Hours, at: datetime) -> Opens:
    """A planted bug: hours are taken to be those of Greenwich."""
    return evaluation.opens(hours, holidays_set_right(), at, "UTC")


def _without_moves(hours: Hours, at: datetime) -> Opens:
    """A planted bug: days that the government moved stay where they were."""
    return evaluation.opens(hours, frozenset(holidays.table().names), at, ZONE)


def _without_holidays(hours: Hours, at: datetime) -> Opens:
    """A planted bug: shops that close on holidays are open."""
    return evaluation.opens(hours, frozenset(), at, ZONE)


PLANTED: dict[str, Evaluate] = {
    "late": _late, "greenwich": _by_greenwich, "moves": _without_moves, "holidays": _without_holidays,
}  # fmt: skip


def main() -> None:
    """Prints one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moments", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plant", choices=sorted(PLANTED))
    told = parser.parse_args()
    print(json.dumps(wrong(told.moments, told.seed, PLANTED.get(told.plant))))


if __name__ == "__main__":
    main()
