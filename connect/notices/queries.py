"""Notices anywhere, of a channel, of a desk; those of a place are read by `feed/queries.py`."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from connect import clock, db
from connect.accounts import queries as accounts
from connect.accounts.models import Person
from connect.accounts.rules import RoleName
from connect.areas import queries as areas
from connect.errors import NotFound
from connect.notices import rules
from connect.notices.alerts.cap import Status
from connect.notices.channels.rules import ChannelState
from connect.notices.drill import scope
from connect.notices.models import Channel, Notice, NoticeArea, NoticeEvent, NoticeVersion
from connect.notices.rules import State, Verb

TOLD_FOR = timedelta(days=7)  # how long officials read that another published without a second one
_NEWEST = (Notice.starts_at.desc(), Notice.id.desc())


def gravest(limit: int = 3) -> list[Notice]:
    """The gravest and newest anywhere, for a front page that knows no ward.

    Severity by severity: of each only what has not ended is read, and of the less grave nothing while there is graver.
    """
    found: list[Notice] = []
    for severity in sorted(rules.SEVERITY_NAMES, reverse=True):
        mine = sa.select(Notice).where(Notice.severity == severity, _is_public(clock.now()))
        found += db.session.scalars(mine.order_by(*_NEWEST).limit(limit - len(found)))
        if len(found) >= limit:
            break
    return found


def of_channel(channel: Channel, limit: int = 50) -> list[Notice]:
    """Notices of a channel in force, the gravest and newest first; exercises too, which its pages mark."""
    said = Notice.channel_id == channel.id, Notice.status != Status.TEST, scope.is_real()
    mine = sa.select(Notice).where(*said, _is_out(clock.now()))
    return list(db.session.scalars(mine.order_by(Notice.severity.desc(), *_NEWEST).limit(limit)))


def of_drill(incident_id: int, limit: int = 50) -> list[Notice]:
    """The notices of a drill that have begun, withdrawn ones too, the newest first."""
    begun = Notice.state.not_in(rules.UNSENT), Notice.starts_at <= clock.now()
    mine = sa.select(Notice).where(Notice.incident_id == incident_id, *begun)
    return list(db.session.scalars(mine.order_by(*_NEWEST).limit(limit)))


def elsewhere(limit: int = 10) -> list[Notice]:
    """The newest of what is told to provinces and wards, for a reader whose ward is not known."""
    here = NoticeArea.notice_id == Notice.id, NoticeArea.area_id == areas.get("VN").id
    # Each severity is named, so that the index leads to what has not ended.
    live = Notice.severity.in_(rules.SEVERITY_NAMES), _is_public(clock.now())
    statement = sa.select(Notice).where(*live, ~sa.exists().where(*here))
    return list(db.session.scalars(statement.order_by(*_NEWEST).limit(limit)))


def _is_out(now: datetime) -> sa.ColumnElement[bool]:
    """In force at a moment. A process of before the states says by the moment of withdrawal alone that it is not."""
    said = Notice.state.in_(rules.OUT), Notice.withdrawn_at.is_(None)
    return sa.and_(*said, Notice.starts_at <= now, Notice.ends_at > now)


def _lately_cancelled(now: datetime) -> sa.ColumnElement[bool]:
    """Cancelled while it was in force, within the hours in which readers are told so."""
    return sa.and_(
        Notice.withdrawn_at > now - rules.CANCELLED_SHOWN, Notice.starts_at <= Notice.withdrawn_at,
        Notice.ends_at > Notice.withdrawn_at,
    )  # fmt: skip


def is_shown(now: datetime) -> sa.ColumnElement[bool]:
    """In force at a moment, or cancelled so lately that readers are told."""
    return sa.or_(_is_out(now), _lately_cancelled(now))


def _is_public(now: datetime) -> sa.ColumnElement[bool]:
    """In force, and meant: an exercise or a test stands among nothing that is."""
    return sa.and_(_is_out(now), Notice.status == Status.ACTUAL)


def by_public_id(public_id: str) -> Notice:
    """The notice of an address, or NotFound."""
    notice = db.session.scalar(sa.select(Notice).where(Notice.public_id == public_id))
    if notice is None:
        raise NotFound
    return notice


def by_id(notice_id: int) -> Notice:
    """The notice with this number; raises NoResultFound where there is none."""
    return db.session.get_one(Notice, notice_id)


def versions(notice: Notice) -> list[NoticeVersion]:
    """Everything it ever said, newest first."""
    statement = sa.select(NoticeVersion).where(NoticeVersion.notice_id == notice.id)
    return list(db.session.scalars(statement.order_by(NoticeVersion.version.desc())))


def last_event(notice_id: int) -> NoticeEvent | None:
    """The newest move of a notice."""
    mine = sa.select(NoticeEvent).where(NoticeEvent.notice_id == notice_id)
    return db.session.scalar(mine.order_by(NoticeEvent.id.desc()).limit(1))


def events(notice: Notice) -> list[NoticeEvent]:
    """All moves of a notice, the newest first."""
    mine = sa.select(NoticeEvent).where(NoticeEvent.notice_id == (notice.updates_id or notice.id))
    return list(db.session.scalars(mine.order_by(NoticeEvent.id.desc())))


def changes_of(notice: Notice) -> list[Notice]:
    """The changes of a notice that are not out yet, the oldest first."""
    return list(db.session.scalars(sa.select(Notice).where(Notice.updates_id == notice.id).order_by(Notice.id)))


def waiting_for(person: Person) -> list[Notice]:
    """Notices handed in by others in the areas of an official or admin, the gravest first."""
    above = accounts.areas_of(person, RoleName.OFFICIAL, RoleName.ADMIN)
    others = Notice.created_by_id != person.id, Notice.changed_by_id != person.id
    statement = (
        sa.select(Notice).join(Channel).where(Notice.state == State.SUBMITTED, Channel.area_id.in_(above), *others)
    )
    return list(db.session.scalars(statement.order_by(Notice.severity.desc(), Notice.changed_at).limit(100)))


def drafts_of(person: Person) -> list[Notice]:
    """The drafts of an official's channels, and what was handed in there, the newest first."""
    ids = [channel.id for channel in channels_of(person)]
    unsent = sa.select(Notice).where(Notice.channel_id.in_(ids), Notice.state.in_(rules.UNSENT))
    return list(db.session.scalars(unsent.order_by(Notice.id.desc()).limit(100)))


def shows_picture(name: str) -> bool:
    """Whether any notice, or the draft of one, shows the picture in this file."""
    return bool(db.session.scalar(sa.select(sa.exists().where(Notice.picture == name))))


def published_alone(person: Person) -> list[tuple[Notice, NoticeEvent]]:
    """Notices of a week that were published without a second official, in the areas of an official."""
    above = accounts.areas_of(person, RoleName.OFFICIAL, RoleName.ADMIN)
    lately = NoticeEvent.verb == Verb.PUBLISH_ALONE, NoticeEvent.at > clock.now() - TOLD_FOR
    found = sa.select(Notice, NoticeEvent).join(NoticeEvent, NoticeEvent.notice_id == Notice.id).join(Channel)
    mine = found.where(*lately, Channel.area_id.in_(above), NoticeEvent.person_id != person.id)
    return [(notice, event) for notice, event in db.session.execute(mine.order_by(NoticeEvent.id.desc()).limit(20))]


def ending_soon(person: Person) -> list[Notice]:
    """Notices that end within the hour, of an official's channels: longer, all clear, or let end."""
    ids, now = [channel.id for channel in channels_of(person)], clock.now()
    soon = _is_out(now), Notice.channel_id.in_(ids), Notice.ends_at <= now + rules.ASKED_BEFORE
    return list(db.session.scalars(sa.select(Notice).where(*soon).order_by(Notice.ends_at).limit(20)))


def begun(limit: int = 100) -> list[Notice]:
    """The scheduled notices whose beginning has come."""
    due = sa.select(Notice).where(Notice.state == State.SCHEDULED, Notice.starts_at <= clock.now())
    return list(db.session.scalars(due.order_by(Notice.starts_at).limit(limit)))


def channels_of(person: Person) -> list[Channel]:
    """The channels of the areas that an official answers for, the open ones first, at most 50."""
    paths = accounts.scopes(person, RoleName.OFFICIAL)
    statement = sa.select(Channel).where(Channel.area_id.in_(areas.below(paths)), Channel.state != ChannelState.DRAFT)
    closed = Channel.state == ChannelState.CLOSED
    return list(db.session.scalars(statement.order_by(closed, Channel.area_id, Channel.id).limit(50)))


def of_official(person: Person, limit: int = 100) -> list[Notice]:
    """The notices of an official's channels, newest first, whatever their state."""
    ids = [channel.id for channel in channels_of(person)]
    statement = sa.select(Notice).where(Notice.channel_id.in_(ids)).order_by(Notice.id.desc())
    return list(db.session.scalars(statement.limit(limit)))
