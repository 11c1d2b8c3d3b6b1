"""Alerts that others may read: one version, and those of notices in force or lately cancelled."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from connect import clock, db
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.errors import NotFound
from connect.notices import queries, rules
from connect.notices.alerts.cap import MsgType
from connect.notices.drill import scope
from connect.notices.models import Channel, Notice, NoticeArea, NoticeVersion

_ORDER = (NoticeVersion.at, NoticeVersion.notice_id, NoticeVersion.version)  # each downwards


class Told(NamedTuple):
    """A version, with its notice."""

    notice: Notice
    version: NoticeVersion


def readable(public_id: str, number: int) -> tuple[Told, list[NoticeVersion]]:
    """One version that has begun, and all before it. NotFound also where it is a draft, or begins later."""
    notice = queries.by_public_id(public_id)
    versions = queries.versions(notice)
    found = next((one for one in versions if one.version == number), None)
    if found is None or not has_begun(found, versions, clock.now()) or scope.is_elsewhere(notice):
        raise NotFound
    return Told(notice, found), [one for one in versions if one.version < number]


def has_begun(version: NoticeVersion, versions: Sequence[NoticeVersion], now: datetime) -> bool:
    """Whether readers may know of a version: its time has come, or what it cancels had begun."""
    of_it = [one for one in versions if one.version <= version.version]
    counts = of_it if version.msg_type == MsgType.CANCEL else [version]
    return any(datetime.fromisoformat(one.said["starts_at"]) <= now for one in counts)


def recent(place: Place, channel: Channel | None, after: tuple[str, int] | None, limit: int) -> list[Told]:
    """The versions of notices in force or lately cancelled, the newest first.

    They are of a channel, or told to a place, to what it lies in or to a part of it.
    `after`: notice and number of the last one seen.
    """
    versions = sa.select(Notice, NoticeVersion).join(NoticeVersion, NoticeVersion.notice_id == Notice.id)
    out = queries.is_shown(clock.now()), Notice.state.not_in(rules.UNSENT), scope.is_real()
    found = versions.where(*out, _of(place, channel))
    if after is not None and (last := _version(*after)) is not None:
        found = found.where(db.beyond(_ORDER, (last.at, last.notice_id, last.version), descending=True))
    rows = db.session.execute(found.order_by(*(column.desc() for column in _ORDER)).limit(limit))
    return [Told(notice, version) for notice, version in rows]


def _of(place: Place, channel: Channel | None) -> sa.ColumnElement[bool]:
    if channel is not None:
        return Notice.channel_id == channel.id
    above = NoticeArea.area_id.in_([one.id for one in areas.ancestors(place)])
    told = sa.select(NoticeArea.notice_id).where(sa.or_(above, NoticeArea.area_id.in_(areas.below([place.path]))))
    return Notice.id.in_(told)


def _version(public_id: str, number: int) -> NoticeVersion | None:
    one = sa.select(NoticeVersion).join(Notice, Notice.id == NoticeVersion.notice_id)
    return db.session.scalar(one.where(Notice.public_id == public_id, NoticeVersion.version == number))
