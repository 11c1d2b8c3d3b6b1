"""Reminding a holder before a thing is due and weekly after: the three steps of `jobs.intentions`.

A loan knows when it is to be reminded of next, so none is looked for twice; after a pause of the worker only the last
of the missed reminders is written. Before each leaves, the loan is looked at again.
"""

from dataclasses import dataclass

import sqlalchemy as sa
from flask import current_app
from flask_babel import force_locale, gettext as _

from connect import clock, config, db
from connect.cases import actions as cases
from connect.gateways.media import reaches
from connect.jobs import intentions
from connect.offers.loans import queries, rules
from connect.offers.loans.models import Loan, LoanReminder
from connect.offers.loans.rules import State


@dataclass(frozen=True, slots=True)
class Message:
    """A message to the holder, with the way to the holder's page and nothing about the thing."""

    to: str  # E.164
    text: str
    key: str


def due(limit: int) -> list[int]:
    """The loans of which the holder is to be reminded now."""
    mine = sa.select(Loan.id).where(Loan.state == State.LENT, Loan.remind_at <= clock.now())
    return list(db.session.scalars(mine.order_by(Loan.remind_at).limit(limit)))


def intend(loan_id: int) -> int:
    """Writes down that the holder is to be reminded; on the page alone without leave for messages."""
    now = clock.now()
    loan = db.session.get_one(Loan, loan_id, with_for_update={"of": Loan}, populate_existing=True)
    if loan.state != State.LENT or loan.remind_at is None or loan.remind_at > now:  # moved on, or written already
        return 0
    loan.remind_at = rules.next_reminder(loan.due_at, now)
    days = rules.reminder_now(loan.due_at, now)
    if days is None or _is_there(loan, days):
        return 0
    secret = queries.secret_of(loan)
    by_sms = bool(secret and secret.sms_agreed_at) and reaches(config.current(), "sms")
    db.session.add(
        LoanReminder(
            loan_id=loan_id, due_at=loan.due_at, days=days, medium="sms" if by_sms else "page",
            sent_at=None if by_sms else now,
        )
    )  # fmt: skip
    return 1


def _is_there(loan: Loan, days: int) -> bool:
    same = (LoanReminder.loan_id == loan.id, LoanReminder.due_at == loan.due_at, LoanReminder.days == days)
    return db.session.scalar(sa.select(LoanReminder.id).where(*same)) is not None


def waiting(limit: int) -> list[int]:
    """The reminders that nobody is sending just now, the oldest first."""
    return intentions.waiting(LoanReminder, limit)


def take(reminder_id: int) -> Message | None:
    """Leases one reminder to whoever asks first; None when another has it or it is no longer wanted."""
    return intentions.take(LoanReminder, reminder_id, _message)


def done(reminder_id: int) -> None:
    """The gateway has the message."""
    intentions.done(LoanReminder, reminder_id)


def _message(reminder: LoanReminder) -> Message | None:
    """The message; None when the thing is returned, lost or given, has another day, or the leave was taken back."""
    loan = db.session.get_one(Loan, reminder.loan_id, populate_existing=True)
    secret = queries.secret_of(loan)
    still = loan.state == State.LENT and loan.due_at == reminder.due_at
    if not still or secret is None or secret.sms_agreed_at is None:
        return None
    of_case = cases.secret_of(loan.case)
    if of_case.wiped_at is None and of_case.reporter_phone:  # the link is somebody else's by now
        return None
    phone = secret.phone if of_case.wiped_at else of_case.phone
    return Message(phone, _text(loan, reminder.days), f"loan-{reminder.id}")


def _text(loan: Loan, days: int) -> str:
    of_case = cases.secret_of(loan.case)
    said = {"site": config.current().site_name, "link": _link(of_case.link_token)}
    with force_locale(of_case.lang):
        if days > 0:
            return _("%(site)s: something that you borrowed is due back soon: %(link)s", **said)
        if days == 0:
            return _("%(site)s: something that you borrowed is due back today: %(link)s", **said)
        return _("%(site)s: something that you borrowed was due back: %(link)s", **said)


def _link(token: str) -> str:
    here = config.current()
    path = current_app.url_map.bind("").build("cases.mine", {"token": token})
    return (here.site_url or f"http://{here.host}:{here.port}").rstrip("/") + path
