"""Inviting people to an exercise, and keeping its times when it ends. Its requests are deleted by `cases`."""

import secrets
from datetime import datetime

import sqlalchemy as sa

from connect import clock, db
from connect.accounts.models import Person
from connect.crypto import audit_log
from connect.incidents.drill import queries
from connect.incidents.models import ExerciseResult, Incident, Switch
from connect.incidents.rules import Status, Verb
from connect.registry.drill import exercises


def invite(incident: Incident, *, by: Person) -> None:
    """Makes a new invitation to an exercise: the link of the one before is dead, and whoever came by it is out."""
    queries.require_running(incident)
    incident.invitation = secrets.token_urlsafe(16)
    audit_log.write("exercise_invitation", by=by.id, about=f"incident {incident.id}")


def keep_times(incident: Incident) -> ExerciseResult:
    """Keeps the times of an exercise that ends now, once."""
    there = db.session.get(ExerciseResult, incident.id)
    if there is not None:
        return there
    measured = exercises.times(incident.id)
    made = ExerciseResult(
        incident_id=incident.id, ended_at=clock.now(), made_at=incident.created_at,
        switched_at=first_switched(incident), **measured._asdict(),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def first_switched(incident: Incident) -> datetime | None:
    """When the first line that switches something was written."""
    first = sa.select(sa.func.min(Switch.at, type_=db.Moment()))
    return db.session.scalar(
        first.where(Switch.incident_id == incident.id, Switch.verb.in_((Verb.PLAN, Verb.ON, Verb.OFF)))
    )


def delete_lines(incident: Incident) -> None:
    """The last of an exercise that goes: its lines. Its name and its times stay."""
    db.session.execute(sa.delete(Switch).where(Switch.incident_id == incident.id, Switch.about_id.is_not(None)))
    db.session.execute(sa.delete(Switch).where(Switch.incident_id == incident.id))
    db.session.get_one(ExerciseResult, incident.id).deleted_at = clock.now()
    incident.version += 1


def over() -> list[Incident]:
    """The exercises whose time is over and of which not all is deleted, the first first."""
    left = sa.select(Incident).outerjoin(ExerciseResult, ExerciseResult.incident_id == Incident.id).where(
        Incident.status == Status.EXERCISE, Incident.ends_at <= clock.now(), ExerciseResult.deleted_at.is_(None)
    )  # fmt: skip
    return list(db.session.scalars(left.order_by(Incident.id)))


audit_log.kinds(exercise_invitation="an official made a new invitation to an exercise")
