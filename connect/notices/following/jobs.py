"""The clock's work for following: addresses that nobody said yes for are forgotten."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from connect import db
from connect.deliveries.contacts import actions as contacts
from connect.notices.following.models import PendingFollow
from connect.registry import personal_data, retention

HELD_BY = "follow"  # the contacts of addresses that are asked first
PENDING = PendingFollow.__tablename__


def _due(before: datetime) -> int:
    return len(_old(before))


def _forget(before: datetime) -> int:
    old = _old(before)
    for number in old:
        with db.transaction():
            db.session.execute(sa.delete(PendingFollow).where(PendingFollow.id == number))
            contacts.forget(HELD_BY, number)
    return len(old)


def _old(before: datetime) -> list[int]:
    return list(db.session.scalars(sa.select(PendingFollow.id).where(PendingFollow.created_at < before)))


retention.rule(PENDING, timedelta(days=1), due=_due, wipe=_forget, tables=(PENDING,))
personal_data.fate(PENDING, told="an address that nobody has said yes for yet, and that no account is known by")
