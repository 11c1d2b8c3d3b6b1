"""A browser is told of a case from one press on, until another press; nothing of it is left then."""

import sqlalchemy as sa

from connect import db
from connect.cases.models import Case, CaseSecret
from connect.cases.word import queries, rules
from connect.cases.word.models import CaseContact
from connect.deliveries.contacts import actions as contacts
from connect.gateways.base import PushKeys
from connect.registry import personal_data


def begin(case: Case, endpoint: str, keys: PushKeys, lang: str) -> None:
    """Tells a browser of a case from now on, also at night: it is the requester's own. May be said again."""
    secret = db.session.get_one(CaseSecret, case.id)
    contact = contacts.keep_push(endpoint, keys, lang, about=f"case {case.id}")
    contact.quiet_from = contact.quiet_until = 0
    bound = db.session.get(CaseContact, contact.id)
    if bound is None:
        bound = CaseContact(contact_id=contact.id, case_id=case.id)
        db.session.add(bound)
    bound.token_hash = secret.token_hash
    db.session.flush()
    contacts.forget_all([one for one in _bound(case) if one not in _kept(secret, contact.id)])


def _kept(secret: CaseSecret, newest: int) -> list[int]:
    """Those that are still told: of today's link, and no more than a family has."""
    others = [one for one in queries.browsers(secret) if one != newest]
    return [*others[-(rules.MOST_BROWSERS - 1) :], newest]


def stop(case: Case) -> None:
    """Forgets every browser that is told of a case, with its address."""
    contacts.forget_all(_bound(case))
    db.session.expire_all()


def _bound(case: Case) -> list[int]:
    return list(db.session.scalars(sa.select(CaseContact.contact_id).where(CaseContact.case_id == case.id)))


@personal_data.erasure("contacts", "contact_secrets", "case_contacts", of="case")
def _forget(case: Case) -> None:
    """The phone of the request is no address any more either."""
    contacts.forget_all(_bound(case))
    contacts.forget(queries.HELD_BY, case.id)
