"""Signing the list of signs of danger."""

from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.accounts.models import Person
from connect.crypto import audit_log
from connect.errors import Conflict, NotAllowed, RuleBroken
from connect.incidents.signs import queries
from connect.incidents.signs.models import SignList
from connect.incidents.signs.rules import CURRENT
from connect.registry import personal_data


def required(credential: str) -> str:
    """The credential of who is about to sign; raises NotAllowed when it is empty."""
    if not credential:
        raise NotAllowed(_l("Only a clinician of an authority, whose credential was checked, signs this list."))
    return credential


def sign(person: Person, credential: str, version: str, digest: str) -> SignList:
    """A clinician signs the list that was read; `credential` is title and organisation in words, "" without one.

    Raises NotAllowed for anybody else, Conflict when the list read is not the one in the code any more, RuleBroken when
    this person has signed it.
    """
    required(credential)
    if (version, digest) != (CURRENT.version, CURRENT.digest):
        raise Conflict(_l("The list has changed since you opened it. Read it again, then sign."))
    if any(one.person_id == person.id for one in queries.signatures() if one.digest == digest):
        raise RuleBroken(_l("You have signed this version already."))
    made = SignList(
        version=version, digest=digest, person_id=person.id, name=person.name, credential=credential, at=clock.now()
    )
    db.session.add(made)
    db.session.flush()
    audit_log.write("signs_signed", by=person.id, about=f"signs {version}", detail=digest[:12])
    return made


@personal_data.part("signed_lists_of_signs", "sign_lists")
def _signed(person: Person) -> list[dict[str, Any]]:
    mine = sa.select(SignList).where(SignList.person_id == person.id).order_by(SignList.id)
    return [personal_data.columns(one, "id", "person_id") for one in db.session.scalars(mine)]


personal_data.fate("sign_lists", gone="stays: whoever is asked may know who answers for the list")
audit_log.kinds(signs_signed="a clinician signed the list of signs of danger")
