"""The incident of a notice, and which notices a browser may come to: those of its drill, or the real ones.

Whether a notice belongs to a drill is told by its incident alone, whose status is for ever; never by its own status.
"""

import sqlalchemy as sa

from connect import clock, db
from connect.incidents.models import Incident
from connect.incidents.rules import Status
from connect.notices.models import Notice
from connect.registry.drill import exercises


def incident_of(notice: Notice) -> Incident | None:
    """The incident that a notice belongs to."""
    return by_id(notice.incident_id)


def by_id(incident_id: int | None) -> Incident | None:
    """The incident with a number, None where there is none."""
    return db.session.get(Incident, incident_id) if incident_id else None


def is_drill(incident: Incident | None) -> bool:
    """Whether what belongs to an incident is for those alone who practise."""
    return incident is not None and incident.status != Status.ACTUAL


def is_of_drill(notice: Notice) -> bool:
    """Whether a notice belongs to a drill."""
    return is_drill(incident_of(notice))


def is_real() -> sa.ColumnElement[bool]:
    """The same the other way round, of a statement over `notices`."""
    drills = sa.select(Incident.id).where(Incident.status != Status.ACTUAL)
    return sa.or_(Notice.incident_id.is_(None), Notice.incident_id.not_in(drills))


def is_running(incident: Incident) -> bool:
    """Whether an incident has begun and is not over."""
    now = clock.now()
    return incident.starts_at <= now and (incident.ends_at is None or incident.ends_at > now)


def is_elsewhere(notice: Notice) -> bool:
    """Whether a notice is no part of the drill in which this browser takes part; False outside of drills."""
    number = exercises.current_id()
    return number is not None and notice.incident_id != number


def is_here(notice: Notice) -> bool:
    """Whether whoever has no part in the desk may come to a notice: in a drill to its own, else to the real ones."""
    number = exercises.current_id()
    return not is_of_drill(notice) if number is None else notice.incident_id == number
