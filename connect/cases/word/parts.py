"""*Tell me here* on the requester's own page, and what is said of the browsers in a download."""

from typing import Any

import sqlalchemy as sa

from connect import db
from connect.cases import rules
from connect.cases.models import Case, CaseSecret
from connect.cases.word import queries
from connect.cases.word.models import CaseContact
from connect.deliveries.contacts import tell_here
from connect.deliveries.contacts.models import Contact
from connect.registry import case_parts, personal_data
from connect.registry.case_parts import Values


@case_parts.part("cases/parts/word.html", page="own_page", order=5)
def _tell_here(case: Case, token: str) -> Values | None:
    """The press by which this browser is told, as long as there is something to tell; and the one by which it stops."""
    told = len(queries.browsers(db.session.get_one(CaseSecret, case.id)))
    key = tell_here.site_key() if case.state in (*rules.NOT_ENDED, rules.State.REJECTED) else ""
    if case.guarded == rules.DRILL or not (key or told):
        return None
    return {"key": key, "told": told, "token": token}


@case_parts.mark
def _browsers(case: Case) -> int:
    return len(queries.browsers(db.session.get_one(CaseSecret, case.id)))


@personal_data.part("browsers", "case_contacts", of="case")
def _told(case: Case) -> list[dict[str, Any]]:
    mine = sa.select(Contact).join(CaseContact, CaseContact.contact_id == Contact.id)
    found = db.session.scalars(mine.where(CaseContact.case_id == case.id).order_by(Contact.id))
    return [{"medium": one.medium, "lang": one.lang, "since": one.created_at.isoformat()} for one in found]
