"""Reading loans: those of a lender, those of a holder, and what is known of a mark."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from connect import clock, db
from connect.accounts.models import Person
from connect.cases.claims.models import Disclosure
from connect.cases.disclosure.limits import LENDER
from connect.cases.models import Case
from connect.errors import NotFound
from connect.offers.loans import rules
from connect.offers.loans.models import Loan, LoanEvent, LoanSecret
from connect.offers.loans.rules import Condition, State

PAGE = 200


def _is_lender(person: Person) -> sa.ColumnElement[bool]:
    """Whoever lent it, and those for whom the organisation answers in whose name it was lent."""
    mine = [one.id for one in person.vouchers]
    return sa.or_(Loan.person_id == person.id, Loan.organization_id.in_(mine))


class Lent(NamedTuple):
    """A lender's loans, each sort in its order."""

    overdue: list[Loan]
    out: list[Loan]  # and not overdue: what is said to be returned first, then by day
    lost: list[Loan]
    over: list[Loan]  # the newest first


def lent_by(person: Person) -> Lent:
    """The loans of a lender: overdue first."""
    now = clock.now()
    mine = sa.select(Loan).where(_is_lender(person)).order_by(Loan.due_at, Loan.id)
    rows = list(db.session.scalars(mine.options(joinedload(Loan.case))))  # for its ward
    overdue = [one for one in rows if rules.is_overdue(one.state, one.due_at, now)]
    out = [one for one in rows if one.state in (State.RETURNING, State.LENT) and one not in overdue]
    over = sorted((one for one in rows if one.state in rules.OVER), key=lambda one: one.changed_at, reverse=True)
    out.sort(key=lambda one: (one.state != State.RETURNING, one.due_at))
    return Lent(overdue, out, [one for one in rows if one.state == State.LOST], over[:PAGE])


def overdue_count(person: Person) -> int:
    """How many things of a lender are out beyond their time."""
    late = (Loan.state == State.LENT, Loan.due_at <= clock.now())
    return db.session.scalar(sa.select(sa.func.count()).select_from(Loan).where(_is_lender(person), *late)) or 0


def of_lender(person: Person, public_id: str) -> Loan:
    """A loan of this lender, or NotFound."""
    loan = db.session.scalar(sa.select(Loan).where(Loan.public_id == public_id, _is_lender(person)))
    if loan is None:
        raise NotFound
    return loan


def is_lender(person: Person) -> bool:
    """Whether this person has lent anything."""
    return db.session.scalar(sa.select(Loan.id).where(_is_lender(person)).limit(1)) is not None


def of_case(case: Case) -> list[Loan]:
    """All that was lent to a requester: what is still out first, then by day."""
    over = sa.case((Loan.state.in_(rules.OVER), 1), else_=0)
    mine = sa.select(Loan).where(Loan.case_id == case.id).order_by(over, Loan.due_at, Loan.id)
    return list(db.session.scalars(mine))


def versions(case: Case) -> list[tuple[int, int]]:
    """The loans of a requester and how often each has changed: what tells whether a page of them is still right."""
    mine = sa.select(Loan.id, Loan.version).where(Loan.case_id == case.id).order_by(Loan.id)
    return [(number, version) for number, version in db.session.execute(mine)]


def of_holder(case: Case, public_id: str) -> Loan:
    """A loan of the requester of this case, or NotFound."""
    loan = db.session.scalar(sa.select(Loan).where(Loan.public_id == public_id, Loan.case_id == case.id))
    if loan is None:
        raise NotFound
    return loan


def secret_of(loan: Loan) -> LoanSecret | None:
    """The sealed contact of the holder; None once it was deleted."""
    return db.session.get(LoanSecret, loan.id)


def history(loan: Loan) -> list[LoanEvent]:
    """All that happened to a loan, oldest first."""
    mine = sa.select(LoanEvent).where(LoanEvent.loan_id == loan.id)
    return list(db.session.scalars(mine.order_by(LoanEvent.id)))


def looks(case: Case) -> list[Disclosure]:
    """The times that lenders were shown the contact of a holder, oldest first."""
    mine = sa.select(Disclosure).where(Disclosure.case_id == case.id, Disclosure.role == LENDER)
    return list(db.session.scalars(mine.order_by(Disclosure.id)))


def not_free(person: Person, item: str, marks: Sequence[str]) -> list[str]:
    """The marks of this lender's things that cannot be lent: out, or not back in a good state when last lent."""
    mine = sa.select(Loan.mark, Loan.state, Loan.condition).where(
        Loan.person_id == person.id, Loan.item == item, Loan.mark.in_(marks)
    )
    last: dict[str, tuple[State, Condition | None]] = {
        mark: (state, condition) for mark, state, condition in db.session.execute(mine.order_by(Loan.id))
    }
    return [mark for mark in marks if mark in last and not rules.is_free(*last[mark])]


def looks_since(person: Person, since: datetime) -> int:
    """How many holders' contacts a lender was shown since a moment."""
    counted = sa.select(sa.func.count(sa.distinct(Disclosure.case_id)))
    mine = counted.where(Disclosure.person_id == person.id, Disclosure.role == LENDER, Disclosure.at > since)
    return db.session.scalar(mine) or 0
