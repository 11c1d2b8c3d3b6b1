"""The pages of loans: lending at the handover, the lender's list and one loan, and the holder's page by the link."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from connect import clock, db
from connect.accounts.models import Person
from connect.cases import wiping
from connect.cases.claims.models import Claim
from connect.cases.models import Case, CaseSecret
from connect.cases.rules import DRILL
from connect.offers.loans import actions, queries
from connect.offers.loans.models import Loan
from connect.offers.loans.rules import By, Condition, State
from connect.registry import claims
from tests.builders import hold, lend_out, make_case, make_person
from tests.visit import Visit

LATER = "2027-01-18"


@pytest.fixture
def visit(app: Flask) -> Visit:
    """A visitor in English, so that the words are those of the code."""
    return Visit(app, "en")


@pytest.fixture
def lender(app: Flask) -> Person:
    return make_person(verified=True)


def again(loan: Loan) -> Loan:
    return db.session.get_one(Loan, loan.id, populate_existing=True)


def token_of(case: Case) -> str:
    return db.session.get_one(CaseSecret, case.id).link_token


def code_of(case: Case) -> str:
    return db.session.get_one(CaseSecret, case.id).delivery_code


def hand_over(visit: Visit, case: Case, status: int, **more: str) -> Any:
    typed = {"given-device": "2", "lent-device": "TB-01\n TB-02 \n", "lent-due": LATER} | more
    return visit.post(f"/cases/{case.public_id}/help", typed, status)


@pytest.fixture
def held(visit: Visit, lender: Person) -> Case:
    case = make_case(needs={"device": 2})
    hold(case, lender)
    visit.as_(lender)
    return case


def test_what_is_lent_is_said_where_it_is_handed_over(visit: Visit, held: Case) -> None:
    assert "lent-device" in visit.get(f"/cases/{held.public_id}/help").text
    hand_over(visit, held, 303, code=code_of(held))
    loans = queries.of_case(held)
    assert [one.mark for one in loans] == ["TB-01", "TB-02"]
    page = visit.get("/offers/loans/").text
    assert "TB-01" in page and "TB-02" in page and "Nguyễn Thị Lan" not in page
    own = visit.get(f"/cases/mine/{token_of(held)}").text
    assert "TB-01" in own and "18/01/2027" in own


@pytest.mark.parametrize(("more", "why"), [
    ({}, "delivery code"),
    ({"lent-device": "TB-01\nTB-02\nTB-03"}, "more than you handed over"),
    ({"lent-device": "TB-01\nTB-01"}, "TB-01"),
    ({"lent-due": "hôm nào cũng được"}, "until which day"),
    ({"lent-due": "31/02/2027"}, "until which day"),
    ({"lent-due": "9999-12-31"}, "until which day"),
    ({"lent-device": "x" * 41}, "40"),
    ({"lent-for": "99999"}, "organisation"),
])  # fmt: skip
def test_what_cannot_be_lent_is_said_and_nothing_typed_is_lost(
    visit: Visit, held: Case, more: dict[str, str], why: str
) -> None:
    typed = {} if not more else {"code": code_of(held)} | more
    answer = hand_over(visit, held, 422, **typed)
    assert why in answer.text
    assert "TB-0" in answer.text or "xxx" in answer.text
    assert not queries.of_case(held)
    assert db.session.get_one(Case, held.id, populate_existing=True).given == 0


def test_after_the_handover_the_lender_sees_what_is_lent(visit: Visit, held: Case) -> None:
    answer = hand_over(visit, held, 303, code=code_of(held))
    assert answer.location.endswith("/offers/loans/")


def test_no_more_is_lent_than_was_still_needed_whatever_number_is_typed(visit: Visit, held: Case) -> None:
    typed = {"given-device": "9", "lent-device": "TB-01\nTB-02\nTB-03", "code": code_of(held)}
    assert "more than you handed over" in hand_over(visit, held, 422, **typed).text
    assert not queries.of_case(held)


def test_in_a_drill_nothing_is_lent(visit: Visit, held: Case) -> None:
    with db.transaction():
        db.session.get_one(Case, held.id).guarded = DRILL
    claim = db.session.query(Claim).filter_by(case_id=held.id).one()
    typed = {"lent-device": "TB-01", "lent-due": LATER}
    with visit.app.test_request_context():
        assert claims.handed_over(claim, {"device": 1}, typed) is None
    assert not queries.of_case(held)


def test_a_case_that_asks_for_nothing_to_lend_does_not_speak_of_it(visit: Visit, lender: Person) -> None:
    case = make_case()
    hold(case, lender)
    visit.as_(lender)
    assert "lent-" not in visit.get(f"/cases/{case.public_id}/help").text
    visit.post(f"/cases/{case.public_id}/help", {"given-rice": "1", "lent-rice": "R-1", "lent-due": LATER})
    assert not queries.of_case(case)


def test_the_list_says_what_is_late_first_and_what_to_do_when_it_is_empty(visit: Visit, lender: Person) -> None:
    visit.as_(lender)
    assert "/cases/nearby" in visit.get("/offers/loans/").text
    late = lend_out(lender, "LATE-1", due_days=1)[0]
    lend_out(lender, "SOON-1", due_days=9)
    with db.transaction():
        again(late).due_at = clock.now()
    page = visit.get("/offers/loans/").text
    assert page.index("LATE-1") < page.index("SOON-1")
    assert "Overdue" in page
    assert late.case.area.name in page
    assert "1 thing that you have lent is overdue" in visit.get("/offers/").text


def test_the_lender_takes_back_gives_time_and_gives_for_good(visit: Visit, lender: Person) -> None:
    one, two, three = lend_out(lender, "T-1", "T-2", "T-3")
    visit.as_(lender)
    at = lambda loan, verb: f"/offers/loans/{loan.public_id}/{verb}"  # noqa: E731 - short
    visit.post(at(one, "take-back"), {"condition": "damaged"}, 422)
    assert "Màn hình" in visit.post(at(one, "take-back"), {"words": "Màn hình nứt"}, 422).text
    visit.post(at(one, "take-back"), {"condition": "damaged", "words": "Nứt"}, 303)
    assert again(one).condition == Condition.DAMAGED
    visit.post(at(one, "take-back"), {"condition": "good"}, 409)
    due = queries.history(two)[0].due_at
    visit.post(at(two, "extend"), {"due": "2020-01-01"}, 422)
    latest = f"{due + timedelta(days=20):%Y-%m-%d}"
    visit.post(at(two, "extend"), {"due": latest}, 303)
    visit.post(at(two, "extend"), {"due": latest}, 409)
    visit.post(at(three, "make-gift"), status=303)
    assert again(three).state == State.GIVEN
    visit.post(at(two, "lose"), {"words": ""}, 422)
    visit.post(at(two, "lose"), {"words": "Mất"}, 303)
    visit.post(at(two, "find"), {"condition": "good"}, 303)


def test_a_loan_of_somebody_else_is_not_there(visit: Visit, lender: Person) -> None:
    (loan,) = lend_out(lender)
    visit.as_(make_person(verified=True))
    for way in ("", "/contact", "/take-back", "/make-gift", "/lose"):
        address = f"/offers/loans/{loan.public_id}{way}"
        if way:
            visit.post(address, {"condition": "good", "words": "x"}, 404)
        else:
            visit.get(address, 404)
    assert again(loan).state == State.LENT


def test_the_contact_is_shown_on_a_press_and_the_holder_reads_by_whom(visit: Visit, lender: Person) -> None:
    (loan,) = lend_out(lender)
    visit.as_(lender)
    phone = db.session.get_one(CaseSecret, loan.case_id).phone
    assert phone not in visit.get(f"/offers/loans/{loan.public_id}").text
    assert phone in visit.post(f"/offers/loans/{loan.public_id}/contact", status=200).text
    assert lender.name in visit.get(f"/offers/loans/held/{token_of(loan.case)}/{loan.public_id}").text


def test_the_holder_says_what_becomes_of_it(visit: Visit, lender: Person) -> None:
    one, two = lend_out(lender, "T-1", "T-2")
    at = f"/offers/loans/held/{token_of(one.case)}"
    visit.post(f"{at}/{one.public_id}/say-returned", status=303)
    assert again(one).state == State.RETURNING
    visit.post(f"{at}/{one.public_id}/say-returned", status=409)
    visit.post(f"{at}/{two.public_id}/lose", {"words": ""}, 422)
    visit.post(f"{at}/{two.public_id}/lose", {"words": "Rơi"}, 303)
    assert "Rơi" in visit.get(f"{at}/{two.public_id}").text
    visit.post(f"{at}/{two.public_id}/find", {"words": "Thấy rồi"}, 303)
    assert again(two).state == State.LENT and again(two).remind_at is not None


def test_open_pages_learn_of_what_the_other_side_did(visit: Visit, lender: Person) -> None:
    (loan,) = lend_out(lender)
    token = token_of(loan.case)
    pages = (f"/cases/mine/{token}", f"/offers/loans/held/{token}/{loan.public_id}")
    marks = {page: mark_of(visit.get(page).text) for page in pages}
    assert all(is_fresh(visit, page, mark) for page, mark in marks.items())
    with db.transaction():
        actions.extend(again(loan), loan.due_at + timedelta(days=5), loan.due_at + timedelta(days=9))
    assert not any(is_fresh(visit, page, mark) for page, mark in marks.items())
    marks = {page: mark_of(visit.get(page).text) for page in pages}
    with db.transaction():
        wiping.wipe(db.session.get_one(Case, loan.case_id))
    deleted = mark_of(visit.get(pages[0]).text)
    with db.transaction():
        actions.take_back(again(loan), Condition.GOOD)
    assert not is_fresh(visit, pages[0], deleted)


def mark_of(page: str) -> str:
    found = re.search(r'data-fresh="([^"]+)"', page)
    assert found
    return found[1]


def is_fresh(visit: Visit, page: str, mark: str) -> bool:
    return visit.client.head(page, headers={"If-None-Match": f'"{mark}"'}).status_code == 304


@pytest.mark.parametrize("token", ["a" * 26, "short", "ab2" * 8 + "zz"])
def test_a_guessed_link_leads_nowhere(visit: Visit, lender: Person, token: str) -> None:
    (loan,) = lend_out(lender)
    visit.get(f"/offers/loans/held/{token}/{loan.public_id}", 404)
    visit.post(f"/offers/loans/held/{token}/{loan.public_id}/say-returned", status=404)
    other = token_of(make_case())
    visit.post(f"/offers/loans/held/{other}/{loan.public_id}/say-returned", status=404)
    assert again(loan).state == State.LENT


def test_deleting_says_what_stays_and_the_deleted_page_still_shows_it(visit: Visit, lender: Person) -> None:
    (loan,) = lend_out(lender)
    token = token_of(loan.case)
    assert "TB-01" in visit.get(f"/cases/mine/{token}/delete").text
    visit.post(f"/cases/mine/{token}/delete")
    page = visit.get(f"/cases/mine/{token}").text
    assert "TB-01" in page and "say-returned" in page
    visit.post(f"/offers/loans/held/{token}/{loan.public_id}/say-returned", status=303)
    with db.transaction():
        actions.take_back(again(loan), Condition.GOOD)
    assert "TB-01" not in visit.get(f"/cases/mine/{token_of(make_case())}/delete").text


def test_a_message_is_offered_to_whoever_holds_the_link_alone(visit: Visit, lender: Person) -> None:
    (loan,) = lend_out(lender)
    assert actions.may_remind(loan)
    with db.transaction():
        db.session.get_one(CaseSecret, loan.case_id).reporter_phone = "+84912345678"
    assert not actions.may_remind(again(loan))
    visit.post(f"/offers/loans/held/{token_of(loan.case)}/{loan.public_id}/remind", status=422)


def test_a_wiped_case_can_be_asked_about_no_more_by_message(visit: Visit, lender: Person) -> None:
    (loan,) = lend_out(lender)
    with db.transaction():
        wiping.wipe(db.session.get_one(Case, loan.case_id))
    assert not actions.may_remind(again(loan))
    with db.transaction():
        actions.lose(again(loan), By.HOLDER, "x")
