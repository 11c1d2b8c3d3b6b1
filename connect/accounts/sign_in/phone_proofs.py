"""Proof that a phone is its account's: a code goes to it by message and comes back. Only where messages go out."""

import hmac
import secrets
from datetime import timedelta

import sqlalchemy as sa

from connect import clock, config, db
from connect.accounts.models import Person
from connect.accounts.sign_in.models import PhoneProof
from connect.crypto.fingerprints import fingerprint
from connect.registry import personal_data

DIGITS = 6
HOLDS = timedelta(minutes=10)
TRIES = 5  # of a million codes, at one that was sent


def is_asked_for(person: Person) -> bool:
    """Whether this person proves the phone before taking a first case: nobody has verified them otherwise."""
    return bool(config.current().sms_url) and not person.verified and not is_proven(person)


def is_proven(person: Person) -> bool:
    """Whether a code came back from the phone that the account names now."""
    found = db.session.get(PhoneProof, person.id)
    return found is not None and found.proved_at is not None and found.phone_hash == person.phone_hash


def is_on_its_way(person: Person) -> bool:
    """Whether a code was sent that can still be typed."""
    found = db.session.get(PhoneProof, person.id)
    return found is not None and found.proved_at is None and found.tries < TRIES and clock.now() < found.sent_at + HOLDS


def new_code(person: Person) -> str:
    """A code to be sent to the phone of the account; an earlier one is dead with it."""
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    row = db.session.get(PhoneProof, person.id) or PhoneProof(person_id=person.id)
    row.phone_hash, row.code_hash, row.sent_at = person.phone_hash, _hash(person, code), clock.now()
    row.tries, row.proved_at = 0, None
    db.session.add(row)
    db.session.flush()
    return code


def accept(person: Person, typed: str) -> bool:
    """Whether this is the code that was sent; then the phone is proven.

    The try is counted before the code is looked at, in one conditional UPDATE; beyond five none is looked at.
    """
    mine = sa.update(PhoneProof).where(PhoneProof.person_id == person.id)
    mine = mine.execution_options(synchronize_session=False)
    open_ = (
        PhoneProof.tries < TRIES, PhoneProof.proved_at.is_(None), PhoneProof.sent_at > clock.now() - HOLDS,
        PhoneProof.phone_hash == person.phone_hash,
    )  # fmt: skip
    kept = db.session.scalar(mine.where(*open_).values(tries=PhoneProof.tries + 1).returning(PhoneProof.code_hash))
    right = kept is not None and hmac.compare_digest(kept, _hash(person, "".join(c for c in typed if c.isdigit())))
    if right:
        db.session.execute(mine.values(proved_at=clock.now()))
    return right


@personal_data.erasure("phone_proofs")
def forget(person: Person) -> None:
    """Forgets that a phone was proven, for an account that is erased."""
    db.session.execute(sa.delete(PhoneProof).where(PhoneProof.person_id == person.id))


def _hash(person: Person, code: str) -> str:
    return fingerprint("phone proof", f"{person.id}\0{person.phone_hash}\0{code}")
