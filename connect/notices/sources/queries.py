"""Sources, those that are to be asked, and what came from one."""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from connect import clock, db
from connect.accounts.models import Person
from connect.errors import NotFound
from connect.notices import queries as notices
from connect.notices.models import Channel
from connect.notices.sources.models import Source, SourceEntry

EACH = timedelta(minutes=5)
MOST_AT_ONCE = 20
LOOKED_BACK = 1_000  # changes and ends that are looked through for an alert that comes after them


def of_channels(channels: Sequence[Channel]) -> list[Source]:
    """The sources of some channels, the oldest first."""
    mine = Source.channel_id.in_([one.id for one in channels])
    return list(db.session.scalars(sa.select(Source).where(mine).order_by(Source.id)))


def of_official(person: Person) -> list[Source]:
    """The sources of an official's channels."""
    return of_channels(notices.channels_of(person))


def by_id(number: int) -> Source:
    """The source with this number; raises NoResultFound where there is none."""
    return db.session.get_one(Source, number)


def by_public_id(public_id: str) -> Source:
    """The source of an address of a page, or NotFound."""
    source = db.session.scalar(sa.select(Source).where(Source.public_id == public_id))
    if source is None:
        raise NotFound
    return source


def of_address(address: str) -> Source | None:
    """The source that is asked at an address."""
    return db.session.scalar(sa.select(Source).where(Source.address == address))


def due() -> list[int]:
    """The numbers of those that were not asked for five minutes, the longest ago first."""
    old = sa.or_(Source.looked_at.is_(None), Source.looked_at <= clock.now() - EACH)
    found = sa.select(Source.id).where(old)
    return list(db.session.scalars(found.order_by(Source.looked_at.nulls_first(), Source.id).limit(MOST_AT_ONCE)))


def failing() -> list[Source]:
    """Those whose last look brought nothing."""
    return list(db.session.scalars(sa.select(Source).where(Source.trouble != "").order_by(Source.id)))


def entry(source: Source, sender: str, identifier: str) -> SourceEntry | None:
    """The newest alert of a source that has this name."""
    mine = SourceEntry.source_id == source.id, SourceEntry.sender == sender, SourceEntry.identifier == identifier
    return db.session.scalar(sa.select(SourceEntry).where(*mine).order_by(SourceEntry.sent.desc()).limit(1))


def ended(source: Source, sender: str, identifier: str) -> bool:
    """Whether an alert that came before says that this one is over or has been changed."""
    later = SourceEntry.source_id == source.id, SourceEntry.msg_type.in_(("Update", "Cancel"))
    newest = sa.select(SourceEntry.refers).where(*later).order_by(SourceEntry.id.desc()).limit(LOOKED_BACK)
    return any([sender, identifier] in refers for refers in db.session.scalars(newest))


def entries(source: Source, limit: int = 50) -> list[SourceEntry]:
    """The alerts of a source, the newest first."""
    mine = sa.select(SourceEntry).where(SourceEntry.source_id == source.id)
    return list(db.session.scalars(mine.order_by(SourceEntry.id.desc()).limit(limit)))
