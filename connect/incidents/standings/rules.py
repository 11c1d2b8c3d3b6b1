"""Which line speaks when, as a step function of each area, and what follows for a place and a moment: plain values."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from heapq import heappop, heappush
from itertools import islice
from types import MappingProxyType
from typing import NamedTuple

from connect.incidents.rules import BEGINNING, END, Board, Line, Period, Standing, Stretch, Times, inherited

LOOKED_AROUND = 30  # so many changes before and after a moment are looked through for "since" and "until"


class Timeline(NamedTuple):
    """Of one utility in one area: the moments of changes, and the line that speaks from each of them on.

    `lines` has one more than `moments`: the first, None, is before all of them.
    """

    moments: tuple[datetime, ...]
    lines: tuple[Line | None, ...]

    def at(self, moment: datetime) -> Line | None:
        """The line that speaks at a moment; None: none does."""
        return self.lines[bisect_right(self.moments, moment)]

    def around(self, moment: datetime) -> Period:
        """The period around a moment in which the same line speaks, or none."""
        number = bisect_right(self.moments, moment)
        return Period(
            self.moments[number - 1] if number else BEGINNING,
            self.moments[number] if number < len(self.moments) else END,
        )


def timeline(stretches: Iterable[Stretch]) -> Timeline:
    """The timeline of the stretches of one utility in one area: of those that hold at a moment the newest speaks."""
    coming = sorted(stretches, key=lambda one: one.starts_at, reverse=True)
    moments: list[datetime] = []
    lines: list[Line | None] = [None]
    holding: list[tuple[int, Stretch]] = []  # the newest first; what is over never holds again
    for moment in sorted({at for one in coming for at in one[:2] if at != END}):
        while coming and coming[-1].starts_at <= moment:
            one = coming.pop()
            heappush(holding, (-one.line.id, one))
        while holding and holding[0][1].ends_at <= moment:
            heappop(holding)
        line = holding[0][1].line if holding else None
        if line is not lines[-1]:
            moments.append(moment)
            lines.append(line)
    return Timeline(tuple(moments), tuple(lines))


def is_on(nearest_first: Sequence[Timeline], at: datetime, *, usual: bool) -> bool:
    """Whether a utility is on at a moment, by its timelines in an area and those above; `usual`: where none speaks."""
    for one in nearest_first:
        line = one.at(at)
        if line is not None:
            return line.is_on
    return usual


def standing(utility: str, nearest_first: Sequence[Timeline], at: datetime, *, usual: bool) -> Standing:
    """How a utility stands at a moment: the nearest area with a line that speaks decides, all lend their settings."""
    if not nearest_first:
        return Standing(utility, is_on=usual)
    speaking = [line for one in nearest_first if (line := one.at(at)) is not None]
    line = speaking[0] if speaking else None
    now = line.is_on if line else usual
    return Standing(
        utility, is_on=now, settings=inherited(one.settings for one in speaking),
        incident_id=line.incident_id if line else None, reason=line.reason if line and not now else "",
        line_id=line.id if line else None, looked_up=partial(times, nearest_first, at, now, usual=usual),
    )  # fmt: skip


def times(nearest_first: Sequence[Timeline], at: datetime, now: bool, *, usual: bool) -> Times:
    """Since when, until when and when again, for what stands as `now` at a moment."""
    later = islice(_later(nearest_first, at), LOOKED_AROUND)
    until = next((moment for moment in later if is_on(nearest_first, moment, usual=usual) != now), None)
    again = next((moment for moment in later if is_on(nearest_first, moment, usual=usual)), None) if now else until
    return Times(_since(nearest_first, at, now, usual), until, again)


def _since(nearest_first: Sequence[Timeline], at: datetime, now: bool, usual: bool) -> datetime | None:
    """The first moment since which it stands as it does now; None: it always did, or for longer than is looked at."""
    since = None
    earlier = _earlier(nearest_first, at)
    before = next(earlier, None)
    for _n in range(LOOKED_AROUND):
        if before is None or is_on(nearest_first, before, usual=usual) != now:
            break
        since, before = before, next(earlier, None)
    return since


def _later(some: Sequence[Timeline], at: datetime) -> Iterator[datetime]:
    """The moments after one at which another line begins to speak, the next first."""
    while (at := min(one.around(at).ends_at for one in some)) != END:
        yield at


def _earlier(some: Sequence[Timeline], at: datetime) -> Iterator[datetime]:
    """The moments until one at which another line began to speak, the last first."""
    places = [bisect_right(one.moments, at) for one in some]
    while any(places):
        at = max(one.moments[place - 1] for one, place in zip(some, places, strict=True) if place)
        yield at
        places = [
            place - 1 if place and one.moments[place - 1] == at else place
            for one, place in zip(some, places, strict=True)
        ]


# --- The board of an area ---------------------------------------------------------------------------------------


class Covering(NamedTuple):
    """An actual incident that names an area, and when it runs."""

    incident_id: int
    period: Period


class Piece(NamedTuple):
    """The board of an area for as long as nothing changes there by the clock."""

    period: Period
    board: Board
    incident_id: int | None  # the incident that covers the area, where no line says whose case it is


def unsaid(usual: Mapping[str, bool]) -> Piece:
    """The board where nothing is said of any area: every utility of the catalogue, in order, on or off as usual."""
    return Piece(
        Period(BEGINNING, END), MappingProxyType({code: Standing(code, is_on=on) for code, on in usual.items()}), None
    )  # fmt: skip


def piece(
    at: datetime, above: Piece, here: Mapping[str, Sequence[Timeline]], covering: Collection[Covering],
    usual: Mapping[str, bool],
) -> Piece:  # fmt: skip
    """The board of an area around a moment; a utility of which it says nothing stands as in the area above.

    `here`: the utilities of which this area says something, each with its timeline and those of the areas above, the
    nearest first. `covering`: the incidents that name this area. `usual`: whether a utility is on where nobody speaks.
    """
    found = {
        code: standing(code, here[code], at, usual=usual[code]) if code in here else one
        for code, one in above.board.items()
    }
    running = [one.incident_id for one in covering if one.period.starts_at <= at < one.period.ends_at]
    periods = [above.period, *(one.around(at) for some in here.values() for one in some)]
    period = common([*periods, *(_part(one.period, at) for one in covering)])
    return Piece(period, MappingProxyType(found), max(running, default=above.incident_id))


def common(periods: Iterable[Period]) -> Period:
    """The period that lies in all of some that share a moment; without any, all time."""
    some = list(periods)
    starts, ends = [one.starts_at for one in some], [one.ends_at for one in some]
    return Period(max(starts, default=BEGINNING), min(ends, default=END))


def _part(period: Period, at: datetime) -> Period:
    """The time before, in or after a period in which a moment lies."""
    if at < period.starts_at:
        return Period(BEGINNING, period.starts_at)
    return period if at < period.ends_at else Period(period.ends_at, END)


def incident_of(piece: Piece, codes: Iterable[str]) -> int | None:
    """The incident that a case which asks for these utilities belongs to.

    That of the line which switched the first of them on, in the order of the catalogue; else the one that covers it.
    """
    asked = set(codes)
    switched = (one.incident_id for code, one in piece.board.items() if code in asked and one.is_on)
    return next((one for one in switched if one is not None), piece.incident_id)
