"""Reminding a holder before a thing is due and weekly after.

A loan knows when it is to be reminded of next, so none is looked for twice; after a pause of the worker only the last
of the missed reminders is written. A message goes by `deliveries`, which looks at the loan once more before it leaves.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import force_locale, gettext as _

from connect import clock, config, db, web
from connect.cases import actions as cases
from connect.deliveries.contacts import actions as contacts
from connect.deliveries.ledger import actions as deliveries, owners
from connect.deliveries.ledger.owners import Asked, Said
from connect.deliveries.ledger.rules import Lane, Policy
from connect.gateways.media import reaches
from connect.offers.loans import queries, rules
from connect.offers.loans.models import Loan, LoanReminder
from connect.offers.loans.rules import State

KIND, HELD_BY = "loan_reminder", "loans"
HOLDS = timedelta(days=6)  # the next one comes a week later


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
    reminder = LoanReminder(
        loan_id=loan_id, due_at=loan.due_at, days=days, medium="sms" if by_sms else "page", sent_at=now
    )
    db.session.add(reminder)
    db.session.flush()
    if by_sms:
        _publish(reminder)
    return 1


def _is_there(loan: Loan, days: int) -> bool:
    same = (LoanReminder.loan_id == loan.id, LoanReminder.due_at == loan.due_at, LoanReminder.days == days)
    return db.session.scalar(sa.select(LoanReminder.id).where(*same)) is not None


def _publish(reminder: LoanReminder) -> None:
    loan = db.session.get_one(Loan, reminder.loan_id)
    contact = contacts.held(HELD_BY, loan.id, "sms", cases.secret_of(loan.case).lang)
    over = clock.now() + HOLDS
    deliveries.publish(KIND, reminder.id, lane=Lane.PERSONAL, policy=Policy.REPEAT, expires_at=over, only=contact.id)


def hand_over(limit: int) -> int:
    """Hands over what a version before `deliveries` had written down and not sent; how many reminders."""
    unsent = sa.select(LoanReminder).where(LoanReminder.sent_at.is_(None), LoanReminder.dropped_at.is_(None))
    found = db.session.scalars(unsent.limit(limit)).all()
    for reminder in found:
        reminder.sent_at = clock.now()
        _publish(reminder)
    return len(found)


def _audience(reminder_id: int, low: int, high: int) -> sa.Select[Any]:
    whose = sa.select(LoanReminder.loan_id).where(LoanReminder.id == reminder_id).scalar_subquery()
    return contacts.held_within(HELD_BY, whose, low, high)


def _voice(asked: Sequence[Asked]) -> list[Said | None]:
    return [_message(db.session.get(LoanReminder, one.row, populate_existing=True)) for one in asked]


def _message(reminder: LoanReminder | None) -> Said | None:
    """A message with the way to the holder's page and nothing about the thing.

    None when it is returned, lost or given, has another day, or the leave was taken back.
    """
    if reminder is None:
        return None
    loan = db.session.get_one(Loan, reminder.loan_id, populate_existing=True)
    secret = queries.secret_of(loan)
    still = loan.state == State.LENT and loan.due_at == reminder.due_at
    if not still or secret is None or secret.sms_agreed_at is None:
        return None
    of_case = cases.secret_of(loan.case)
    if of_case.wiped_at is None and of_case.reporter_phone:  # the link is somebody else's by now
        return None
    phone = secret.phone if of_case.wiped_at else of_case.phone
    return Said(_text(loan, reminder.days), to=phone)


owners.announce(KIND, audience=_audience, voice=_voice)


def _text(loan: Loan, days: int) -> str:
    of_case = cases.secret_of(loan.case)
    said = {"site": config.current().site_name, "link": web.link_to("cases.mine", token=of_case.link_token)}
    with force_locale(of_case.lang):
        if days > 0:
            return _("%(site)s: something that you borrowed is due back soon: %(link)s", **said)
        if days == 0:
            return _("%(site)s: something that you borrowed is due back today: %(link)s", **said)
        return _("%(site)s: something that you borrowed was due back: %(link)s", **said)
