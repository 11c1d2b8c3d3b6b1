"""Taking one thing to look at, so that no two work on it. The database decides who has it."""

from datetime import timedelta
from typing import cast

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, config, db
from connect.accounts.models import Person
from connect.errors import Conflict
from connect.moderation.models import DeskLease
from connect.moderation.queue import work_queue
from connect.moderation.queue.work_queue import Item


def take(person: Person, subject: str, public_id: str) -> bool:
    """Makes a thing hers for some minutes, or renews that; False while somebody else holds it."""
    now = clock.now()
    row = {
        "subject": subject, "public_id": public_id, "person_id": person.id, "taken_at": now,
        "until": now + timedelta(seconds=config.current().desk_lease_s),
    }  # fmt: skip
    table = cast(sa.Table, DeskLease.__table__)
    renews = sa.and_(table.c.person_id == person.id, table.c.until > now)
    return db.put(
        table,
        row,
        key=["subject", "public_id"],
        when=sa.or_(table.c.until <= now, table.c.person_id == person.id),
        keep={"taken_at": renews},
    )


def release(person: Person, subject: str, public_id: str) -> None:
    """Lets go of a thing she holds."""
    db.session.execute(
        sa.delete(DeskLease).where(
            DeskLease.subject == subject, DeskLease.public_id == public_id, DeskLease.person_id == person.id
        )
    )


def hold(person: Person, subject: str, public_id: str) -> None:
    """Before a decision: raises Conflict when somebody else is at it."""
    if take(person, subject, public_id):
        return
    other = work_queue.holder(subject, public_id, person)
    name = other.person.name if other else ""
    raise Conflict(_l("%(name)s is looking at this one at the moment. Nothing was changed.", name=name))


def opened(person: Person, subject: str, public_id: str) -> DeskLease | None:
    """Opening a page takes what waits there; answers the lease of somebody else who was first."""
    if work_queue.find(person, subject, public_id) is not None:
        take(person, subject, public_id)
    return work_queue.holder(subject, public_id, person)


def next_item(person: Person, after: Item | None = None) -> Item | None:
    """The most urgent and oldest thing that nobody else looks at, now hers; None when all is done.

    Whoever is beaten to one by a moment tries the next. What was decided between reading and taking is let
    go again, so nobody is sent to something finished. After the last one skipped it begins from the top.
    """
    while True:
        candidates = work_queue.free(person, after) or (work_queue.free(person) if after else [])
        for item in candidates:
            if not take(person, item.subject, item.public_id):
                continue
            if work_queue.find(person, item.subject, item.public_id):
                return item
            release(person, item.subject, item.public_id)
        if not candidates:
            return None
