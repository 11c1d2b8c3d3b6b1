"""The lines of a daily summary: what was told to a contact's places since its last one, and did not come by itself.

All is read from the notices and the ledger; nothing is kept for it.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence, Set as AbstractSet
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from connect import clock, config, db
from connect.areas import queries as areas
from connect.deliveries.ledger import queries as sent
from connect.deliveries.ledger.models import Dispatch
from connect.deliveries.ledger.owners import Asked
from connect.deliveries.ledger.rules import State
from connect.notices.alerts.cap import Status
from connect.notices.drill import scope
from connect.notices.following import queries, rules
from connect.notices.following.models import Subscription
from connect.notices.following.rules import BITS, Digests
from connect.notices.models import Notice, NoticeArea
from connect.notices.rules import OUT, State as NoticeState

KIND = "digest"
MOST_READ = 500
MOST_DIGESTS = 70  # of two a day, as long as the ledger keeps its rows
ARRIVED = (State.SENT, State.DELIVERED, State.READ)


class Told(NamedTuple):
    """A notice and the moment at which it was told, with the message that told it."""

    notice: Notice
    at: datetime
    dispatch_id: int


class News(NamedTuple):
    """One line of a summary: a notice, for which place, and whether it was withdrawn after an earlier summary."""

    notice: Notice
    area_id: int
    withdrawn: bool


class Had(NamedTuple):
    """The summaries that a contact had: the end of what the last one told, and the days of all."""

    until: datetime | None
    days: frozenset[int]


def told_to(since: datetime) -> set[tuple[int, int]]:
    """The areas and channels of all ordinary notices in force, or withdrawn since then."""
    pairs = sa.select(NoticeArea.area_id, Notice.channel_id).join(Notice, Notice.id == NoticeArea.notice_id)
    return {(area, channel) for area, channel in db.session.execute(pairs.where(*_ordinary(since)).distinct())}


def _ordinary(since: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    now = clock.now()
    out = sa.and_(Notice.state.in_(OUT), Notice.starts_at <= now, Notice.ends_at > now)
    gone = sa.and_(Notice.state == NoticeState.CANCELLED, Notice.withdrawn_at > since)
    meant = Notice.status.in_((Status.ACTUAL, Status.EXERCISE))
    return Notice.severity.in_(range(1, rules.MOST_ORDINARY + 1)), meant, scope.is_real(), sa.or_(out, gone)


def news(asked: Sequence[Asked], zone: ZoneInfo) -> dict[tuple[int, int], list[News]]:
    """The lines of each summary, by its row and contact, the gravest first."""
    contacts = {one.contact_id for one in asked}
    chosen, places = queries.digests_of(contacts), _places(contacts)
    followed = [one for some in places.values() for one in some]
    told = _told({one.area_id for one in followed}, {one.channel_id for one in followed})
    by_itself = _came_by_itself(contacts, [one.dispatch_id for one in told])
    found: dict[tuple[int, int], list[News]] = {}
    for one in asked:
        mine, digests = places.get(one.contact_id, []), chosen.get(one.contact_id)
        new = [each for each in told if (each.dispatch_id, one.contact_id) not in by_itself]
        had = _had(one, zone) if digests and digests.hour == one.row % 100 else None
        found[one.row, one.contact_id] = _news(one, digests, had, mine, new, zone) if digests and had else []
    return found


def _news(
    asked: Asked, digests: Digests, had: Had, places: list[Subscription], told: list[Told], zone: ZoneInfo
) -> list[News]:
    if asked.row // 100 in had.days:
        return []
    ends = rules.digest_moment(asked.row, zone)
    kept = timedelta(days=config.current().deliveries_keep_days)  # of an earlier summary nothing is known any more
    begins = max(had.until or ends - kept, ends - kept)
    lines = []
    for one in told:
        area = _wanted(one, places)
        if area is None or not digests.covers(one.at) or one.at >= ends:
            continue
        withdrawn = one.notice.state == NoticeState.CANCELLED
        if withdrawn and had.until and one.at < begins <= (one.notice.withdrawn_at or begins):
            lines.append(News(one.notice, area, True))
        elif not withdrawn and one.at >= begins:
            lines.append(News(one.notice, area, False))
    return lines


def _places(contacts: Collection[int]) -> dict[int, list[Subscription]]:
    found: dict[int, list[Subscription]] = defaultdict(list)
    for one in db.session.scalars(sa.select(Subscription).where(Subscription.contact_id.in_(contacts))):
        found[one.contact_id].append(one)
    return found


def _told(places: Collection[int], channels: AbstractSet[int | None]) -> list[Told]:
    """The ordinary notices of some places, of what these lie in, and of some channels; one whose sending was stopped
    by a person is not among them.
    """
    above = {one.id for place in places for one in areas.ancestors(areas.by_id(place))}
    here = sa.exists().where(NoticeArea.notice_id == Notice.id, NoticeArea.area_id.in_(above))
    gone = Notice.state == NoticeState.CANCELLED
    last = sa.case((gone, Notice.version - 1), else_=Notice.version)  # to withdraw it was a version too
    mine = Dispatch.kind == rules.KIND, Dispatch.row == Notice.id * rules.PLACES + last
    statement = (
        sa.select(Notice, Dispatch)
        .join(Dispatch, sa.and_(*mine))
        .where(*_ordinary(clock.now() - rules.REST), sa.or_(here, Notice.channel_id.in_(channels - {None})))
        .where(sa.or_(gone, Dispatch.cancelled_at.is_(None)))
        .order_by(Notice.severity.desc(), Notice.id.desc())
        .limit(MOST_READ)
    )
    return [Told(notice, max(one.due_at, one.created_at), one.id) for notice, one in db.session.execute(statement)]


def _wanted(one: Told, places: Sequence[Subscription]) -> int | None:
    """The place of a contact for which a notice is wanted, by what was chosen there; None: for none."""
    told = {each.area_id for each in one.notice.areas}
    return next((each.area_id for each in places if _fits(one, each, told)), None)


def _fits(one: Told, place: Subscription, told: set[int]) -> bool:
    notice = one.notice
    wants = place.from_severity <= notice.severity and place.categories & BITS[notice.category]
    if not wants or place.created_at > one.at or (notice.status == Status.EXERCISE and not place.drills):
        return False
    its = place.channel_id == notice.channel_id
    if its and place.area_id == notice.channel.area_id:
        return True
    here = told & {each.id for each in areas.ancestors(areas.by_id(place.area_id))}
    return bool(here) and (its or place.channel_id is None)


def _came_by_itself(contacts: Collection[int], dispatches: Collection[int]) -> set[tuple[int, int]]:
    """The messages and contacts of what may have come by a message of its own."""
    return {(dispatch, contact) for dispatch, contact, _state in sent.may_have_left(dispatches, contacts)}


def _had(asked: Asked, zone: ZoneInfo) -> Had:
    """The earlier summaries of a contact. Of which nobody knows whether it left, its day counts and its content not."""
    mine = sa.select(Dispatch.id, Dispatch.row).where(Dispatch.kind == KIND, Dispatch.row != asked.row)
    last = db.session.execute(mine.order_by(Dispatch.row.desc()).limit(MOST_DIGESTS))
    rows = {number: row for number, row in last}  # noqa: C416
    had = [(rows[dispatch], state) for dispatch, _contact, state in sent.may_have_left(rows, [asked.contact_id])]
    ends = [rules.digest_moment(row, zone) for row, state in had if state in ARRIVED]
    return Had(max(ends, default=None), frozenset(row // 100 for row, _state in had))
