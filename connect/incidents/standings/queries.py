"""The switchboard as a process keeps it, and how it follows when lines are added or incidents change."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple, Self

import sqlalchemy as sa
from flask import current_app

from connect import clock, db
from connect.areas import queries as areas
from connect.incidents import kinds, rules
from connect.incidents.models import Incident
from connect.incidents.rules import Line, Period, Settings, Status, Verb
from connect.incidents.standings import rules as standings
from connect.incidents.standings.rules import Covering, Piece, Timeline

PUBLIC_BOARD = 0
ASKED_EVERY_S = 5  # so late a process may learn of a line that another one wrote, where nothing is decided by it
Where = tuple[int, str]  # the board on which lines count, and the path of an area


_NOTHING: Mapping[str, Timeline] = MappingProxyType({})


class _Somewhere(NamedTuple):
    """The utilities that are on in some area, and the moments between which it is so."""

    period: Period
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Kept:
    """All lines and incidents as they were under a mark, and the boards that were asked for since."""

    mark: tuple[int, ...]
    catalogue: tuple[kinds.Kind, ...]
    lines: dict[Where, list[Line]] = field(default_factory=dict)
    running: dict[int, Period] = field(default_factory=dict)  # by number of the incident
    covering: dict[str, list[Covering]] = field(default_factory=dict)
    timelines: dict[Where, dict[str, Timeline]] = field(default_factory=dict)
    pieces: dict[Where, Piece] = field(default_factory=dict)
    somewhere: dict[int, _Somewhere] = field(default_factory=dict)  # by board

    def around(self, path: str, at: datetime, of: int) -> Piece:
        """The board of an area around a moment, worked out where it was not asked for before."""
        found = self.pieces.get((of, path))
        if found is None or not found.period.starts_at <= at < found.period.ends_at:
            found = self.pieces[of, path] = self._piece(path, at, of)
        return found

    def _piece(self, path: str, at: datetime, of: int) -> Piece:
        """That of the nearest area of which anything is said: all below it stand alike, and share it."""
        covering = self.covering if of == PUBLIC_BOARD else {}
        said = ["", *(one for one in up(path) if (of, one) in self.timelines or one in covering)]
        if said[-1] != path:
            return self.around(said[-1], at, of)
        if not path:
            return standings.unsaid(self._usual())
        here = {utility: self._spoken(utility, path, of) for utility in self.timelines.get((of, path), ())}
        return standings.piece(at, self.around(said[-2], at, of), here, covering.get(path, ()), self._usual())

    def _spoken(self, utility: str, path: str, of: int) -> list[Timeline]:
        """The timelines of a utility in an area and those above, the nearest first."""
        found = [self.timelines.get((of, one), _NOTHING).get(utility) for one in up(path)]
        return [one for one in reversed(found) if one is not None]

    def on_somewhere(self, at: datetime, of: int) -> frozenset[str]:
        """The utilities that are on in a province or below one, kept for as long as the clock changes none."""
        found = self.somewhere.get(of)
        if found is None or not found.period.starts_at <= at < found.period.ends_at:
            found = self.somewhere[of] = self._somewhere(at, of)
        return found.codes

    def _somewhere(self, at: datetime, of: int) -> _Somewhere:
        paths: dict[str, list[str]] = defaultdict(list)
        periods: list[Period] = []
        for (board, path), some in self.timelines.items():
            for utility, one in some.items() if board == of else ():
                paths[utility].append(path)
                periods.append(one.around(at))
        provinces = [place.path for place in areas.provinces()] if paths else []
        codes = (
            code
            for code, usual in self._usual().items()
            if (self._is_on_at_one(code, [*provinces, *paths[code]], at, of, usual) if code in paths else usual)
        )
        return _Somewhere(standings.common(periods), frozenset(codes))

    def saying(self, setting: str, at: datetime) -> set[str]:
        """The paths of the areas on the public board whose lines that speak at a moment set something."""
        return {
            path
            for (of, path), some in self.timelines.items()
            for one in (some.values() if of == PUBLIC_BOARD else ())
            if (line := one.at(at)) is not None and getattr(line.settings, setting) is not None
        }

    def _is_on_at_one(self, utility: str, paths: Iterable[str], at: datetime, of: int, usual: bool) -> bool:
        return any(standings.is_on(self._spoken(utility, path, of), at, usual=usual) for path in paths)

    def _usual(self) -> dict[str, bool]:
        return {one.code: one.is_built_in for one in self.catalogue}

    def with_newer(self, newer: dict[Where, list[Line]]) -> Self:
        """This with lines that came since. The boards of areas of which they say nothing stay as they are."""
        lines = self.lines | {where: [*self.lines.get(where, ()), *some] for where, some in newer.items()}
        changed = {where: _timelines(lines[where], self.running) for where in newer}
        pieces = {
            (of, path): one
            for (of, path), one in list(self.pieces.items())
            if not any(of == its and path.startswith(above) for its, above in newer)
        }
        mark = (_newest(newer, self.mark[0]), *self.mark[1:])
        return replace(
            self, mark=mark, lines=lines, timelines=self.timelines | changed, pieces=pieces, somewhere={}
        )  # fmt: skip


def _newest(lines: dict[Where, list[Line]], least: int) -> int:
    """The newest number among some lines: more may have been read than the mark told of, and none is read twice."""
    return max((one.id for some in lines.values() for one in some), default=least)


def _timelines(lines: Iterable[Line], running: dict[int, Period]) -> dict[str, Timeline]:
    """The timelines of an area by utility."""
    found: dict[str, list[rules.Stretch]] = defaultdict(list)
    for one in rules.stretches(lines, running):
        found[one.line.utility].append(one)
    return {utility: standings.timeline(some) for utility, some in found.items()}


def up(path: str) -> Iterable[str]:
    """The paths of the areas from the country down to the area itself."""
    end = path.find("/", 1)
    while end != -1:
        yield path[: end + 1]
        end = path.find("/", end + 1)


class _State:
    """The boards that an app keeps: swapped whole, so that no thread sees half of them."""

    def __init__(self) -> None:
        self.kept: Kept | None = None
        self.asked_at = db.EPOCH


def _state() -> _State:
    found: _State = current_app.extensions.setdefault("connect.boards", _State())
    return found


def forget() -> None:
    """Forgets when this process last asked for newer lines, so that the next question asks at once."""
    _state().asked_at = db.EPOCH


def kept(fresh: bool) -> Kept:
    """The switchboard, at most five seconds old; `fresh`: as the database stands, in this transaction."""
    state = _state()
    found = state.kept
    if found is None or fresh or not clock.is_fresh(state.asked_at, ASKED_EVERY_S):
        with db.reading_from(None):  # a replica might not have the newest line yet
            now, mark = clock.now(), _mark()
            if found is None or found.mark != mark:
                found = _read(mark, found)
        state.kept, state.asked_at = found, now
    if found.catalogue is not kinds.KINDS:
        found = state.kept = replace(found, catalogue=kinds.KINDS, pieces={}, somewhere={})
    return found


def _mark() -> tuple[int, ...]:
    return db.Reader().rows(_MARK, ())[0]


# Lines are only added, one after the other, and their numbers never come back: the newest tells of every change. An
# incident is made, ended or deleted: the newest, the sum or the number of them tells.
_MARK = """
    SELECT coalesce((SELECT max(id) FROM switches), 0), coalesce(max(id), 0), coalesce(sum(version), 0), count(*)
    FROM incidents
"""


@cache
def _lines_sql(mark: str) -> str:
    return f"""
        SELECT s.board_id, s.id, a.path, s.utility, s.verb, s.is_on, s.starts_at, s.ends_at, s.about_id, s.alone_until,
            s.incident_id, s.reason, s.settings
        FROM switches AS s JOIN areas AS a ON a.id = s.area_id WHERE s.id > {mark} ORDER BY s.id
    """  # nosec B608 # noqa: S608 - made of constants; every value is bound


def _read(mark: tuple[int, ...], before: Kept | None) -> Kept:
    """All that the database says; where only lines were added since, these alone are read."""
    if before is not None and before.mark[1:] == mark[1:] and before.mark[0] < mark[0]:
        return before.with_newer(_newer(before.mark[0]))
    if not mark[1]:
        return Kept(mark, kinds.KINDS)
    incidents, covering = list(db.session.scalars(sa.select(Incident))), defaultdict[str, list[Covering]](list)
    running = {one.id: Period(one.starts_at, one.ends_at or rules.END) for one in incidents}
    for incident in incidents:
        for one in incident.areas if incident.status == Status.ACTUAL else ():
            covering[one.area.path].append(Covering(incident.id, running[incident.id]))
    lines = _newer(0)
    timelines = {where: _timelines(some, running) for where, some in lines.items()}
    mark = (_newest(lines, mark[0]), *mark[1:])
    return Kept(mark, kinds.KINDS, lines, running, dict(covering), timelines)


def _newer(than: int) -> dict[Where, list[Line]]:
    found: dict[Where, list[Line]] = defaultdict(list)
    reader = db.Reader()
    for board_id, *row in reader.rows(_lines_sql(reader.mark), (than,)):
        line = _line(row)
        found[board_id, line.path].append(line)
    return dict(found)


def _line(row: Sequence[Any]) -> Line:
    number, path, utility, verb, is_on, starts_at, ends_at, about, alone, incident, reason, settings = row
    return Line(
        id=number, path=path, utility=utility, verb=Verb(verb), is_on=bool(is_on), starts_at=_moment(starts_at),
        ends_at=ends_at and _moment(ends_at), about_id=about, alone_until=alone and _moment(alone),
        incident_id=incident, reason=reason,
        settings=_settings(settings if isinstance(settings, str) else json.dumps(settings)),
    )  # fmt: skip


_moment = db.Reader.moment_of


@lru_cache(maxsize=2000)
def _settings(told: str) -> Settings:
    return rules.settings_of(json.loads(told))
