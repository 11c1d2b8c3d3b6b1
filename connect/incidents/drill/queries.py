"""The exercise in which a browser takes part, by a marker that only this site can make, and its invitations."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.crypto import signing
from connect.errors import RuleBroken
from connect.incidents.models import ExerciseResult, Incident
from connect.incidents.rules import Status
from connect.registry.drill import exercises
from connect.registry.drill.exercises import Exercise
from connect.web import cookies

COOKIE = "drill"
TAKES_PART = timedelta(hours=12)  # so long a browser stays in a drill without coming by the link again


def is_running(incident: Incident) -> bool:
    """Whether it is an exercise that has begun and is not over."""
    now = clock.now()
    begun = incident.status == Status.EXERCISE and incident.starts_at <= now
    return begun and (incident.ends_at is None or incident.ends_at > now)


def require_running(incident: Incident) -> None:
    """Raises RuleBroken for anything but an exercise that runs."""
    if not is_running(incident):
        raise RuleBroken(_l("People can be invited while an exercise runs: not before it begins, nor after its end."))


def invitation_of(incident: Incident) -> str:
    """The token of the invitation's link; empty where nobody was invited."""
    return signing.signed([incident.public_id, incident.invitation], "invitation") if incident.invitation else ""


def invited_to(token: str) -> Incident | None:
    """The running exercise to which such a link invites; None for a forged or an older one."""
    return _of(signing.unsigned(token, "invitation"))


def marker_of(incident: Incident) -> str:
    """The value of the cookie of a browser that takes part."""
    until = (clock.now() + TAKES_PART).timestamp()
    return signing.signed([incident.public_id, incident.invitation, int(until)], "drill")


@exercises.found_by
def taken_part_in() -> Exercise | None:
    """The exercise of this browser; None with a marker that is forged, too old, or of an exercise that is over."""
    if not (kept := cookies.kept(COOKIE)):
        return None
    carried = signing.unsigned(kept, "drill")
    if not isinstance(carried, list) or len(carried) != 3 or carried[2] <= clock.now().timestamp():
        return None
    incident = _of(carried[:2])
    return Exercise(incident.id, incident.public_id, incident.name_vi, incident.name_en) if incident else None


def _of(carried: Any) -> Incident | None:
    if not isinstance(carried, list) or len(carried) != 2 or not all(carried):
        return None
    with db.reading_from(None):  # it may have ended a moment ago
        found = db.session.scalar(sa.select(Incident).where(Incident.public_id == carried[0]))
    return found if found and found.invitation == carried[1] and is_running(found) else None


def result(incident: Incident) -> ExerciseResult | None:
    """The times of an exercise that has ended."""
    return db.session.get(ExerciseResult, incident.id)
