"""New messages as a word to whoever has not read them: written with the message, decided when it is sent.

Read meanwhile, stopped or wiped: nothing leaves. No word holds anything of a message. Of a drill nobody's phone rings.
"""

from collections.abc import Callable, Sequence
from typing import cast

import sqlalchemy as sa
from flask_babel import force_locale, gettext as _

from connect import clock, config, db, web
from connect.cases import rules as case_rules
from connect.cases.claims.models import Claim
from connect.cases.models import Case, CaseSecret
from connect.cases.word import queries as of_case
from connect.deliveries.contacts import actions as contacts, persons
from connect.deliveries.contacts.models import Contact
from connect.deliveries.ledger import actions as ledger, owners, queries as sent
from connect.deliveries.ledger.owners import Asked, Said
from connect.deliveries.ledger.rules import Lane, Policy
from connect.messages import actions, seats
from connect.messages.models import Message, Thread
from connect.messages.rules import Side
from connect.messages.word import queries, rules
from connect.messages.word.models import REQUESTER, MessageWord

TO_REQUESTER, TO_HELPER = "talk_word", "talk_helper"
ROWS = 2  # a row of the ledger is a message and a medium: twice the message, and one more for a text message


@actions.said_hook
def tell(thread: Thread, message: Message) -> None:
    """Writes down that the other side is to be told of a message, where it listens and was not told lately."""
    case = db.session.get_one(Case, thread.case_id)
    if case.guarded == case_rules.DRILL:
        return
    if message.side != Side.REQUESTER:
        _tell_requester(case, message)
    if message.side not in (Side.HELPER, Side.SECOND):
        _tell_helper(case, db.session.get_one(Claim, thread.claim_id), message)


def _tell_requester(case: Case, message: Message) -> None:
    secret = db.session.get_one(CaseSecret, case.id)
    if of_case.by_sms(secret):
        _publish(case, REQUESTER, rules.SMS, message, lambda: [_own_phone(case, secret)])
    if told := of_case.browsers(secret):
        _publish(case, REQUESTER, rules.PUSH, message, lambda: told)


def _own_phone(case: Case, secret: CaseSecret) -> int:
    return contacts.held(of_case.HELD_BY, case.id, rules.SMS, secret.lang).id


def _tell_helper(case: Case, claim: Claim, message: Message) -> None:
    if told := persons.browsers(claim.person_id):
        _publish(case, claim.id, rules.PUSH, message, lambda: told)


def _publish(case: Case, claim_id: int, medium: str, message: Message, only: Callable[[], list[int]]) -> None:
    """One word at a time, decided by the database between two who speak at once."""
    now, last = clock.now(), queries.last_word(case.id, claim_id, medium)
    kind, before = TO_HELPER if claim_id else TO_REQUESTER, last.row if last else None
    due = rules.due_at(last.due_at if last else None, now, medium)
    number = message.id * ROWS + (medium == rules.SMS)
    table = cast("sa.Table", MessageWord.__table__)
    row = {"case_id": case.id, "claim_id": claim_id, "medium": medium, "due_at": due, "row": number}
    key = ["case_id", "claim_id", "medium"]
    if due is None or not db.put(table, row, key=key, when=table.c.due_at <= now, keep={}):
        return
    ledger.publish(
        kind, number, lane=Lane.PERSONAL, policy=Policy.REPEAT, due_at=due, expires_at=due + rules.WORTH, only=only(),
        replaces=sent.dispatch(kind, before) if before is not None else None,
    )  # fmt: skip


# --- What is said, at the moment of sending -----------------------------------------------------------------


def _found(row: int) -> tuple[Message, Thread, Claim] | None:
    message = db.session.get(Message, row // ROWS)
    if message is None:
        return None
    thread = db.session.get_one(Thread, message.thread_id, populate_existing=True)
    claim = db.session.get_one(Claim, thread.claim_id, populate_existing=True)
    return None if claim.end in rules.SHUT else (message, thread, claim)


def _case_of(row: int) -> sa.ScalarSelect[int]:
    whose = sa.select(Thread.case_id).join(Message, Message.thread_id == Thread.id)
    return whose.where(Message.id == row // ROWS).scalar_subquery()


def requesters(row: int, low: int, high: int) -> sa.Select[int]:
    """The contacts of the case within a range."""
    return of_case.of_case(_case_of(row), low, high)


def to_requesters(asked: Sequence[Asked]) -> list[Said | None]:
    """That there are new messages, of each thread in which there still are some."""
    return [_to_requester(one) for one in asked]


def _to_requester(asked: Asked) -> Said | None:
    found = _found(asked.row)
    if found is None or (asked.row % ROWS == 1) != (asked.medium == rules.SMS):
        return None
    _message, thread, _claim = found
    secret = db.session.get_one(CaseSecret, thread.case_id, populate_existing=True)
    if secret.wiped_at is not None or not queries.unread_by_requester(thread) or not of_case.may_tell(asked, secret):
        return None
    seat = seats.requesters_seat(thread)
    if seat.stopped:
        return None
    site, token = config.current().site_name, secret.link_token
    with force_locale(secret.lang):
        if asked.medium != rules.SMS:
            return Said("", _("%(site)s: there is a new message", site=site), of_case.path_of(token))
        link = web.link_to("cases.mine", token=token)
        text = _("%(site)s: there is a new message: %(link)s", site=site, link=link)
        return Said(text, to=of_case.own_number(secret))


def helpers(row: int, low: int, high: int) -> sa.Select[int]:
    """The browsers of the helper within a range."""
    whose = sa.select(Claim.person_id).join(Thread, Thread.claim_id == Claim.id)
    whose = whose.join(Message, Message.thread_id == Thread.id).where(Message.id == row // ROWS)
    mine = Contact.person_id == whose.scalar_subquery()
    return sa.select(Contact.id).where(Contact.id.between(low, high), mine, *persons.LISTENS)


def to_helpers(asked: Sequence[Asked]) -> list[Said | None]:
    """That there are new messages, of each thread in which there still are some."""
    return [_to_helper(one) for one in asked]


def _to_helper(asked: Asked) -> Said | None:
    found = _found(asked.row)
    contact = db.session.get(Contact, asked.contact_id, populate_existing=True)
    if found is None or contact is None:
        return None
    _message, thread, claim = found
    if contact.person_id != claim.person_id or not queries.unread_by_helper(thread):
        return None
    with force_locale(asked.lang):
        title = _("%(site)s: there is a new message", site=config.current().site_name)
    return Said("", title, web.path_to("cases.taken"))


owners.announce(TO_REQUESTER, audience=requesters, voice=to_requesters)
owners.announce(TO_HELPER, audience=helpers, voice=to_helpers)
