"""Reading what is switched on: kept by each process, and read anew when the newest line is another."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import current_app

from connect import clock, db
from connect.accounts import queries as accounts
from connect.accounts.models import Person
from connect.accounts.rules import RoleName
from connect.areas import queries as areas
from connect.areas.models import Area
from connect.areas.queries import Place
from connect.errors import NotFound
from connect.incidents import kinds, rules
from connect.incidents.models import Incident, IncidentArea, Switch
from connect.incidents.rules import Board, Covering, Line, Period, Piece, Settings, Status, Stretch, Verb

PUBLIC_BOARD = 0
ASKED_EVERY_S = 5  # so late a process may learn of a line that another one wrote, where nothing is decided by it


def board(path: str, at: datetime, *, fresh: bool = False, of: int = PUBLIC_BOARD) -> Board:
    """How every utility of the catalogue stands in the area of a path (`areas.path`) at a moment.

    Of each utility the newest line of the nearest area up the tree decides; where none speaks, those of the file are
    on. `fresh` asks the database for newer lines at once, as whoever writes something by it must, inside the
    transaction. `of`: an exercise, whose own lines alone count.
    """
    return piece(path, at, fresh=fresh, of=of).board


def piece(path: str, at: datetime, *, fresh: bool = False, of: int = PUBLIC_BOARD) -> Piece:
    """The board with the moments between which it holds. As long as nothing changes, it is the same object."""
    return _kept(fresh).around(path, at, of)


def on_somewhere(at: datetime) -> frozenset[str]:
    """The utilities that can be asked for in a province or somewhere below one."""
    return _kept(fresh=False).on_somewhere(at)


class _Somewhere(NamedTuple):
    """The utilities that are on in some area, and the moments between which it is so."""

    period: Period
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Kept:
    """All lines and incidents as they were under a mark, and the boards that were asked for since."""

    mark: tuple[Any, ...]
    catalogue: tuple[kinds.Kind, ...]
    by_area: dict[tuple[int, str], list[Stretch]]
    covering: dict[str, list[Covering]]
    pieces: dict[tuple[int, str], Piece] = field(default_factory=dict)
    quiet: list[Piece] = field(default_factory=list)  # the one of all areas of which nothing is said
    somewhere: list["_Somewhere"] = field(default_factory=list)

    def around(self, path: str, at: datetime, of: int) -> Piece:
        """The board of an area around a moment, worked out where it was not asked for before."""
        found = self.pieces.get((of, path))
        if found is None or not found.period.starts_at <= at < found.period.ends_at:
            found = self.pieces[of, path] = self._piece(path, at, of)
        return found

    def on_somewhere(self, at: datetime) -> frozenset[str]:
        """The utilities that are on in a province or below one, kept for as long as the clock changes none."""
        found = self.somewhere[-1] if self.somewhere else None
        if found is None or not found.period.starts_at <= at < found.period.ends_at:
            found = self._somewhere(at)
            self.somewhere[:] = [found]
        return found.codes

    def _somewhere(self, at: datetime) -> "_Somewhere":
        paths: dict[str, list[str]] = defaultdict(list)
        moments: set[datetime] = set()
        for (of, path), some in self.by_area.items():
            for one in some if of == PUBLIC_BOARD else ():
                paths[one.line.utility].append(path)
                moments |= {one.starts_at, one.ends_at}
        provinces = [place.path for place in areas.provinces()] if paths else []
        codes = {
            code
            for code, usual in self._usual().items()
            if (
                any(self.around(path, at, PUBLIC_BOARD).board[code].is_on for path in (*provinces, *paths[code]))
                if code in paths
                else usual
            )
        }
        return _Somewhere(rules.between(moments, at), frozenset(codes))

    def _piece(self, path: str, at: datetime, of: int) -> Piece:
        here: dict[str, list[Stretch]] = defaultdict(list)
        covering: list[Covering] = []
        for above in _up(path):
            for one in self.by_area.get((of, above), ()):
                here[one.line.utility].append(one)
            covering += self.covering.get(above, ()) if of == PUBLIC_BOARD else ()
        if here or covering:
            return rules.piece(path, at, here, covering, self._usual())
        if not self.quiet:
            self.quiet.append(rules.piece("", at, {}, (), self._usual()))
        return self.quiet[0]

    def _usual(self) -> dict[str, bool]:
        return {one.code: one.is_built_in for one in self.catalogue}


def _up(path: str) -> Iterable[str]:
    """The paths of the areas from the country down to the area itself."""
    end = path.find("/", 1)
    while end != -1:
        yield path[: end + 1]
        end = path.find("/", end + 1)


class _State:
    """The boards that an app keeps: swapped whole, so that no thread sees half of them."""

    def __init__(self) -> None:
        self.kept: _Kept | None = None
        self.asked_at = db.EPOCH


def _state() -> _State:
    found: _State = current_app.extensions.setdefault("connect.boards", _State())
    return found


def forget() -> None:
    """Lets go of all that this process keeps, so that the next question reads it anew."""
    _state().kept = None


def _kept(fresh: bool) -> _Kept:
    state = _state()
    kept = state.kept
    if kept is None or fresh or not clock.is_fresh(state.asked_at, ASKED_EVERY_S):
        with db.reading_from(None):  # a replica might not have the newest line yet
            now, mark = clock.now(), _mark()
            if kept is None or kept.mark != mark:
                kept = _read(mark)
        state.kept, state.asked_at = kept, now
    if kept.catalogue is not kinds.KINDS:
        kept = state.kept = _Kept(kept.mark, kinds.KINDS, kept.by_area, kept.covering)
    return kept


def _mark() -> tuple[Any, ...]:
    return db.Reader().rows(_MARK, ())[0]


# Lines are only added, one after the other, and their numbers never come back: the newest tells of every change.
_MARK = "SELECT (SELECT max(id) FROM switches), (SELECT max(id) FROM incidents), (SELECT sum(version) FROM incidents)"
_LINES = """
    SELECT s.board_id, s.id, a.path, s.utility, s.verb, s.is_on, s.starts_at, s.ends_at, s.about_id, s.alone_until,
        s.incident_id, s.reason, s.settings
    FROM switches AS s JOIN areas AS a ON a.id = s.area_id
"""


def _read(mark: tuple[Any, ...]) -> _Kept:
    if mark == (None, None, None):
        return _Kept(mark, kinds.KINDS, {}, {})
    incidents = list(db.session.scalars(sa.select(Incident)))
    periods = {one.id: Period(one.starts_at, one.ends_at or rules.END) for one in incidents}
    by_area: dict[tuple[int, str], list[Stretch]] = defaultdict(list)
    lines: dict[int, list[Line]] = defaultdict(list)
    for board_id, *row in db.Reader().rows(_LINES, ()):
        lines[board_id].append(_line(row))
    for board_id, some in lines.items():
        for one in rules.stretches(some, periods):
            by_area[board_id, one.line.path].append(one)
    covering: dict[str, list[Covering]] = defaultdict(list)
    for incident in incidents:
        for one_area in incident.areas if incident.status == Status.ACTUAL else ():
            path = one_area.area.path
            covering[path].append(Covering(incident.id, path, periods[incident.id]))
    return _Kept(mark, kinds.KINDS, dict(by_area), dict(covering))


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


# --- Incidents and lines for the officials who answer for an area ------------------------------------------------


def answered_for(person: Person) -> list[str]:
    """The paths of the areas whose board this person may write: an official's and an admin's."""
    return [*accounts.scopes(person, RoleName.OFFICIAL), *accounts.scopes(person, RoleName.ADMIN)]


def answers_for(person: Person, path: str) -> bool:
    """Whether this person may write the board of an area."""
    return any(path.startswith(scope) for scope in answered_for(person))


def incidents(person: Person) -> list[Incident]:
    """The incidents in the areas of an official, the newest first: those that touch one, from above or below."""
    scopes = answered_for(person)
    touching = sa.or_(sa.false(), *(_touches(path) for path in scopes))
    ids = sa.select(IncidentArea.incident_id).join(Area, Area.id == IncidentArea.area_id).where(touching)
    return list(db.session.scalars(sa.select(Incident).where(Incident.id.in_(ids)).order_by(Incident.id.desc())))


def _touches(path: str) -> sa.ColumnElement[bool]:
    return sa.or_(Area.path.in_(list(_up(path))), Area.path.startswith(path, autoescape=True))


def incident(public_id: str, person: Person) -> Incident:
    """An incident in the areas of an official; NotFound for any other."""
    found = db.session.scalar(sa.select(Incident).where(Incident.public_id == public_id))
    if found is None or not places(found, person):
        raise NotFound
    return found


def places(incident: Incident, person: Person) -> list[Place]:
    """The areas of an incident for which this person answers: whole ones, or the part that lies in it."""
    found = {}
    for one in incident.areas:
        for scope in answered_for(person):
            if one.area.path.startswith(scope):
                found[one.area_id] = areas.by_id(one.area_id)
            elif scope.startswith(one.area.path):
                place = areas.get(scope.rstrip("/").rpartition("/")[2])
                found[place.id] = place
    return sorted(found.values(), key=lambda place: place.path)


def line(incident: Incident, line_id: int, person: Person) -> Switch:
    """A line of an incident in an area for which this person answers; NotFound for any other."""
    found = db.session.get(Switch, line_id)
    if found is None or found.incident_id != incident.id or not answers_for(person, found.area.path):
        raise NotFound
    return found


def newest(board_id: int, utility: str, area_id: int) -> Switch | None:
    """The newest line of a utility in an area, of any incident on this board."""
    here = (Switch.board_id == board_id, Switch.utility == utility, Switch.area_id == area_id)
    return db.session.scalar(sa.select(Switch).where(*here).order_by(Switch.number.desc()).limit(1))


def lines_of(board_id: int, area_ids: Iterable[int], limit: int = 2000) -> list[Switch]:
    """The lines of some areas on a board, the newest first."""
    here = sa.select(Switch).where(Switch.board_id == board_id, Switch.area_id.in_(list(area_ids)))
    return list(db.session.scalars(here.order_by(Switch.id.desc()).limit(limit)))


def board_of(incident: Incident) -> int:
    """The board on which the lines of an incident count: the public one, or an exercise's own."""
    return PUBLIC_BOARD if incident.status == Status.ACTUAL else incident.id
