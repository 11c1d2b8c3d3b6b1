"""The rights of owners over what is kept of reminders, and how long it is kept."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from connect import db
from connect.accounts.models import Person
from connect.deliveries.contacts import actions as contacts
from connect.registry import personal_data, retention
from connect.registry.personal_data import columns, part
from connect.supplies.freshness.models import SupplyLeave, SupplyReminder
from connect.supplies.freshness.reminders import HELD_BY

INNER = ("id", "point_id", "person_id")
KEPT = timedelta(days=30)  # longer than the oldest word that anybody is asked about


@part("supply_reminders", "supply_reminders", "supply_leaves")
def _reminders(person: Person) -> dict[str, Any]:
    mine = sa.select(SupplyReminder).where(SupplyReminder.person_id == person.id).order_by(SupplyReminder.id)
    leave = db.session.get(SupplyLeave, person.id)
    return {
        "sent": [columns(one, *INNER) | {"day": one.day.isoformat()} for one in db.session.scalars(mine)],
        "by_sms_since": leave.sms_agreed_at.isoformat() if leave else None,
    }


@personal_data.erasure("supply_reminders", "supply_leaves")
def _forget(person: Person) -> None:
    for table in (SupplyReminder, SupplyLeave):
        db.session.execute(sa.delete(table).where(table.person_id == person.id))
    contacts.forget(HELD_BY, person.id)


retention.rows("supply_reminders", KEPT, SupplyReminder, lambda before: SupplyReminder.sent_at <= before)
