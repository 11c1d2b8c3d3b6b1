"""Notices that concern a reader: of the ward, its province, the country; the gravest and newest first."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from connect import clock, db
from connect.accounts import queries as accounts
from connect.accounts.models import Person
from connect.accounts.rules import RoleName
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.errors import NotFound
from connect.notices.models import Channel, Notice, NoticeArea, NoticeVersion

PAGE = 20
_ORDER = (Notice.severity, Notice.starts_at, Notice.id)  # each downwards


def feed(place: Place, limit: int = PAGE, after: str | None = None) -> list[Notice]:
    """The notices in force for a place, told to it or to anything it lies in. `after` is the last notice seen."""
    return _in_force([one.id for one in areas.ancestors(place)], limit, after)


def changed_at(place: Place) -> datetime | None:
    """The moment a place's feed last became another: a notice was written or changed, began or ended; None: never."""
    now, told = clock.now(), NoticeArea.area_id.in_([one.id for one in areas.ancestors(place)])
    begun = sa.select(sa.func.max(Notice.changed_at), sa.func.max(Notice.starts_at)).where(Notice.starts_at <= now)
    ended = sa.select(sa.func.max(Notice.ends_at)).where(Notice.ends_at <= now, Notice.starts_at <= now)
    of_here = Notice.id.in_(sa.select(NoticeArea.notice_id).where(told))
    moments = [*db.session.execute(begun.where(of_here)).one(), db.session.scalar(ended.where(of_here))]
    return max((one for one in moments if one), default=None)


def gravest(limit: int = 3) -> list[Notice]:
    """The gravest and newest anywhere, for a front page that knows no ward."""
    return _in_force(None, limit, None)


def elsewhere(limit: int = 10) -> list[Notice]:
    """The newest of what is told to provinces and wards, for a reader whose ward is not known."""
    told = sa.select(NoticeArea.notice_id).where(NoticeArea.area_id == areas.get("VN").id)
    now = clock.now()
    statement = sa.select(Notice).where(Notice.withdrawn_at.is_(None), Notice.starts_at <= now, Notice.ends_at > now)
    newest = statement.where(Notice.id.not_in(told)).order_by(Notice.starts_at.desc(), Notice.id.desc())
    return list(db.session.scalars(newest.limit(limit)))


def _in_force(area_ids: Iterable[int] | None, limit: int, after: str | None) -> list[Notice]:
    now = clock.now()
    statement = sa.select(Notice).where(Notice.withdrawn_at.is_(None), Notice.starts_at <= now, Notice.ends_at > now)
    if area_ids is not None:
        told = sa.select(NoticeArea.notice_id).where(NoticeArea.area_id.in_(list(area_ids)))
        statement = statement.where(Notice.id.in_(told))
    last = db.session.scalar(sa.select(Notice).where(Notice.public_id == after)) if after else None
    if last is not None:
        statement = statement.where(db.beyond(_ORDER, (last.severity, last.starts_at, last.id), descending=True))
    statement = statement.order_by(*(column.desc() for column in _ORDER))
    return list(db.session.scalars(statement.limit(limit)))


def by_public_id(public_id: str) -> Notice:
    """The notice of an address, or NotFound; one that has not begun is not there yet."""
    notice = db.session.scalar(sa.select(Notice).where(Notice.public_id == public_id))
    if notice is None:
        raise NotFound
    return notice


def versions(notice: Notice) -> list[NoticeVersion]:
    """Everything it ever said, newest first."""
    statement = sa.select(NoticeVersion).where(NoticeVersion.notice_id == notice.id)
    return list(db.session.scalars(statement.order_by(NoticeVersion.version.desc())))


def channels_of(person: Person) -> list[Channel]:
    """The channels of the areas that an official answers for, at most 50."""
    paths = accounts.scopes(person, RoleName.OFFICIAL)
    statement = sa.select(Channel).where(Channel.area_id.in_(areas.below(paths)))
    return list(db.session.scalars(statement.order_by(Channel.area_id).limit(50)))


def of_official(person: Person, limit: int = 100) -> list[Notice]:
    """The notices of an official's channels, newest first, whatever their state."""
    ids = [channel.id for channel in channels_of(person)]
    statement = sa.select(Notice).where(Notice.channel_id.in_(ids)).order_by(Notice.id.desc())
    return list(db.session.scalars(statement.limit(limit)))
