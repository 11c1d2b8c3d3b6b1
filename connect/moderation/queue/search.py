"""Looking a request up for somebody who calls: by its short code, or by the phone in it.

A name cannot be searched for: it is sealed. A phone is found whole or not at all, by its keyed hash, and only among the
requests of the moderator's own areas: of others the answer does not even say that they are there.
"""

import sqlalchemy as sa

from connect import db
from connect.accounts import queries as accounts
from connect.accounts.models import Person
from connect.cases.models import Case, CaseSecret, requester_phone_hash
from connect.crypto import audit_log
from connect.crypto.fingerprints import fingerprint

MOST = 20


def of_phone(person: Person, phone: str) -> list[Case]:
    """The requests in the areas of a moderator whose phone this is (E.164), the newest first; the look is logged."""
    audit_log.write("search", by=person.id, about=f"phone {searched_mark(phone)}")
    found = sa.select(Case).join(CaseSecret, CaseSecret.case_id == Case.id).where(
        CaseSecret.phone_hash == requester_phone_hash(phone),
        Case.area_id.in_(accounts.areas_of(person, "moderator")),
    )  # fmt: skip
    return list(db.session.scalars(found.order_by(Case.waiting_since.desc(), Case.id.desc()).limit(MOST)))


def searched_mark(phone: str) -> str:
    """How the log names a phone (E.164) that was looked for; with the site's key it answers "who looked for mine?".

    Another hash than that of the request, because lines of the log stay when a request is wiped: whoever has the
    database alone can join the two nowhere.
    """
    return fingerprint("searched phone", phone)[:32]


audit_log.kinds(search="a moderator looked for the requests of a phone")
