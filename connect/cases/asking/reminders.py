"""Asking the requester, before a request expires, whether it is still so.

One row for each due date; on the own page it asks by itself, a message to the number goes by `deliveries`, which asks
once more what is to be said at the moment of sending.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import force_locale, gettext as _

from connect import clock, config, db, web
from connect.cases import actions, rules
from connect.cases.models import Case, CaseSecret, Reminder
from connect.cases.utilities import groups
from connect.cases.word import queries as word
from connect.deliveries.contacts import actions as contacts
from connect.deliveries.ledger import actions as deliveries, owners
from connect.deliveries.ledger.owners import Asked, Said
from connect.deliveries.ledger.rules import Lane, Policy
from connect.gateways.media import gateway, reaches

KIND = "case_reminder"


def due(kind: str, limit: int) -> list[int]:
    """The cases that have come to this part of their freshness, and have no row for it."""
    return list(db.session.scalars(_due(kind).order_by(Case.clock_at).limit(limit)))


def _due(kind: str) -> sa.Select[Any]:
    now, left = clock.now(), 1 - rules.REMINDERS[kind]
    there = sa.select(Reminder.id).where(Reminder.case_id == Case.id, Reminder.clock_at == Case.clock_at)
    if kind == "late":  # where both are due after a pause of the worker, one reminder is enough
        there = there.where(Reminder.kind == "late")
    return sa.select(Case.id).where(
        Case.state.in_(rules.REMINDED),
        Case.clock_at > now,
        sa.or_(*(sa.and_(here, Case.clock_at <= now + fresh * left) for fresh, here in groups.by_freshness())),
        ~there.exists(),
    )


def intend(case_id: int, kind: str) -> int:
    """Writes down that the requester is to be reminded; on the own page alone without leave for messages."""
    if db.session.scalar(_due(kind).where(Case.id == case_id)) is None:  # heard, or written already
        return 0
    case = db.session.get_one(Case, case_id)
    secret = actions.secret_of(case)
    is_drill = case.guarded == rules.DRILL
    by_sms = secret.sms_agreed_at is not None and (is_drill or reaches(config.current(), "sms"))
    told = [] if is_drill else word.browsers(secret)
    medium = "sms" if by_sms else "push" if told else "page"
    reminder = Reminder(case_id=case_id, kind=kind, clock_at=case.clock_at, medium=medium, sent_at=clock.now())
    db.session.add(reminder)
    db.session.flush()
    if is_drill and by_sms:
        _record(reminder)
    elif by_sms or told:
        _publish(reminder, told)
    return 1


def _publish(reminder: Reminder, told: Sequence[int]) -> None:
    """To the browsers that are told of the case, and to the phone of who agreed."""
    only = [*told]
    if reminder.medium == "sms":
        lang = db.session.get_one(CaseSecret, reminder.case_id).lang
        only.append(contacts.held(word.HELD_BY, reminder.case_id, "sms", lang).id)
    deliveries.publish(
        KIND, reminder.id, lane=Lane.PERSONAL, policy=Policy.REPEAT, expires_at=reminder.clock_at, only=only
    )


def _record(reminder: Reminder) -> None:
    """A message of a drill is written into the outbox, whatever the gateways: nobody's phone rings."""
    if (said := _message(reminder, Asked(reminder.id, 0, "sms", ""))) is not None:
        gateway(config.current(), "sms", recorded=True).send(said.to or "", str(said.text), key=key_of(reminder.id))


def key_of(reminder_id: int) -> str:
    """The key of a reminder that was recorded."""
    return f"reminder-{reminder_id}"


def hand_over(limit: int) -> int:
    """Hands over what a version before `deliveries` had written down and not sent; how many reminders."""
    unsent = sa.select(Reminder).where(Reminder.sent_at.is_(None), Reminder.dropped_at.is_(None)).limit(limit)
    found = db.session.scalars(unsent).all()
    for reminder in found:
        reminder.sent_at = clock.now()
        _publish(reminder, ())
    return len(found)


def _audience(reminder_id: int, low: int, high: int) -> sa.Select[Any]:
    whose = sa.select(Reminder.case_id).where(Reminder.id == reminder_id)
    return word.of_case(whose.scalar_subquery(), low, high)


def _voice(asked: Sequence[Asked]) -> list[Said | None]:
    return [_message(db.session.get(Reminder, one.row, populate_existing=True), one) for one in asked]


def _message(reminder: Reminder | None, asked: Asked) -> Said | None:
    """A message with the requester's link and nothing else that is personal.

    None when the requester was heard since, took back the leave, or has another link by now.
    """
    if reminder is None:
        return None
    case = db.session.get_one(Case, reminder.case_id, populate_existing=True)
    secret = db.session.get_one(CaseSecret, case.id, populate_existing=True)
    if case.state not in rules.REMINDED or case.clock_at != reminder.clock_at or not word.may_tell(asked, secret):
        return None
    site, token = config.current().site_name, secret.link_token
    with force_locale(secret.lang):
        if asked.medium == "push":  # the same words as of any news: a lock screen is read by others
            return Said("", _("%(site)s: there is news", site=site), word.path_of(token))
        text = _(
            "%(site)s: please look at your request: %(link)s", site=site, link=web.link_to("cases.mine", token=token)
        )
    return Said(text, to=word.own_number(secret))


owners.announce(KIND, audience=_audience, voice=_voice)
