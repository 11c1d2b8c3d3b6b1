"""Asking the requester, before a request expires, whether it is still so.

The three steps of `jobs.intentions`: one row for each due date, the message, the row says that it went.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import current_app
from flask_babel import force_locale, gettext as _

from connect import clock, config, db
from connect.cases import actions, rules
from connect.cases.models import Case, CaseSecret, Reminder, link_mark
from connect.cases.utilities import groups
from connect.crypto.tokens import digest
from connect.gateways.media import reaches
from connect.jobs import intentions


@dataclass(frozen=True, slots=True)
class Message:
    """A message to the requester's number, with the requester's link and nothing else that is personal."""

    to: str  # E.164
    text: str
    key: str


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
    by_sms = secret.sms_agreed_at is not None and reaches(config.current(), "sms")
    db.session.add(
        Reminder(
            case_id=case_id, kind=kind, clock_at=case.clock_at, medium="sms" if by_sms else "page",
            sent_at=None if by_sms else clock.now(),
        )
    )  # fmt: skip
    return 1


def waiting(limit: int) -> list[int]:
    """The reminders that nobody is sending just now, the oldest first."""
    return intentions.waiting(Reminder, limit)


def take(reminder_id: int) -> Message | None:
    """Leases one reminder to whoever asks first; None when another has it or it is no longer wanted."""
    return intentions.take(Reminder, reminder_id, _message)


def done(reminder_id: int) -> None:
    """The gateway has the message."""
    intentions.done(Reminder, reminder_id)


def _message(reminder: Reminder) -> Message | None:
    """The message; None when the requester was heard since, took back the leave, or has another link by now."""
    case = db.session.get_one(Case, reminder.case_id)
    secret = actions.secret_of(case)
    token = secret.link_token
    still = case.state in rules.REMINDED and case.clock_at == reminder.clock_at and secret.sms_agreed_at is not None
    if not still or secret.token_hash not in (link_mark(token), digest(token)):
        return None
    with force_locale(secret.lang):
        text = _("%(site)s: please look at your request: %(link)s", site=config.current().site_name, link=_link(token))
    return Message(own_number(secret), text, f"reminder-{reminder.id}")


def own_number(secret: CaseSecret) -> str:
    """The number of whoever sent the request and holds its link."""
    return secret.reporter_phone or secret.phone


def _link(token: str) -> str:
    here = config.current()
    path = current_app.url_map.bind("").build("cases.mine", {"token": token})
    return (here.site_url or f"http://{here.host}:{here.port}").rstrip("/") + path
