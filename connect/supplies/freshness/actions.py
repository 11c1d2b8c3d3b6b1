"""Giving and taking back the leave to be asked by SMS."""

import sqlalchemy as sa

from connect import clock, db
from connect.accounts.models import Person
from connect.supplies.freshness.models import SupplyLeave


def may_ask(person: Person) -> bool:
    """Whether somebody has agreed to be asked by SMS."""
    return db.session.get(SupplyLeave, person.id) is not None


def agree(person: Person, agreed: bool) -> None:
    """Gives the leave, or takes it back; may be said again."""
    if not agreed:
        db.session.execute(sa.delete(SupplyLeave).where(SupplyLeave.person_id == person.id))
    elif not may_ask(person):
        db.session.add(SupplyLeave(person_id=person.id, sms_agreed_at=clock.now()))
        db.session.flush()
