"""Notices as messages: who is told of one, in which words, and what follows from a change or a withdrawal."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa

from connect import clock, db
from connect.areas import queries as areas
from connect.deliveries.contacts import passes
from connect.deliveries.contacts.models import Contact
from connect.deliveries.ledger import actions as ledger, owners, queries as sent
from connect.deliveries.ledger.models import Dispatch
from connect.deliveries.ledger.owners import Asked, Said
from connect.deliveries.ledger.rules import Lane, Policy
from connect.notices import rules
from connect.notices.alerts.cap import Status
from connect.notices.drill import outbox, scope
from connect.notices.following import queries
from connect.notices.following.models import Subscription
from connect.notices.following.rules import KIND, MOST_ORDINARY, PLACES, WITHDRAWN
from connect.notices.models import Notice, NoticeArea
from connect.notices.writing import said as words

TOLD_S = 6 * 3600  # how long a withdrawal is still worth telling
WALKED = 16  # wards of a notice at the most, of which each is walked; more are found by looking at all contacts
ABOVE_WARDS = ("country", "province", "city")
LANES = {4: Lane.LIFE, 3: Lane.SEVERE, 2: Lane.ORDINARY, 1: Lane.ORDINARY}


def publish(notice: Notice) -> None:
    """Tells all who follow about a notice, from its beginning to its end; a new version takes the place of the last.

    Of a drill one line is left in the outbox, and nobody is told.
    """
    if scope.is_of_drill(notice):
        outbox.record(notice, notice.version, words.on("push", notice, "vi"))
        return
    ledger.publish(
        KIND, notice.id * PLACES + notice.version, lane=LANES[notice.severity],
        policy=Policy.REPEAT if notice.severity == max(LANES) else Policy.ONCE, due_at=notice.starts_at,
        expires_at=notice.ends_at, replaces=_before(notice, notice.version - 1),
    )  # fmt: skip


def recall(notice: Notice, version: int) -> None:
    """Tells whoever may have been told of a notice, last of this version, that it is withdrawn, and nobody else."""
    if scope.is_of_drill(notice):
        outbox.record(notice, WITHDRAWN, words.withdrawn(notice, "vi"))
    elif before := _before(notice, version):
        ledger.publish(
            KIND, notice.id * PLACES + WITHDRAWN, lane=LANES[notice.severity], policy=Policy.REPEAT,
            expires_at=clock.now() + timedelta(seconds=TOLD_S), replaces=before, recalls=True,
        )  # fmt: skip


def _before(notice: Notice, version: int) -> Dispatch | None:
    return sent.dispatch(KIND, notice.id * PLACES + version) if version else None


def audience(row: int, low: int, high: int) -> sa.Select[int]:
    """The contacts of a range that follow a place of the notice, or one that lies in it."""
    notice_id = row // PLACES
    told = sa.select(NoticeArea.area_id).where(NoticeArea.notice_id == notice_id)
    paths = [areas.by_id(one).path for one in db.session.scalars(told)]
    facts = queries.facts_of(notice_id)
    if facts.status == Status.TEST:
        return _own_browsers(notice_id, low, high)
    followed = (
        sa.select(Subscription.contact_id)
        .distinct()
        .where(Subscription.contact_id.between(low, high), queries.concerns(facts, paths))
    )
    return followed if row % PLACES == WITHDRAWN else followed.where(queries.wants(facts))


def places(row: int) -> list[int] | None:
    """The wards of a notice that is told to a few of them, and the area of its channel, which some follow as a whole.

    None where so much of the country is told that all contacts are looked at.
    """
    wards, facts = _told(row // PLACES), queries.facts_of(row // PLACES)
    if facts.status == Status.TEST or len(wards) > WALKED:
        return None
    if any(areas.by_id(one).kind in ABOVE_WARDS for one in wards):
        return None
    return sorted({*wards, facts.channel_area_id})


def at_place(row: int, place: int, low: int, high: int) -> sa.Select[int]:
    """The contacts of a range that follow one of those places; see `audience`."""
    facts = queries.facts_of(row // PLACES)
    its = Subscription.channel_id == facts.channel_id
    here = sa.or_(Subscription.channel_id.is_(None), its) if place in _told(row // PLACES) else its
    followed = sa.select(Subscription.contact_id).distinct().where(
        Subscription.area_id == place, Subscription.contact_id.between(low, high), here
    )  # fmt: skip
    return followed if row % PLACES == WITHDRAWN else followed.where(queries.wants(facts))


def _told(notice_id: int) -> Sequence[int]:
    return db.session.scalars(sa.select(NoticeArea.area_id).where(NoticeArea.notice_id == notice_id)).all()


def of_notice(notice: Notice) -> list[Dispatch]:
    """All that was sent of a notice, the newest first: its versions, and that it was withdrawn."""
    rows = range(notice.id * PLACES, (notice.id + 1) * PLACES)
    mine = sa.select(Dispatch).where(Dispatch.kind == KIND, Dispatch.row.between(rows[0], rows[-1]))
    return list(db.session.scalars(mine.order_by(Dispatch.id.desc())))


def version_of(dispatch: Dispatch) -> int | None:
    """The version of its notice that a dispatch tells; None: that it is withdrawn."""
    return dispatch.row % PLACES or None


def _own_browsers(notice_id: int, low: int, high: int) -> sa.Select[int]:
    """The browsers of whoever wrote a notice last: nobody else hears of a test."""
    author = sa.select(sa.func.coalesce(Notice.changed_by_id, Notice.created_by_id)).where(Notice.id == notice_id)
    whose = Contact.person_id == author.scalar_subquery(), Contact.held_by.is_(None)
    return sa.select(Contact.id).where(Contact.id.between(low, high), *whose)


def voice(asked: Sequence[Asked]) -> list[Said | None]:
    """The newest words of each notice; None of one that is over, was withdrawn before it was told, or comes together
    with others once a day.
    """
    wanted = {one.row // PLACES for one in asked}
    # As they stand now, whatever this session has read before.
    newest = sa.select(Notice).where(Notice.id.in_(wanted)).execution_options(populate_existing=True)
    notices = {one.id: one for one in db.session.scalars(newest)}
    together = _together(asked, {one.id for one in notices.values() if one.severity <= MOST_ORDINARY})
    return [None if (one.row, one.contact_id) in together else _said(one, notices.get(one.row // PLACES))
            for one in asked]  # fmt: skip


def _together(asked: Sequence[Asked], ordinary: set[int]) -> set[tuple[int, int]]:
    """The rows and contacts of what belongs to a daily summary by the choice of this moment."""
    some = [one for one in asked if one.row // PLACES in ordinary and one.row % PLACES != WITHDRAWN]
    chosen = queries.digests_of({one.contact_id for one in some})
    if not chosen:
        return set()
    mine = sa.select(Dispatch.row, Dispatch.due_at, Dispatch.created_at).where(
        Dispatch.kind == KIND, Dispatch.row.in_({one.row for one in some})
    )
    told = {row: max(due_at, created_at) for row, due_at, created_at in db.session.execute(mine)}
    pairs = ((one.row, one.contact_id) for one in some if one.contact_id in chosen and one.row in told)
    return {(row, contact) for row, contact in pairs if chosen[contact].covers(told[row])}


def _said(asked: Asked, notice: Notice | None) -> Said | None:
    if notice is None:
        return None
    if asked.row % PLACES == WITHDRAWN:
        return replace(words.withdrawn(notice, asked.lang), choices=_choices(asked))
    if not rules.is_in_force(notice.state, notice.starts_at, notice.ends_at, clock.now()):
        return None
    return replace(words.on(asked.medium, notice, asked.lang), choices=_choices(asked))


def _choices(asked: Asked) -> str:
    """The path of the page of choices that a mail or SMS ends with; a browser knows its own."""
    contact = db.session.get(Contact, asked.contact_id) if asked.medium != "push" else None
    return f"/notices/following/{passes.of(contact)}" if contact else ""


owners.announce(KIND, audience=audience, voice=voice, places=places, at_place=at_place)
