"""Holders are reminded until the thing is back and never after; their contact stays as long as that, and no longer."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import clock, config, db
from connect.accounts import actions as accounts, export as account_export
from connect.accounts.models import Person
from connect.cases import actions as cases, export, wiping
from connect.cases.models import Case
from connect.gateways import media, recording
from connect.offers.loans import actions, queries
from connect.offers.loans.keeping import jobs, reminders
from connect.offers.loans.models import Loan, LoanEvent, LoanReminder
from connect.offers.loans.rules import By, Condition, State
from connect.registry import retention
from tests.builders import lend_out, make_person, make_school, make_teacher
from tests.deliveries import ledger

MOVES: dict[str, Callable[[Loan], object]] = {
    "returned": actions.say_returned,
    "back": lambda loan: actions.take_back(loan, Condition.GOOD),
    "lost": lambda loan: actions.lose(loan, By.HOLDER, "Rơi mất"),
    "given": actions.make_gift,
    "extended": lambda loan: actions.extend(loan, loan.due_at + timedelta(days=9), loan.due_at + timedelta(days=9)),
    "leave taken back": lambda loan: actions.remind_by_sms(loan, False),
}


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Any:
    """A site whose messages are recorded and offered."""
    app = make_app(development=True, site_url="https://help.example.vn", quiet_hours="")
    with app.app_context():
        yield app
        db.session.remove()


@pytest.fixture
def lender(app: Flask) -> Person:
    return make_person(verified=True)


def lent(lender: Person, due_days: int = 30, *, sms: bool = True) -> Loan:
    (loan,) = lend_out(lender, due_days=due_days)
    if sms:
        do(lambda one: actions.remind_by_sms(one, True), loan)
    return loan


def do(act: Callable[[Loan], object], loan: Loan) -> None:
    with db.transaction():
        act(db.session.get_one(Loan, loan.id, populate_existing=True))


def remind() -> tuple[int, int]:
    """How many were due, and how many messages went out."""
    return jobs.remind_holders(), ledger.send_all().get("sent", 0)


def sent() -> list[recording.Recorded]:
    return recording.recorded(media.outbox(config.current()))


def after(days: float) -> Any:
    return clock.told(clock.now() + timedelta(days=days))


def test_a_holder_is_reminded_before_the_day_on_it_and_weekly_after(lender: Person) -> None:
    lent(lender, due_days=30)
    for days, is_sent in (
        (15.9, 0),
        (16.1, 1),
        (16.2, 0),
        (27.1, 1),
        (29.9, 0),
        (30.1, 1),
        (36.9, 0),
        (37.1, 1),
        (44.1, 1),
    ):
        with after(days):
            assert remind() == (is_sent, is_sent), days
    texts = [one.text for one in sent()]
    assert len(texts) == 5 and all("https://help.example.vn/cases/mine/" in one for one in texts)
    assert not any("TB-01" in one or "máy" in one.lower() for one in texts)


def test_after_a_pause_of_the_worker_only_the_last_reminder_is_written(lender: Person) -> None:
    lent(lender, due_days=30)
    with after(40):
        assert remind() == (1, 1)
        assert remind() == (0, 0)
    assert list(db.session.scalars(sa.select(LoanReminder.days))) == [-7]


@pytest.mark.parametrize("what", MOVES)
def test_before_a_message_leaves_the_loan_is_looked_at_again(lender: Person, what: str) -> None:
    loan = lent(lender, due_days=30)
    with after(16.1):
        with db.transaction():
            assert reminders.intend(loan.id) == 1
        do(MOVES[what], loan)
        assert ledger.send_all() == {"suppressed": 1}
    assert not sent()


@pytest.mark.parametrize("what", ["returned", "back", "lost", "given"])
def test_of_what_is_out_no_more_nobody_is_reminded(lender: Person, what: str) -> None:
    do(MOVES[what], lent(lender, due_days=30))
    with after(60):
        assert remind() == (0, 0)


def test_more_time_makes_new_reminders(lender: Person) -> None:
    loan = lent(lender, due_days=30)
    with after(28):
        assert remind() == (1, 1)
        do(MOVES["extended"], loan)
    with after(35):
        assert remind() == (0, 0)
    with after(36.1):
        assert remind() == (1, 1)


def test_without_leave_only_the_page_reminds(lender: Person) -> None:
    lent(lender, sms=False)
    with after(17):
        assert remind() == (1, 0)
    assert not sent()


def test_what_an_earlier_version_left_unsent_is_handed_over(lender: Person) -> None:
    loan = lent(lender)
    with after(17):
        with db.transaction():
            db.session.add(LoanReminder(loan_id=loan.id, due_at=loan.due_at, days=14, medium="sms"))
        assert ledger.send_all() == {}
        assert remind() == (0, 1)


def test_the_contact_outlives_the_case_and_goes_two_weeks_after_the_thing_is_back(lender: Person) -> None:
    loan = lent(lender)
    with db.transaction():
        wiping.wipe(db.session.get_one(Case, loan.case_id))
    phone = _contact(loan)
    assert phone and phone.startswith("+84")
    with after(100):
        retention.run()
        assert _contact(loan) == phone
        do(lambda one: actions.take_back(one, Condition.BROKEN, "Vỡ màn hình"), loan)
    with after(113):
        retention.run()
        assert _contact(loan) == phone
    with after(115):
        retention.run()
        assert _contact(loan) is None
        words = db.session.scalars(sa.select(LoanEvent.words_sealed).where(LoanEvent.loan_id == loan.id))
        assert not any(words)


def test_a_corrected_phone_is_the_one_that_is_rung_and_reminded_and_stays(lender: Person) -> None:
    loan = lent(lender)
    with db.transaction():
        secret = cases.secret_of(db.session.get_one(Case, loan.case_id))
        secret.phone, secret.phone_hash = "+84911111111", "another"
    with after(16.1):
        assert remind() == (1, 1)
    assert sent()[0].to == "+84911111111"
    with db.transaction():
        wiping.wipe(db.session.get_one(Case, loan.case_id))
    assert _contact(loan) == "+84911111111"
    with after(27.1):
        assert remind() == (1, 1)
    assert sent()[1].to == "+84911111111"


def _contact(loan: Loan) -> str | None:
    db.session.rollback()
    secret = queries.secret_of(db.session.get_one(Loan, loan.id, populate_existing=True))
    return secret.phone if secret else None


@pytest.mark.parametrize(("act", "stays"), [
    (MOVES["back"], False), (MOVES["given"], False), (MOVES["returned"], True), (MOVES["lost"], True),
    (lambda loan: actions.take_back(loan, Condition.DAMAGED, "Xước"), True),
])  # fmt: skip
def test_deleting_the_case_takes_the_contact_of_what_is_settled_alone(
    lender: Person, act: Callable[[Loan], object], stays: bool
) -> None:
    loan = lent(lender)
    do(act, loan)
    with db.transaction():
        wiping.wipe(db.session.get_one(Case, loan.case_id))
    assert (_contact(loan) is not None) is stays


def test_what_never_comes_back_does_not_hold_the_contact_for_ever(lender: Person) -> None:
    loan = lent(lender, due_days=10)
    with after(374):
        retention.run()
        assert _contact(loan)
    with after(376):
        retention.run()
        assert _contact(loan) is None


def test_the_holders_download_tells_of_it_all_and_the_lenders_without_the_contact(lender: Person) -> None:
    loan = lent(lender)
    phone = _contact(loan)
    (borrowed,) = export.of_case(db.session.get_one(Case, loan.case_id))["borrowed"]
    assert (borrowed["mark"], borrowed["personal"]["phone"], borrowed["lender"]) == ("TB-01", phone, lender.name)
    (given,) = account_export.of_person(db.session.get_one(Person, lender.id))["lent"]
    assert given["mark"] == "TB-01" and str(phone) not in json.dumps(given)


def test_a_lender_who_leaves_gives_what_is_out_and_forgets_the_holders(lender: Person) -> None:
    loan, school = lent(lender), make_school()
    teacher = make_teacher(school)
    (shared,) = lend_out(teacher, "S-1", organization_id=school.id)
    for person in (lender, teacher):
        with db.transaction():
            accounts.erase(db.session.get_one(Person, person.id))
    assert db.session.get_one(Loan, loan.id, populate_existing=True).state == State.GIVEN
    assert _contact(loan) is None
    assert db.session.get_one(Loan, shared.id, populate_existing=True).state == State.LENT
    assert _contact(shared)
