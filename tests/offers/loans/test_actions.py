"""Lending with a handover, and what each side may do afterwards, in the database."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_babel import force_locale

from connect import clock, db
from connect.accounts.models import Person
from connect.cases import actions as cases, wiping
from connect.cases.claims import handover
from connect.cases.claims.models import Disclosure
from connect.cases.disclosure import case_view, limits
from connect.cases.models import Case
from connect.cases.transitions import Actor
from connect.errors import Conflict, ConnectError, NotAllowed, NotFound, RuleBroken
from connect.offers.loans import actions, queries
from connect.offers.loans.actions import Lending
from connect.offers.loans.models import Loan, LoanEvent, LoanSecret
from connect.offers.loans.rules import By, Condition, State
from connect.registry.claims import Refused
from tests.builders import hold, lend_out, make_case, make_person, make_school, make_teacher, post_for_many

pytestmark = pytest.mark.usefixtures("app")


@contextmanager
def refused(kind: type[ConnectError], why: str) -> Iterator[None]:
    """It is refused in words that hold these."""
    with pytest.raises(kind) as caught:
        yield
    with force_locale("en"):
        assert why in str(caught.value.message)


@pytest.fixture
def lender(app: Flask) -> Person:
    return make_person(verified=True)


def again(loan: Loan) -> Loan:
    return db.session.get_one(Loan, loan.id, populate_existing=True)


def do(act: Any, loan: Loan, *more: Any) -> Loan:
    with db.transaction():
        act(again(loan), *more)
    return again(loan)


def test_a_loan_is_made_at_the_handover_with_the_holders_contact_sealed_beside_it(lender: Person) -> None:
    first, second = lend_out(lender, "TB-01", "TB-02")
    secret, of_case = queries.secret_of(first), cases.secret_of(first.case)
    assert secret is not None and (secret.name, secret.phone) == (of_case.name, of_case.phone)
    assert of_case.phone.encode() not in secret.phone_sealed
    assert (first.state, second.mark, first.case.given) == (State.LENT, "TB-02", 2)
    assert [event.verb for event in queries.history(first)] == ["lend"]


def test_without_the_delivery_code_nothing_is_lent(lender: Person) -> None:
    case = make_case(needs={"device": 1})
    held = hold(case, lender)
    with refused(Refused, "delivery code"), db.transaction():
        handover.hand_over(case_view.of(case, Actor(lender)), {"device": 1})
        actions.lend(held, {"device": 1}, Lending({"device": ["TB-01"]}, clock.now() + timedelta(days=30)))
    assert db.session.get_one(Case, case.id, populate_existing=True).given == 0


@pytest.mark.parametrize(("marks", "given", "days", "why"), [
    ({"device": ["TB-01", "TB-02"]}, 1, 30, "more than you handed over"),
    ({"device": ["TB-01", "TB-01"]}, 2, 30, "same mark"),
    ({"rice": ["TB-01"]}, 1, 30, "more than you handed over"),
    ({"device": ["TB-01"]}, 1, 0, "until which day"),
    ({"device": ["TB-01"]}, 1, 367, "until which day"),
])  # fmt: skip
def test_a_loan_that_cannot_be_is_refused_in_words(
    lender: Person, marks: dict[str, list[str]], given: int, days: int, why: str
) -> None:
    case = make_case(needs={"device": 3})
    held = hold(case, lender)
    held.code_at = clock.now()
    with refused(Refused, why):
        actions.lend(held, {"device": given, "rice": 0}, Lending(marks, clock.now() + timedelta(days=days)))


def test_the_same_thing_is_lent_again_only_when_it_is_back_and_good(lender: Person) -> None:
    (loan,) = lend_out(lender, "TB-01")
    with refused(Refused, "TB-01"):
        lend_out(lender, "TB-01")
    do(actions.take_back, loan, Condition.DAMAGED, "Màn hình nứt")
    with refused(Refused, "TB-01"):
        lend_out(lender, "TB-01")
    lend_out(make_person(verified=True), "TB-01")  # somebody else's things have marks of their own
    (other,) = lend_out(lender, "TB-02")
    do(actions.take_back, other, Condition.GOOD)
    lend_out(lender, "TB-02")


def test_a_thing_goes_through_its_life_and_each_step_leaves_a_line(lender: Person) -> None:
    (loan,) = lend_out(lender)
    due = loan.due_at + timedelta(days=20)
    assert do(actions.extend, loan, due, due).due_at == due
    do(actions.say_returned, loan)
    do(actions.lose, loan, By.LENDER, "Không ai đưa lại")
    found = do(actions.find, loan, By.LENDER, "Ở nhà văn hoá", Condition.BROKEN)
    assert (found.state, found.condition) == (State.BACK, Condition.BROKEN)
    events = queries.history(loan)
    assert [one.verb for one in events] == ["lend", "extend", "say_returned", "lose", "find"]
    assert [one.from_state for one in events[1:]] == [one.to_state for one in events[:-1]]
    assert (events[3].words, events[0].words) == ("Không ai đưa lại", None)
    assert found.version == len(events)


def test_more_time_is_given_once_and_only_as_far_as_the_form_says(lender: Person) -> None:
    (loan,) = lend_out(lender)
    later = loan.due_at + timedelta(days=10)
    for wrong, latest in ((loan.due_at, later), (later, loan.due_at + timedelta(days=9))):
        with refused(RuleBroken, "later day"):
            do(actions.extend, loan, wrong, latest)
    do(actions.extend, loan, later, later)
    with refused(Conflict, "moved on"):
        do(actions.extend, loan, later + timedelta(days=1), later + timedelta(days=9))


@pytest.mark.parametrize("act", [
    lambda loan: actions.take_back(loan, Condition.DAMAGED),
    lambda loan: actions.take_back(loan, Condition.BROKEN, ""),
    lambda loan: actions.lose(loan, By.HOLDER, ""),
])  # fmt: skip
def test_what_is_damaged_or_lost_is_told_in_words(lender: Person, act: Any) -> None:
    (loan,) = lend_out(lender)
    with refused(RuleBroken, "few words"):
        do(act, loan)
    assert again(loan).state == State.LENT


def test_what_is_found_by_the_holder_is_back_and_not_free(lender: Person) -> None:
    (loan,) = lend_out(lender)
    do(actions.lose, loan, By.HOLDER, "Rơi xuống ruộng")
    assert do(actions.find, loan, By.HOLDER, "Đã tìm thấy").state == State.LENT
    with pytest.raises(Refused):
        lend_out(lender)


def test_after_it_is_back_nothing_more_happens_to_a_loan(lender: Person) -> None:
    (loan,) = lend_out(lender)
    do(actions.take_back, loan, Condition.GOOD)
    for act, more in (
        (actions.lose, (By.HOLDER, "x")), (actions.say_returned, ()), (actions.make_gift, ()),
        (actions.take_back, (Condition.GOOD,)),
    ):  # fmt: skip
        with refused(Conflict, "moved on"):
            do(act, loan, *more)


def test_of_two_who_take_it_back_at_once_one_does(app: Flask, lender: Person) -> None:
    (loan,) = lend_out(lender)
    number, ended = loan.id, []
    gate = threading.Barrier(2, timeout=20)

    def press() -> None:
        with app.app_context():
            gate.wait()
            try:
                with db.transaction():
                    actions.take_back(db.session.get_one(Loan, number), Condition.GOOD)
                ended.append("back")
            except (Conflict, RuleBroken):
                ended.append("late")
            db.session.remove()

    both = [threading.Thread(target=press) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    assert sorted(ended) == ["back", "late"]
    lines = sa.select(sa.func.count()).select_from(LoanEvent).where(LoanEvent.loan_id == number)
    assert db.session.scalar(lines) == 2


def test_a_loan_is_its_lenders_alone_and_of_the_organisation_in_whose_name_it_is(lender: Person) -> None:
    (loan,) = lend_out(lender)
    with pytest.raises(NotFound):
        queries.of_lender(make_person(verified=True), loan.public_id)
    school = make_school()
    one, colleague = make_teacher(school), make_teacher(school)
    (shared,) = lend_out(one, "S-1", organization_id=school.id)
    assert queries.of_lender(colleague, shared.public_id).id == shared.id
    with refused(Refused, "organisation"):
        lend_out(lender, "S-2", organization_id=school.id)


def test_the_contact_is_shown_by_a_look_that_the_holder_reads(lender: Person) -> None:
    (loan,) = lend_out(lender)
    with db.transaction():
        contact = actions.reveal(again(loan), lender)
    assert contact.phone == cases.secret_of(loan.case).phone
    looks = list(db.session.scalars(sa.select(Disclosure).where(Disclosure.role == "lender")))
    assert [(one.person_id, one.case_id) for one in looks] == [(lender.id, loan.case_id)]
    assert len(queries.looks(loan.case)) == 1


@pytest.mark.parametrize("wiped", [False, True])
def test_not_this_person_holds_for_a_lender_also_once_the_case_is_wiped(lender: Person, wiped: bool) -> None:
    (loan,) = lend_out(lender)
    with db.transaction():
        limits.stop(loan.case, lender)
    if wiped:
        with db.transaction():
            wiping.wipe(db.session.get_one(Case, loan.case_id))
    with refused(NotAllowed, "does not want"), db.transaction():
        actions.reveal(again(loan), lender)


def test_many_looks_in_an_hour_wait(lender: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    (loan,) = lend_out(lender)
    monkeypatch.setattr(queries, "looks_since", lambda *_: 20)
    with refused(RuleBroken, "later"), db.transaction():
        actions.reveal(again(loan), lender)


def test_the_loan_of_a_school_knows_its_school(lender: Person) -> None:
    school = make_school()
    case, _token = post_for_many(school, make_teacher(school))
    loans = lend_out(lender, "TB-1", "TB-2", case=case)
    assert {one.school_id for one in loans} == {school.id}
    assert db.session.get_one(Case, case.id, populate_existing=True).state == "partly_helped"


def test_a_secret_without_its_loan_is_none(lender: Person) -> None:
    (loan,) = lend_out(lender)
    with db.transaction():
        db.session.delete(db.session.get_one(LoanSecret, loan.id))
    with refused(RuleBroken, "deleted"), db.transaction():
        actions.reveal(again(loan), lender)
