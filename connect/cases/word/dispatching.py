"""News of a case as a message to its requester: written with the move that it is of, decided when it is sent.

Clinical and safeguarded cases are told like all others, for no message holds a word of any case. Of a drill nothing
leaves: its message is written into the outbox.
"""

from collections.abc import Sequence
from contextlib import suppress

import sqlalchemy as sa
from flask_babel import force_locale, gettext as _

from connect import clock, config, db, web
from connect.cases import rules as case_rules
from connect.cases.models import Case, CaseEvent, CaseSecret
from connect.cases.word import queries, rules
from connect.deliveries.contacts import actions as contacts
from connect.deliveries.ledger import actions as ledger, owners
from connect.deliveries.ledger.models import Dispatch
from connect.deliveries.ledger.owners import Asked, Said
from connect.deliveries.ledger.rules import Lane, Policy
from connect.gateways.media import gateway

KIND = "case_word"


def tell(case: Case, event: CaseEvent) -> None:
    """Writes down that a requester is to be told of a line of the history, if it is news and somebody listens.

    Only the newest news of a case leaves. Inside the transaction of the move.
    """
    if event.verb not in rules.NEWS:
        return
    secret = db.session.get_one(CaseSecret, case.id)
    if case.guarded == case_rules.DRILL:
        _record(case, event, secret)
        return
    told = queries.browsers(secret)
    if queries.by_sms(secret):
        told.append(contacts.held(queries.HELD_BY, case.id, "sms", secret.lang).id)
    if not told:
        return
    db.session.flush()
    ends = rules.over_at(event.verb, now=clock.now(), free_at=case.free_at, clock_at=case.clock_at)
    ledger.publish(
        KIND, event.id, lane=Lane.LIFE if case.urgency == case_rules.GRAVEST else Lane.PERSONAL,
        policy=Policy.REPEAT, expires_at=ends, only=told, replaces=_before(case.id),
    )  # fmt: skip


def _before(case_id: int) -> Dispatch | None:
    events = sa.select(CaseEvent.id).where(CaseEvent.case_id == case_id, CaseEvent.verb.in_(rules.NEWS))
    told = sa.select(Dispatch).where(Dispatch.kind == KIND, Dispatch.row.in_(events))
    return db.session.scalar(told.order_by(Dispatch.id.desc()).limit(1))


def _record(case: Case, event: CaseEvent, secret: CaseSecret) -> None:
    """A message of a drill: what would have gone out, in the outbox alone, once the move stands."""
    if secret.sms_agreed_at is None:
        return
    db.session.flush()
    words, key = said("sms", secret), key_of(event.id)
    twin = gateway(config.current(), "sms", recorded=True)

    def record() -> None:
        with suppress(OSError):
            twin.send(words.to, words.text, key=key)

    db.after_commit(key, record)


def key_of(event_id: int) -> str:
    """The key of a message of a drill in the outbox."""
    return f"word-{event_id}"


def audience(row: int, low: int, high: int) -> sa.Select[int]:
    """The contacts of the case within a range."""
    whose = sa.select(CaseEvent.case_id).where(CaseEvent.id == row)
    return queries.of_case(whose.scalar_subquery(), low, high)


def voice(asked: Sequence[Asked]) -> list[Said | None]:
    """That there is news, of each that is still so."""
    return [_message(one) for one in asked]


def _message(asked: Asked) -> Said | None:
    event = db.session.get(CaseEvent, asked.row)
    if event is None:
        return None
    case = db.session.get_one(Case, event.case_id, populate_existing=True)
    secret = db.session.get_one(CaseSecret, case.id, populate_existing=True)
    shown = case_rules.shown_state(case.state, case.given, case.free_at, clock.now())
    if secret.wiped_at is not None or not rules.is_still_so(event.verb, event.to_state, shown):
        return None
    return said(asked.medium, secret) if queries.may_tell(asked, secret) else None


def said(medium: str, secret: CaseSecret) -> Said:
    """The same words whatever the news: whoever sees the screen of a phone learns nothing of anybody."""
    token, site = secret.link_token, config.current().site_name
    with force_locale(secret.lang):
        if medium == "sms":
            text = _("%(site)s: there is news: %(link)s", site=site, link=web.link_to("cases.mine", token=token))
            return Said(text, to=queries.own_number(secret))
        return Said("", _("%(site)s: there is news", site=site), queries.path_of(token))


owners.announce(KIND, audience=audience, voice=voice)
