"""The places that a contact follows, and which of them want a notice."""

from collections.abc import Iterable
from typing import NamedTuple

import sqlalchemy as sa

from connect import db
from connect.areas import queries as areas
from connect.deliveries.contacts import passes
from connect.deliveries.contacts.models import Contact
from connect.notices.alerts.cap import Category, Status
from connect.notices.channels import queries as channels
from connect.notices.following.models import Subscription
from connect.notices.following.rules import BITS, Digests
from connect.notices.models import Channel, Notice


class Facts(NamedTuple):
    """The facts of a notice on which it depends who wants it."""

    channel_id: int
    channel_area_id: int
    severity: int
    category: Category
    status: Status


def facts_of(notice_id: int) -> Facts:
    """The facts of a notice as they stand now; raises NoResultFound where there is none."""
    found = sa.select(Notice.channel_id, Channel.area_id, Notice.severity, Notice.category, Notice.status)
    return Facts(*db.session.execute(found.join(Channel).where(Notice.id == notice_id)).one())


def concerns(notice: Facts, paths: list[str]) -> sa.ColumnElement[bool]:
    """Whether a subscription is to a place of the notice or one that lies in it, or to all that its channel says."""
    # By contact and not by area: else SQLite looks up every area of a province for every contact of the range.
    place = (Subscription.area_id + 0).in_(areas.below(paths))
    here = sa.or_(Subscription.channel_id.is_(None), Subscription.channel_id == notice.channel_id)
    whole = sa.and_(Subscription.channel_id == notice.channel_id, Subscription.area_id == notice.channel_area_id)
    return sa.or_(sa.and_(place, here), whole)


def wants(notice: Facts) -> sa.ColumnElement[bool]:
    """Whether a subscription wants what is so grave and of this subject; a drill only where drills are wanted."""
    if notice.status not in (Status.ACTUAL, Status.EXERCISE):
        return sa.false()  # a test of the officials'
    drill = [Subscription.drills] if notice.status == Status.EXERCISE else []
    subject = Subscription.categories.bitwise_and(BITS[notice.category]) != 0
    return sa.and_(Subscription.from_severity <= notice.severity, subject, *drill)


def digests_of(contact_ids: Iterable[int]) -> dict[int, Digests]:
    """The choice of a daily summary by contact; of those that ever made one."""
    columns = sa.select(Contact.id, Contact.digest_hour, Contact.digest_from, Contact.digest_until)
    chosen = columns.where(Contact.id.in_(contact_ids), Contact.digest_hour.is_not(None))
    return {number: Digests(hour, begins, until) for number, hour, begins, until in db.session.execute(chosen)}


def of_contact(contact: Contact) -> list[Subscription]:
    """The places of a contact, the oldest first."""
    mine = sa.select(Subscription).where(Subscription.contact_id == contact.id).order_by(Subscription.id)
    return list(db.session.scalars(mine))


def channels_for(one: Subscription) -> list[Channel]:
    """The channels among which one may be chosen for a place: those that speak to it, and the one that is chosen."""
    found = channels.listed(areas.by_id(one.area_id))
    if one.channel_id is not None and one.channel_id not in {channel.id for channel in found}:
        found.append(db.session.get_one(Channel, one.channel_id))  # closed meanwhile
    return found


def channels_of_pass(kept: str) -> list[int]:
    """The channels that the browser with these words follows, by number; none where it follows nothing."""
    contact = passes.contact(kept) if kept else None
    return sorted({one.channel_id for one in of_contact(contact) if one.channel_id}) if contact else []
