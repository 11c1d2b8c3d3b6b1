"""Turning on for real what an exercise has practised: line by line beside what is in force, all by one press."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from connect import clock, db
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.areas.models import Area
from connect.areas.queries import Place
from connect.incidents import actions, kinds, queries, rules
from connect.incidents.actions import Wanted
from connect.incidents.models import Incident, Switch
from connect.incidents.rules import Settings, Standing, Status, Verb
from connect.incidents.signs import queries as signs

MOST = 200  # lines of one exercise


@dataclass(frozen=True, slots=True)
class Copy:
    """A line of an exercise beside what is in force. `seen`: the number of the newest real line about the same."""

    line: Switch
    kind: kinds.Kind
    place: Place
    settings: Settings
    standing: Standing
    seen: int
    is_same: bool  # nothing would change
    is_unsigned: bool  # nobody has signed its signs of danger: it cannot be turned on for real

    @property
    def counts(self) -> bool:
        """Whether it is copied."""
        return not self.is_same and not self.is_unsigned


def exercises(person: Person, place: Place) -> list[Incident]:
    """The exercises whose lines about an area, or areas below it, this official may copy, the newest first."""
    has_lines = sa.select(Switch.incident_id).join(Area, Area.id == Switch.area_id)
    has_lines = has_lines.where(Switch.board_id != queries.PUBLIC_BOARD, _below(place))
    ids = set(db.session.scalars(has_lines.distinct()))
    return [one for one in queries.incidents(person) if one.status == Status.EXERCISE and one.id in ids]


def _below(place: Place) -> sa.ColumnElement[bool]:
    return Area.path.startswith(place.path, autoescape=True)


def copies(exercise: Incident, place: Place) -> list[Copy]:
    """The lines of an exercise about an area and those below it that speak now or later, one a utility and area."""
    board_id, now = queries.board_of(exercise), clock.now()
    mine = sa.select(Switch).join(Area, Area.id == Switch.area_id)
    mine = mine.where(Switch.board_id == board_id, _below(place)).order_by(Switch.id.desc()).limit(MOST)
    lines = list(db.session.scalars(mine))
    ended = {one.about_id: one.ends_at for one in lines if one.verb == Verb.END}
    confirmed, known = {one.about_id for one in lines if one.verb == Verb.CONFIRM}, {one.code for one in kinds.KINDS}
    newest: dict[tuple[int, str], Switch] = {}
    for one in lines:
        alone = None if one.id in confirmed else one.alone_until
        over = min(filter(None, (one.ends_at, ended.get(one.id), alone)), default=rules.END) <= now
        if one.verb not in (Verb.END, Verb.CONFIRM) and not over and one.utility in known:
            newest.setdefault((one.area_id, one.utility), one)
    found = [_beside(one) for one in newest.values()]
    return sorted(found, key=lambda one: (one.place.path, one.kind.bit))


def _beside(line: Switch) -> Copy:
    place = areas.by_id(line.area_id)
    settings = rules.settings_of(line.settings)
    stands = queries.board(place.path, clock.now(), fresh=True)[line.utility]
    newest = queries.newest(queries.PUBLIC_BOARD, line.utility, line.area_id)
    said = newest is not None and stands.line_id == newest.id
    same = said and stands.is_on == line.is_on and rules.settings_of(newest.settings) == settings if newest else False
    unsigned = line.is_on and line.utility == actions.NEEDS_SIGNS and not signs.is_signed()
    return Copy(
        line, kinds.kind(line.utility), place, settings, stands, newest.number if newest else 0, bool(same), unsigned
    )


def copy_all(
    incident: Incident, exercise: Incident, found: Iterable[Copy], seen: Mapping[int, int], *, by: Person, at_once: bool
) -> Sequence[Switch]:  # fmt: skip
    """Writes all lines that count through the doors of the switchboard, each with the exercise that it comes from.

    At once they end after 24 hours unless a second official confirms them; else they begin in an hour. `seen` says by
    the number of a line which real line the official has read beside it. Raises what those doors raise, and Conflict.
    """
    later = None if at_once else clock.now() + rules.AHEAD + timedelta(minutes=1)
    written = []
    for one in found:
        if not one.counts:
            continue
        wanted = Wanted(
            one.line.utility, one.place, one.line.is_on, seen.get(one.line.id, -1), later, one.line.ends_at,
            one.settings, one.line.reason, copied_from={"vi": exercise.name_vi, "en": exercise.name_en},
        )  # fmt: skip
        written.append(_door(wanted)(incident, wanted, by=by))
    return written


def _door(wanted: Wanted) -> Callable[..., Switch]:
    if wanted.starts_at is not None:
        return actions.plan
    return actions.turn_on if wanted.is_on else actions.turn_off
