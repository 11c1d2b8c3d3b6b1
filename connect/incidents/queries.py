"""Reading what is switched on, and the incidents and lines for the officials who answer for an area."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from connect import db
from connect.accounts import queries as accounts
from connect.accounts.models import Person
from connect.accounts.rules import RoleName
from connect.areas import queries as areas
from connect.areas.models import Area
from connect.areas.queries import Place
from connect.errors import NotFound
from connect.incidents.models import Incident, IncidentArea, Switch
from connect.incidents.rules import Board, Status
from connect.incidents.standings.queries import (
    ASKED_EVERY_S as ASKED_EVERY_S,
    PUBLIC_BOARD as PUBLIC_BOARD,
    forget as forget,
    kept,
    up as up,
)
from connect.incidents.standings.rules import Piece
from connect.registry.drill import exercises


def board(path: str, at: datetime, *, fresh: bool = False, of: int = PUBLIC_BOARD) -> Board:
    """How every utility of the catalogue stands in the area of a path (`areas.path`) at a moment.

    Of each utility the newest line of the nearest area up the tree decides; where none speaks, those of the file are
    on. `fresh` asks the database for newer lines at once, as whoever writes something by it must, inside the
    transaction. `of`: an exercise, whose own lines alone count.
    """
    return piece(path, at, fresh=fresh, of=of).board


def piece(path: str, at: datetime, *, fresh: bool = False, of: int = PUBLIC_BOARD) -> Piece:
    """The board with the moments between which it holds. As long as nothing changes, it is the same object."""
    return kept(fresh).around(path, at, of)


def saying(setting: str, at: datetime) -> set[str]:
    """The paths of the areas of which a line that speaks at a moment sets something of its own (`rules.Settings`)."""
    return kept(fresh=False).saying(setting, at)


def on_somewhere(at: datetime, of: int = PUBLIC_BOARD) -> frozenset[str]:
    """The utilities that can be asked for in a province or somewhere below one. `of`: as for `board`."""
    return kept(fresh=False).on_somewhere(at, of)


def board_here() -> int:
    """The board that counts for this browser: the public one, or in a drill that of the exercise."""
    return exercises.current_id() or PUBLIC_BOARD


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
    return sa.or_(Area.path.in_(list(up(path))), Area.path.startswith(path, autoescape=True))


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
