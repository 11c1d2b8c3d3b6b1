"""The contact of a browser, and the places that it follows."""

import hmac
from typing import NamedTuple

import sqlalchemy as sa

from connect import db
from connect.areas import queries as areas
from connect.crypto.fingerprints import fingerprint
from connect.deliveries.contacts.models import Contact
from connect.notices.alerts.cap import Category, Status
from connect.notices.following.models import Subscription
from connect.notices.following.rules import BITS
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


def of_contact(contact: Contact) -> list[Subscription]:
    """The places of a contact, the oldest first."""
    mine = sa.select(Subscription).where(Subscription.contact_id == contact.id).order_by(Subscription.id)
    return list(db.session.scalars(mine))


def pass_of(contact: Contact) -> str:
    """The words that the browser of a contact keeps, by which it is known again; they hold as long as the contact."""
    return f"{contact.id}.{_mark(contact.id)}"


def by_pass(kept: str) -> Contact | None:
    """The contact of a browser; None where it follows nothing, or what it keeps is not ours."""
    number, _, mark = kept.partition(".")
    if not (number.isascii() and number.isdecimal() and len(number) < 16):
        return None
    if not hmac.compare_digest(mark.encode(), _mark(int(number)).encode()):
        return None
    contact = db.session.get(Contact, int(number))
    return contact if contact is not None and contact.retired_at is None else None


def _mark(number: int) -> str:
    return fingerprint("follow", str(number))[:40]
