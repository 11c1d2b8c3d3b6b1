"""Writing contacts: those whose address another feature keeps, those that nobody reaches any more."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from connect import clock, db
from connect.crypto.fingerprints import fingerprint
from connect.deliveries.contacts.models import Contact, ContactSecret
from connect.gateways.base import PushKeys


def held(by: str, row: int, medium: str, lang: str, person_id: int | None = None) -> Contact:
    """The contact of a row whose feature keeps the address itself; made when it is not there."""
    whose = sa.select(Contact).where(Contact.held_by == by, Contact.held_id == row, Contact.medium == medium)
    found = db.session.scalar(whose)
    if found is None:
        found = Contact(medium=medium, held_by=by, held_id=row, verified_at=clock.now(), person_id=person_id, lang=lang)
        db.session.add(found)
    found.lang = lang
    db.session.flush()
    return found


def held_within(by: str, row: Any, low: int, high: int) -> sa.Select[Any]:
    """The ids of the contacts of a row whose feature keeps the address itself, within a range, for an audience."""
    return sa.select(Contact.id).where(Contact.id.between(low, high), Contact.held_by == by, Contact.held_id == row)


def keep(contact: Contact, address: str, keys: str | None = None, about: str = "") -> None:
    """Keeps the address of a contact, sealed. Raises IntegrityError where another contact has it already."""
    secret = ContactSecret(contact_id=contact.id, address_hash=address_hash(contact.medium, address, about))
    secret.address, secret.keys = address, keys
    db.session.add(secret)
    db.session.flush()


def address_hash(medium: str, address: str, about: str = "") -> str:
    """The keyed hash by which an address is found again, or the one about a single thing."""
    return fingerprint("contact", f"{medium} {address} {about}" if about else f"{medium} {address}")


def of_push(endpoint: str, about: str = "") -> Contact | None:
    """The contact of a browser's address for messages; see `keep_push`."""
    return of_address("push", endpoint, about)


def of_address(medium: str, address: str, about: str = "") -> Contact | None:
    """The contact of an address, or the one of it about a single thing."""
    mark = address_hash(medium, address, about)
    found = sa.select(Contact).join(ContactSecret, ContactSecret.contact_id == Contact.id)
    return db.session.scalar(found.where(ContactSecret.address_hash == mark))


def keep_push(endpoint: str, keys: PushKeys, lang: str, about: str = "", person_id: int | None = None) -> Contact:
    """The contact of a browser's address, made when it is not there; its keys and language are those of today.

    `about` names the one thing of which it is told. One browser has a contact for each such thing, so that nobody who
    reads the tables without the keys joins one to the other, and each is forgotten alone.
    """
    contact = _kept("push", endpoint, lang, about, person_id)
    db.session.get_one(ContactSecret, contact.id).keys = _in_one(keys)
    return contact


def keep_proven(medium: str, address: str, lang: str, about: str) -> Contact:
    """The contact of a mail address or phone whose holder has just said yes; made when it is not there."""
    return _kept(medium, address, lang, about, None)


def _kept(medium: str, address: str, lang: str, about: str, person_id: int | None) -> Contact:
    contact = of_address(medium, address, about)
    if contact is None:
        now = clock.now()
        contact = Contact(medium=medium, lang=lang, verified_at=now, reached_at=now, person_id=person_id)
        db.session.add(contact)
        db.session.flush()
        keep(contact, address, None, about)
    contact.lang, contact.retired_at, contact.retired_why = lang, None, None
    return contact


def renew_push(contact: Contact, endpoint: str, keys: PushKeys) -> None:
    """Gives a contact the address that its browser has now, and begins it again where it was given up.

    Raises IntegrityError where another contact has that address.
    """
    secret = db.session.get_one(ContactSecret, contact.id)
    secret.address_hash = address_hash("push", endpoint)
    secret.address, secret.keys = endpoint, _in_one(keys)
    contact.retired_at = contact.retired_why = None
    db.session.flush()


def came_by(contact: Contact) -> None:
    """Notes that the browser of a contact is still there."""
    contact.reached_at = clock.now()


def _in_one(keys: PushKeys) -> str:
    return f"{keys.p256dh} {keys.auth}"


def retire(contact_ids: Collection[int], why: str) -> int:
    """Nothing is sent there any more; how many were retired. May be said again, and changes nothing then."""
    statement = sa.update(Contact).where(Contact.id.in_(contact_ids), Contact.retired_at.is_(None))
    retired = db.session.execute(statement.values(retired_at=clock.now(), retired_why=why[:20]).returning(Contact.id))
    return len(retired.all())


def forget(by: str, row: int) -> None:
    """Deletes the contacts of a row whose feature keeps the address itself."""
    db.session.execute(sa.delete(Contact).where(Contact.held_by == by, Contact.held_id == row))


def forget_all(contact_ids: Collection[int]) -> int:
    """Deletes contacts with their addresses; how many there were."""
    for table, key in ((ContactSecret, ContactSecret.contact_id), (Contact, Contact.id)):
        gone = db.session.execute(sa.delete(table).where(key.in_(contact_ids)).returning(key)).all()
    return len(gone)
