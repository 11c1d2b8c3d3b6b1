"""The rights of holders and lenders over what is kept of a loan, and how long it is kept.

A holder's contact stays until the thing is back, and some days more for what is to be said about it, whatever becomes
of the case: else *delete my data* would be a way to keep what belongs to somebody else. Nobody but the lender sees it,
by a look that is written down. A thing that never comes back does not hold it for ever.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from connect import clock, db
from connect.accounts.models import Person
from connect.cases import actions as cases
from connect.cases.models import Case
from connect.deliveries.contacts.models import Contact
from connect.offers.loans import actions, queries, rules
from connect.offers.loans.keeping import reminders
from connect.offers.loans.models import Loan, LoanEvent, LoanReminder, LoanSecret
from connect.offers.loans.rules import Condition, State
from connect.registry import personal_data, retention
from connect.registry.personal_data import columns, part

INNER = ("id", "loan_id", "case_id", "person_id", "organization_id", "school_id", "phone_hash")


@part("borrowed", "loans", "loan_secrets", "loan_events", "loan_reminders", of="case")
def _borrowed(case: Case) -> list[dict[str, Any]]:
    return [_told(loan) | {"personal": _contact(loan)} for loan in queries.of_case(case)]


@part("lent", "loans", "loan_events")
def _lent(person: Person) -> list[dict[str, Any]]:
    mine = sa.select(Loan).where(Loan.person_id == person.id).order_by(Loan.id)
    return [_told(loan) for loan in db.session.scalars(mine)]


def _told(loan: Loan) -> dict[str, Any]:
    reminded = sa.select(LoanReminder).where(LoanReminder.loan_id == loan.id).order_by(LoanReminder.id)
    return columns(loan, *INNER) | {
        "lender": loan.person.name,
        "organization": loan.organization.name if loan.organization else None,
        "school": loan.school.name if loan.school else None,
        "history": [columns(event, *INNER) for event in queries.history(loan)],
        "reminders": [columns(row, *INNER) for row in db.session.scalars(reminded)],
    }


def _contact(loan: Loan) -> dict[str, Any] | None:
    secret = queries.secret_of(loan)
    return columns(secret, *INNER) if secret else None


@personal_data.erasure("loans", "loan_secrets", "loan_events", of="case")
def _case_wiped(case: Case) -> None:
    """Deletes the contact of what is back and good, or given: nobody has to say anything about it any more.

    What stays is the contact as it was at the end, which the requester may have corrected.
    """
    settled = sa.or_(Loan.state == State.GIVEN, sa.and_(Loan.state == State.BACK, Loan.condition == Condition.GOOD))
    mine = sa.select(Loan.id).where(Loan.case_id == case.id, settled)
    db.session.execute(sa.delete(LoanSecret).where(LoanSecret.loan_id.in_(mine)))
    db.session.execute(sa.update(LoanEvent).where(LoanEvent.loan_id.in_(mine)).values(words_sealed=None))
    now = cases.secret_of(case)
    left = sa.select(LoanSecret).join(Loan, Loan.id == LoanSecret.loan_id).where(Loan.case_id == case.id)
    for secret in db.session.scalars(left):
        secret.name, secret.phone, secret.phone_hash = now.name, now.phone, now.phone_hash


@personal_data.erasure("loans", "loan_secrets", "loan_events")
def _lender_leaves(person: Person) -> None:
    """Closes the loans of an account that is erased: what nobody can ask for any more is given.

    What was lent in the name of an organisation goes on: its other members ask for it.
    """
    own = (Loan.person_id == person.id, Loan.organization_id.is_(None))
    for loan in db.session.scalars(sa.select(Loan).where(*own, Loan.state.in_(rules.OUT))).all():
        if loan.state == State.RETURNING:
            actions.take_back(loan, Condition.GOOD)
        else:
            actions.make_gift(loan)
    mine = sa.select(Loan.id).where(*own)
    db.session.execute(sa.delete(LoanSecret).where(LoanSecret.loan_id.in_(mine)))
    db.session.execute(sa.update(LoanEvent).where(LoanEvent.loan_id.in_(mine)).values(words_sealed=None))


def _contact_over(before: datetime) -> sa.ColumnElement[bool]:
    """The condition that a thing is back or given for so long, or has been missing for a year."""
    missed = clock.now() - rules.MISSED_KEPT
    return sa.or_(
        sa.and_(Loan.state.in_(rules.OVER), Loan.changed_at <= before),
        sa.and_(Loan.state == State.LOST, Loan.changed_at <= missed),
        sa.and_(Loan.state.in_((State.LENT, State.RETURNING)), Loan.due_at <= missed),
    )


def _secrets(before: datetime) -> sa.ColumnElement[bool]:
    return LoanSecret.loan_id.in_(sa.select(Loan.id).where(_contact_over(before)))


def _ways(_before: datetime) -> sa.ColumnElement[bool]:
    """The condition that a contact is of a holder whose phone is deleted."""
    kept = sa.select(LoanSecret.loan_id)
    return sa.and_(Contact.held_by == reminders.HELD_BY, Contact.held_id.not_in(kept))


def _words(before: datetime) -> sa.ColumnElement[bool]:
    return LoanEvent.loan_id.in_(sa.select(Loan.id).where(_contact_over(before)))


def _over(before: datetime) -> sa.ColumnElement[bool]:
    missing = sa.and_(Loan.state.in_(rules.OUT), Loan.due_at <= before - rules.MISSED_KEPT)
    return sa.or_(sa.and_(Loan.state.in_(rules.OVER), Loan.changed_at <= before), missing)


retention.rows("loan_contacts", rules.CONTACT_KEPT, LoanSecret, _secrets)
retention.rows("loan_ways", rules.CONTACT_KEPT, Contact, _ways)
retention.rows("loan_words", rules.CONTACT_KEPT, LoanEvent, _words, empty=("words_sealed",))
retention.rows("loans", rules.KEPT, Loan, _over)
