"""Holding one thing to look at, so that no two work on it. The database decides who has it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import cast

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload

from connect import clock, config, db
from connect.accounts.models import Person
from connect.errors import Conflict
from connect.moderation.models import DeskLease
from connect.moderation.queue import work_queue
from connect.moderation.queue.filters import EVERYTHING, Filter
from connect.moderation.queue.work_queue import Item


def take(person: Person, subject: str, public_id: str) -> bool:
    """Gives somebody a thing for some minutes, or renews that; False while somebody else holds it."""
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
    """Lets go of a thing that somebody holds."""
    db.session.execute(
        sa.delete(DeskLease).where(
            DeskLease.subject == subject, DeskLease.public_id == public_id, DeskLease.person_id == person.id
        )
    )


def hold(person: Person, subject: str, public_id: str) -> None:
    """Takes a thing before a decision on it. Raises Conflict while somebody else holds it."""
    if take(person, subject, public_id):
        return
    other = holder(subject, public_id, person)
    name = other.person.name if other else ""
    raise Conflict(_l("%(name)s is looking at this one at the moment. Nothing was changed.", name=name))


def opened(person: Person, subject: str, public_id: str) -> DeskLease | None:
    """Takes what waits for somebody whose page of it opens; returns the lease of somebody else who was first."""
    if work_queue.find(person, subject, public_id) is not None:
        take(person, subject, public_id)
    return holder(subject, public_id, person)


def holder(subject: str, public_id: str, person: Person) -> DeskLease | None:
    """The lease of somebody else over a thing, while it runs."""
    return db.session.scalar(
        sa.select(DeskLease).where(
            DeskLease.subject == subject, DeskLease.public_id == public_id,
            DeskLease.person_id != person.id, DeskLease.until > clock.now(),
        ).execution_options(populate_existing=True)
    )  # fmt: skip


def has(person: Person, subject: str, public_id: str) -> bool:
    """Whether somebody holds a thing now."""
    mine = sa.select(DeskLease.subject).where(
        DeskLease.subject == subject, DeskLease.public_id == public_id,
        DeskLease.person_id == person.id, DeskLease.until > clock.now(),
    )  # fmt: skip
    return db.session.scalar(mine) is not None


def held(items: Iterable[Item]) -> dict[tuple[str, str], DeskLease]:
    """The running leases over some items, by subject and public id."""
    wanted = {(item.subject, item.public_id) for item in items}
    if not wanted:
        return {}
    named = [sa.and_(DeskLease.subject == subject, DeskLease.public_id == public_id) for subject, public_id in wanted]
    with_name = joinedload(DeskLease.person, innerjoin=True).lazyload(Person.roles)  # a name is all that is shown
    running = db.session.scalars(
        sa.select(DeskLease).where(sa.or_(*named), DeskLease.until > clock.now()).options(with_name)
    )
    return {(lease.subject, lease.public_id): lease for lease in running}


def next_item(person: Person, after: Item | None = None, only: Filter = EVERYTHING) -> Item | None:
    """The most urgent and oldest thing that nobody else holds, given to this person; None when all is done.

    A thing that somebody else took a moment earlier is passed over. What was decided between reading and taking is
    released, so that nobody is sent to something finished. After the last one skipped it begins from the top.
    """
    while True:
        candidates = work_queue.free(person, after, only=only)
        candidates = candidates or (work_queue.free(person, only=only) if after else [])
        for item in candidates:
            if not take(person, item.subject, item.public_id):
                continue
            if work_queue.find(person, item.subject, item.public_id):
                return item
            release(person, item.subject, item.public_id)
        if not candidates:
            return None
