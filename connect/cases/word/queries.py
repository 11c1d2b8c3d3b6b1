"""The contacts that are told of a case, and the address by which its page is opened."""

from typing import Any

import sqlalchemy as sa

from connect import config, db, web
from connect.cases.asking import consent
from connect.cases.models import CaseSecret, link_mark
from connect.cases.word.models import CaseContact
from connect.crypto.tokens import digest
from connect.deliveries.contacts.models import Contact
from connect.deliveries.ledger.owners import Asked
from connect.gateways.media import reaches

HELD_BY = "cases"  # of the contacts whose address is the phone of a request


def browsers(secret: CaseSecret) -> list[int]:
    """The contacts of the browsers that are told of a case, the oldest first."""
    told = sa.select(CaseContact.contact_id).join(Contact, Contact.id == CaseContact.contact_id)
    told = told.where(CaseContact.case_id == secret.case_id, CaseContact.token_hash == secret.token_hash)
    return list(db.session.scalars(told.where(Contact.retired_at.is_(None)).order_by(CaseContact.contact_id)))


def of_case(case_id: sa.ScalarSelect[int], low: int, high: int) -> sa.Select[int]:
    """The contacts of a case within a range, whatever may be told there; see `may_tell`."""
    return of_cases(sa.select(case_id), low, high)


def of_cases(case_ids: sa.Select[Any], low: int, high: int) -> sa.Select[int]:
    """The contacts of some cases within a range, whatever may be told there; see `may_tell`."""
    told = sa.select(CaseContact.contact_id).where(CaseContact.case_id.in_(case_ids))
    held = sa.select(Contact.id).where(Contact.held_by == HELD_BY, Contact.held_id.in_(case_ids))
    return sa.select(Contact.id).where(
        Contact.id.between(low, high), sa.or_(Contact.id.in_(told), Contact.id.in_(held))
    )


def told_case(contact_id: int) -> int | None:
    """The case of which a contact is told; None for a contact that is told of none any more."""
    bound = sa.select(CaseContact.case_id).where(CaseContact.contact_id == contact_id)
    held = sa.select(Contact.held_id).where(Contact.id == contact_id, Contact.held_by == HELD_BY)
    return db.session.scalar(bound) or db.session.scalar(held)


def by_sms(secret: CaseSecret) -> bool:
    """Whether the requester agreed to be told by message of what happens, and messages go out."""
    agreed = secret.sms_agreed_at is not None and consent.covers_news(secret.consent_version)
    return agreed and reaches(config.current(), "sms")


def may_tell(asked: Asked, secret: CaseSecret) -> bool:
    """Whether the link may be told to a contact now: to a browser while it was bound by the link of today, to a phone
    while its holder agrees. Of a link that nobody can be given any more, nothing is told."""
    token = secret.link_token
    if secret.token_hash not in (link_mark(token), digest(token)):
        return False
    if asked.medium == "sms":
        return secret.sms_agreed_at is not None
    bound = sa.select(CaseContact.token_hash).where(CaseContact.contact_id == asked.contact_id)
    return db.session.scalar(bound.where(CaseContact.case_id == secret.case_id)) == secret.token_hash


def own_number(secret: CaseSecret) -> str:
    """The number of whoever sent the request and holds its link."""
    return secret.reporter_phone or secret.phone


def path_of(token: str) -> str:
    """The path of the requester's page."""
    return web.path_to("cases.mine", token=token)
