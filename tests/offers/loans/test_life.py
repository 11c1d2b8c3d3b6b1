"""Any order of anybody's acts, with the clock moved at will, keeps a loan on its table and the contact with it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from connect import clock, db
from connect.cases import wiping
from connect.cases.models import Case
from connect.offers.loans import actions, queries, rules
from connect.offers.loans.keeping import jobs
from connect.offers.loans.models import Loan, LoanEvent, LoanReminder
from connect.offers.loans.rules import By, Condition, State
from connect.registry import retention
from tests.builders import lend_out, make_person
from tests.life import START, Life, told
from tests.often import often

DUE_DAYS = 20
REACHED = {  # the states to which each state leads
    State.LENT: {State.LENT, State.RETURNING, State.LOST, State.BACK, State.GIVEN},
    State.RETURNING: {State.LOST, State.BACK},
    State.LOST: {State.BACK, State.GIVEN, State.LENT},
}


def machine() -> type[Life]:
    """The machine for this test's database."""

    class LifeOfALoan(Life):
        def __init__(self) -> None:
            super().__init__()
            with clock.told(self.now):
                (loan,) = lend_out(make_person(verified=True), due_days=DUE_DAYS)
            self.loan_id = loan.id

        def act(self, done: Callable[[Loan], object]) -> bool:
            return self.tries(lambda: done(self._loan()))

        def _loan(self) -> Loan:
            return db.session.get_one(Loan, self.loan_id, populate_existing=True)

        @rule(days=st.sampled_from([1, 6, 13, 15, 40]))
        def time_passes(self, days: int) -> None:
            self.now = min(self.now + timedelta(days=days), START + timedelta(days=350))  # then the row may go

        @rule()
        def the_clock_reminds(self) -> None:
            with clock.told(self.now):
                jobs.remind_holders()

        @rule()
        def the_night_wipes(self) -> None:
            with clock.told(self.now):
                retention.run()

        @rule()
        def the_requester_deletes_the_case(self) -> None:
            self.act(lambda loan: wiping.wipe(db.session.get_one(Case, loan.case_id)))

        @rule(days=st.integers(1, 120))
        def more_time_is_given(self, days: int) -> None:
            more = timedelta(days=days)
            self.act(lambda loan: actions.extend(loan, loan.due_at + more, loan.due_at + rules.EXTENDED_BY))

        @rule()
        def the_holder_says_that_it_is_returned(self) -> None:
            self.act(actions.say_returned)

        @rule(condition=st.sampled_from(Condition), words=st.sampled_from(["", "Nứt"]))
        def the_lender_takes_it_back(self, condition: Condition, words: str) -> None:
            self.act(lambda loan: actions.take_back(loan, condition, words))

        @rule(by=st.sampled_from(By), words=st.sampled_from(["", "Rơi"]))
        def it_is_lost(self, by: By, words: str) -> None:
            self.act(lambda loan: actions.lose(loan, by, words))

        @rule(by=st.sampled_from(By), condition=st.sampled_from([None, *Condition]))
        def it_is_found(self, by: By, condition: Condition | None) -> None:
            self.act(lambda loan: actions.find(loan, by, "Thấy", condition if by == By.LENDER else None))

        @rule(sure=st.integers(0, 3))
        def it_is_given(self, sure: int) -> None:
            if not sure:  # rarely, or nothing is left to happen
                self.act(actions.make_gift)

        @invariant()
        def every_change_left_a_line_of_the_table(self) -> None:
            db.session.rollback()
            loan = self._loan()
            mine = sa.select(LoanEvent).where(LoanEvent.loan_id == loan.id).order_by(LoanEvent.id)
            events = list(db.session.scalars(mine))
            assert loan.version == len(events)
            assert [one.from_state for one in events[1:]] == [one.to_state for one in events[:-1]]
            assert all(one.to_state in REACHED[State(one.from_state)] for one in events[1:])
            assert [one.verb for one in events].count("extend") <= 1

        @invariant()
        def only_the_lender_says_that_it_is_back(self) -> None:
            loan = self._loan()
            last = db.session.scalars(sa.select(LoanEvent).where(LoanEvent.loan_id == loan.id)).all()[-1]
            assert (loan.state == State.BACK) == (loan.condition is not None)
            assert loan.state != State.BACK or last.by == By.LENDER

        @invariant()
        def the_contact_is_there_while_the_thing_is_out(self) -> None:
            loan = self._loan()
            if loan.state in rules.OUT and self.now < loan.due_at + rules.MISSED_KEPT - timedelta(days=1):
                assert loan.state == State.LOST or queries.secret_of(loan) is not None

        @invariant()
        def nobody_is_reminded_of_what_is_out_no_more(self) -> None:
            loan = self._loan()
            assert (loan.remind_at is None) or loan.state == State.LENT
            last = sa.select(sa.func.max(LoanReminder.sent_at)).where(LoanReminder.loan_id == loan.id)
            sent_at = db.session.scalar(last)
            assert sent_at is None or loan.state == State.LENT or sent_at <= loan.changed_at

    return LifeOfALoan


@pytest.mark.timeout(600)
def test_a_loan_stays_on_its_table_whatever_anybody_does(app: Flask) -> None:
    told(machine(), often(100, 10))
