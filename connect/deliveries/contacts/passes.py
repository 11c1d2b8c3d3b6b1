"""The pass of a contact: the part of a link, or a cookie, by which whoever reads its messages changes and stops them.

It names the keyed hash of the address and a mark of that, so it never expires, still stops an address whose contact is
gone, and is no other's when a number is given again. A short one, for messages that cost by the letter, names the
beginning of the hash.
"""

import base64
import binascii
import hmac

import sqlalchemy as sa

from connect import clock, db
from connect.crypto.fingerprints import fingerprint
from connect.deliveries.contacts.models import Contact, ContactSecret, Suppression

HASH, SHORT, MARK = 32, 12, 6  # bytes
LONGEST = 64  # letters


def of(contact: Contact) -> str:
    """The pass of a contact that has an address of its own; a short one where letters cost."""
    kept = db.session.get_one(ContactSecret, contact.id).address_hash
    return of_hash(kept, short=contact.medium in ("sms", "zalo"))


def of_hash(address_hash: str, *, short: bool = False) -> str:
    """The pass of a keyed hash."""
    named = bytes.fromhex(address_hash)[: SHORT if short else HASH]
    return base64.urlsafe_b64encode(named + _mark(named)).decode().rstrip("=")


def contact(kept: str) -> Contact | None:
    """The contact that a pass is of, whether or not it was retired; None where there is none, or it is no pass."""
    named = _named(kept)
    if not named:
        return None
    mine = sa.select(Contact).join(ContactSecret, ContactSecret.contact_id == Contact.id)
    return db.session.scalar(mine.where(_begins(ContactSecret.address_hash, named)))


def is_one(kept: str) -> bool:
    """Whether these words are a pass of this site, of a contact that is there or is gone."""
    return bool(_named(kept))


def is_stopped(kept: str) -> bool:
    """Whether nothing is sent any more to the address that a pass is of."""
    named = _named(kept)
    gone = sa.select(sa.exists().where(_begins(Suppression.address_hash, named)))
    return bool(named) and bool(db.session.scalar(gone))


def suppress(kept: str, why: str) -> None:
    """Lets nothing be sent to the address of a pass any more. May be said again. Of a gone contact a long pass does."""
    named = _named(kept)
    found = sa.select(ContactSecret.address_hash).where(_begins(ContactSecret.address_hash, named))
    whole = db.session.scalar(found) if named else None
    if whole or len(named) == 2 * HASH:
        suppress_hash(whole or named, why)


def suppress_hash(address_hash: str, why: str) -> None:
    """Lets nothing be sent any more to the address of a keyed hash. May be said again."""
    table = db.Model.metadata.tables[Suppression.__tablename__]
    db.upsert(table, [{"address_hash": address_hash, "why": why[:20], "at": clock.now()}], ["address_hash"], [])


def is_suppressed(address_hash: str) -> bool:
    """Whether nothing is sent to the address of a keyed hash."""
    return bool(db.session.scalar(sa.select(sa.exists().where(Suppression.address_hash == address_hash))))


def allow_hash(address_hash: str) -> None:
    """Lets messages go again to the address of a keyed hash."""
    db.session.execute(sa.delete(Suppression).where(Suppression.address_hash == address_hash))


def _begins(column: sa.orm.InstrumentedAttribute[str], named: str) -> sa.ColumnElement[bool]:
    return sa.and_(column >= named, column < f"{named}g")  # hexadecimal figures end with f


def _named(kept: str) -> str:
    """The hash that a pass names, or its beginning, in hexadecimal; "" of what is no pass."""
    if len(kept) > LONGEST or not kept.isascii():
        return ""
    try:
        raw = base64.b64decode(kept + "=" * (-len(kept) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return ""
    named, mark = raw[:-MARK], raw[-MARK:]
    if len(named) not in (SHORT, HASH) or not hmac.compare_digest(mark, _mark(named)):
        return ""
    return named.hex()


def _mark(named: bytes) -> bytes:
    return bytes.fromhex(fingerprint("pass", named.hex()))[:MARK]
