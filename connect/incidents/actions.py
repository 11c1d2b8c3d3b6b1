"""Writing incidents and the lines of the switchboard: each is added, none is ever changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.areas.models import Area
from connect.areas.queries import Place
from connect.crypto import audit_log
from connect.errors import Conflict, NotAllowed, RuleBroken
from connect.incidents import kinds, queries, rules
from connect.incidents.catalogue import queries as catalogue
from connect.incidents.drill import actions as drill
from connect.incidents.models import Incident, IncidentArea, Switch
from connect.incidents.rules import Alone, IncidentKind, Settings, Status, Verb
from connect.incidents.signs import queries as signs

LONGEST = timedelta(days=730)
NEEDS_SIGNS = "medical_advice"  # the utility that is switched on once a clinician has signed what it asks
NOT_YOURS = _l("You can write only for the areas you answer for.")


class Overtaken(Conflict):
    """Somebody else spoke about the same utility of the same area first; `line` is what they said."""

    def __init__(self, line: Switch | None) -> None:
        super().__init__(_l("Somebody else has changed this meanwhile. Look at both before you go on."))
        self.line = line


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line as an official wants it: for the utility of an area, with the newest line that the official has seen."""

    utility: str
    place: Place
    is_on: bool
    seen: int  # number of the newest line of this utility in this area; 0: none
    starts_at: datetime | None = None  # None: at once
    ends_at: datetime | None = None
    settings: Settings = Settings()
    reason: str = ""
    note: str = ""
    copied_from: dict[str, str] | None = None  # the names of an exercise, by language


def make(
    *, by: Person, kind: IncidentKind, name_vi: str, name_en: str, status: Status, places: Sequence[Place],
    starts_at: datetime, ends_at: datetime | None,
) -> Incident:  # fmt: skip
    """Makes an incident for some areas. To start one switches nothing on or off."""
    if not places:
        raise RuleBroken(_l("Choose at least one area."))
    if not all(queries.answers_for(by, place.path) for place in places):
        raise NotAllowed(NOT_YOURS)
    if ends_at is not None and ends_at <= max(starts_at, clock.now()):
        raise RuleBroken(_l("It must end after it begins, and not in the past."))
    found = Incident(
        kind=kind, name_vi=name_vi, name_en=name_en, status=status, starts_at=starts_at, ends_at=ends_at,
        created_by_id=by.id, created_at=clock.now(), areas=[IncidentArea(area_id=place.id) for place in places],
    )  # fmt: skip
    db.session.add(found)
    db.session.flush()
    audit_log.write("incident_made", by=by.id, about=f"incident {found.id}", detail=status)
    _tell_processes()
    return found


def end(incident: Incident, *, by: Person) -> None:
    """Ends an incident now, with all its lines: the areas go back to what stands without it."""
    if not all(queries.answers_for(by, one.area.path) for one in incident.areas):
        raise NotAllowed(_l("Only officials who answer for all its areas can end it."))
    if incident.ends_at is not None and incident.ends_at <= clock.now():
        raise Conflict(_l("It is over already."))
    incident.ends_at = max(clock.now(), incident.starts_at)
    incident.version += 1
    if incident.status == Status.EXERCISE:
        drill.keep_times(incident)
    audit_log.write("incident_ended", by=by.id, about=f"incident {incident.id}")
    _tell_processes()


def plan(incident: Incident, wanted: Wanted, *, by: Person) -> Switch:
    """Switches a utility on or off from a moment that lies ahead; the clock does it, no job.

    What is turned on needs so long a notice (`rules.AHEAD`) that others who answer for the area see it in time.
    """
    now, starts_at = clock.now(), wanted.starts_at or clock.now()
    if wanted.is_on and starts_at < now + rules.AHEAD:
        raise RuleBroken(_l("To begin within the hour, choose “at once”. What is planned begins an hour from now."))
    if starts_at <= now:
        raise RuleBroken(_l("This time has passed. Choose one that lies ahead, or “at once”."))
    return _write(incident, wanted, by, Verb.PLAN, starts_at)


def turn_on(incident: Incident, wanted: Wanted, *, by: Person) -> Switch:
    """Switches a utility on at once: for 24 hours, unless a second official confirms it."""
    alone = rules.alone_until(_turned_on_by(by, wanted, queries.board_of(incident)), clock.now())
    if alone is None:
        raise RuleBroken(
            _l("You turned this on alone already. Have a second official confirm it, or plan it from an hour from now.")
        )
    return _write(incident, wanted, by, Verb.ON, clock.now(), alone)


def turn_off(incident: Incident, wanted: Wanted, *, by: Person) -> Switch:
    """Switches a utility off at once, for a reason that the public reads."""
    return _write(incident, wanted, by, Verb.OFF, clock.now())


def end_sooner(line: Switch, *, by: Person, ends_at: datetime, seen: int, reason: str) -> Switch:
    """Lets a line end sooner, for a reason that the public reads; one that has not begun, never begin."""
    now = clock.now()
    if len(reason) < 3:
        raise RuleBroken(NO_REASON)
    if line.starts_at > now:
        ends_at = max(ends_at, line.starts_at)  # that is: it never begins
    elif ends_at < now - timedelta(minutes=2):
        raise RuleBroken(_l("This time has passed. Choose one that lies ahead."))
    if (line.ends_at is not None and ends_at >= line.ends_at) or line.verb in (Verb.END, Verb.CONFIRM):
        raise RuleBroken(_l("It ends by then anyway. To have it last longer, plan what comes after it."))
    about = Wanted(line.utility, _place(line.area), line.is_on, seen, line.starts_at, ends_at, reason=reason)
    return _write(line.incident, about, by, Verb.END, now, about=line)


def confirm(line: Switch, *, by: Person, seen: int) -> Switch:
    """A second official agrees with what one turned on alone, so that it stays on as long as that one said."""
    if line.by_id == by.id:
        raise NotAllowed(_l("Somebody else has to confirm what you turned on."))
    if line.verb != Verb.ON or line.alone_until is None or line.alone_until <= clock.now():
        raise RuleBroken(_l("There is nothing to confirm here any more."))
    about = Wanted(line.utility, _place(line.area), True, seen, clock.now(), line.ends_at)
    return _write(line.incident, about, by, Verb.CONFIRM, clock.now(), about=line)


NO_REASON = _l("Write why, so that people know. Everybody reads it.")
_WORDS = {
    Verb.PLAN: "switch_planned", Verb.ON: "switch_on", Verb.OFF: "switch_off", Verb.END: "switch_ended",
    Verb.CONFIRM: "switch_confirmed",
}  # fmt: skip


def _write(
    incident: Incident, wanted: Wanted, by: Person, verb: Verb, starts_at: datetime, alone: datetime | None = None,
    about: Switch | None = None,
) -> Switch:  # fmt: skip
    now, place, board_id = clock.now(), wanted.place, queries.board_of(incident)
    _check(incident, wanted, by, verb, starts_at)
    # One after the other, so that the numbers of lines are seen in their order: whoever knows the newest, knows all.
    db.hold(db.AdvisoryLock.SWITCHES)
    newest = queries.newest(board_id, wanted.utility, place.id)
    if (newest.number if newest else 0) != wanted.seen:
        raise Overtaken(newest)
    if about is None:
        about = replaced(board_id, wanted.utility, place.id, starts_at, wanted.ends_at)
    line = Switch(
        incident_id=incident.id, board_id=board_id, utility=wanted.utility, area_id=place.id, number=wanted.seen + 1,
        verb=verb, about_id=about.id if about else None, is_on=wanted.is_on, starts_at=starts_at,
        ends_at=wanted.ends_at, alone_until=alone, reason=wanted.reason, note=wanted.note,
        settings=rules.kept(wanted.settings), copied_from=wanted.copied_from, by_id=by.id, at=now,
    )  # fmt: skip
    db.session.add(line)
    try:
        db.session.flush()
    except sa.exc.IntegrityError as error:  # two at once, and the other was first
        raise Overtaken(None) from error
    audit_log.write(_WORDS[verb], by=by.id, about=f"switch {line.id}", detail=f"{wanted.utility} {place.code}")
    _tell_processes()
    return line


def _check(incident: Incident, wanted: Wanted, by: Person, verb: Verb, starts_at: datetime) -> None:
    now, ends_at = clock.now(), wanted.ends_at
    catalogue.catch_up()
    if not queries.answers_for(by, wanted.place.path):
        raise NotAllowed(NOT_YOURS)
    if not any(wanted.place.path.startswith(one.area.path) for one in incident.areas):
        raise RuleBroken(_l("This area does not belong to the incident."))
    if incident.ends_at is not None and incident.ends_at <= now:
        raise RuleBroken(_l("This incident is over. Make a new one first."))
    if wanted.utility not in {kind.code for kind in kinds.KINDS}:
        raise RuleBroken(_l("This cannot be switched: it is not in the catalogue any more."))
    if verb in (Verb.END, Verb.CONFIRM):
        return
    if wanted.is_on and wanted.utility == NEEDS_SIGNS and incident.status != Status.EXERCISE and not signs.is_signed():
        raise RuleBroken(
            _l(
                "A clinician has to sign the list of signs of danger first; until then only an exercise can "
                "switch this on."
            )
        )
    if ends_at is not None and ends_at <= max(starts_at, now):
        raise RuleBroken(_l("It must end after it begins."))
    if max(starts_at, ends_at or now) > now + LONGEST:
        raise RuleBroken(_l("Plan at most two years ahead."))
    if not wanted.is_on and len(wanted.reason) < 3:
        raise RuleBroken(NO_REASON)


def replaced(board_id: int, utility: str, area_id: int, starts_at: datetime, ends_at: datetime | None) -> Switch | None:
    """The newest line of the same utility in the same area that a new one would lie over, for a while or wholly."""
    last = ends_at or rules.END
    for one in queries.lines_of(board_id, [area_id]):
        switches = one.utility == utility and one.verb not in (Verb.END, Verb.CONFIRM)
        if switches and one.starts_at < last and starts_at < (one.ends_at or rules.END):
            return one
    return None


def _turned_on_by(person: Person, wanted: Wanted, board_id: int) -> list[Alone]:
    """The lines that an official turned on alone of a utility, in an area or one above or below it."""
    path, since = wanted.place.path, clock.now() - rules.ALONE_AGAIN
    statement = sa.select(Switch).join(Area, Area.id == Switch.area_id).where(
        Switch.board_id == board_id, Switch.utility == wanted.utility, Switch.at > since,
        sa.or_(Area.path.startswith(path, autoescape=True), sa.literal(path).startswith(Area.path)),
    )  # fmt: skip
    lines = list(db.session.scalars(statement.order_by(Switch.id)))
    agreed = [one.id for one in lines if one.by_id != person.id and one.is_on and one.verb != Verb.END]
    return [
        Alone(one.at, any(other > one.id for other in agreed))
        for one in lines
        if one.verb == Verb.ON and one.by_id == person.id
    ]


def _place(area: Area) -> Place:
    return areas.by_id(area.id)


def _tell_processes() -> None:
    """This process reads all lines anew once they stand; the others find out by the newest number."""
    db.after_commit("boards", queries.forget)
