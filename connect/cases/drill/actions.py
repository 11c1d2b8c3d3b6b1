"""Deleting the requests of a drill that is over: whole rows, with all that hangs on them."""

import sqlalchemy as sa

from connect import config, db
from connect.cases.asking.reminders import key_of
from connect.cases.claims.models import Stop
from connect.cases.models import Case, CaseEvent, CaseSecret, Reminder
from connect.cases.rules import DRILL
from connect.cases.word import dispatching
from connect.gateways.media import outbox
from connect.gateways.recording import forget_one
from connect.registry import personal_data


def delete(case: Case) -> None:
    """Deletes a request of a drill as if it had never been. ValueError for any other: nothing real is ever deleted."""
    if case.guarded != DRILL:
        raise ValueError("only what belongs to a drill is deleted")
    for number in db.session.scalars(sa.select(Reminder.id).where(Reminder.case_id == case.id)):
        forget_one(outbox(config.current()), "sms", key_of(number))
    for number in db.session.scalars(sa.select(CaseEvent.id).where(CaseEvent.case_id == case.id)):
        forget_one(outbox(config.current()), "sms", dispatching.key_of(number))
    personal_data.erase("case", case)
    secret = db.session.get_one(CaseSecret, case.id)
    db.session.execute(sa.delete(Stop).where(Stop.phone_hash == secret.phone_hash))  # a hash of this drill alone
    db.session.flush()
    db.session.execute(sa.update(Case).where(Case.duplicate_of_id == case.id).values(duplicate_of_id=None))
    db.session.expunge(case)
    db.session.execute(sa.delete(Case).where(Case.id == case.id, Case.guarded == DRILL))
