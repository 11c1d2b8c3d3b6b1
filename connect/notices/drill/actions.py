"""Deleting the notices of a drill that is over: whole rows, with all that they ever said."""

import sqlalchemy as sa

from connect import clock, db
from connect.incidents.models import Incident
from connect.incidents.rules import Status
from connect.notices.drill import outbox, scope
from connect.notices.models import Notice


def left(limit: int) -> list[int]:
    """The notices of drills that are over, by number; changes that are not out before what they change."""
    over = sa.select(Incident.id).where(Incident.status == Status.EXERCISE, Incident.ends_at <= clock.now())
    mine = sa.select(Notice.id).where(Notice.incident_id.is_not(None), Notice.incident_id.in_(over))
    return list(db.session.scalars(mine.order_by(Notice.updates_id.is_(None), Notice.id).limit(limit)))


def delete(notice: Notice) -> str | None:
    """Deletes a notice of a drill as if it had never been; the file of its picture, which is the caller's to drop.

    ValueError for any other: nothing real is ever deleted.
    """
    if not scope.is_of_drill(notice):
        raise ValueError("only what belongs to a drill is deleted")
    outbox.forget(notice)
    changes = sa.delete(Notice).where(Notice.updates_id == notice.id)
    db.session.execute(changes.execution_options(synchronize_session=False))
    db.session.expunge(notice)
    db.session.execute(sa.delete(Notice).where(Notice.id == notice.id).execution_options(synchronize_session=False))
    return notice.picture
