"""What is left of an offer: set aside by a claim, gone when handed over, back when the claim ends in any other way."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from connect import clock, db
from connect.accounts.models import Person
from connect.cases import actions as cases, jobs as case_jobs, wiping
from connect.cases.claims import actions as claim_actions, handover
from connect.cases.claims.models import Claim
from connect.cases.disclosure import actions as disclosures, case_view
from connect.cases.models import Case
from connect.cases.transitions import Actor
from connect.errors import ConnectError, RuleBroken
from connect.offers import actions, queries
from connect.offers.models import Offer
from connect.offers.rules import State, Verb
from connect.offers.stock import queries as stock
from connect.registry import claims
from connect.registry.claims import Refused
from tests.builders import make_case, make_offer, make_person

pytestmark = pytest.mark.usefixtures("app")


def take(offer: Offer, case: Case, quantity: str = "", helper: Person | None = None) -> Claim:
    """A helper takes a case from an offer, ten minutes ago, and was shown the contact."""
    giver = helper or db.session.get_one(Person, offer.person_id)
    with clock.told(clock.now() - timedelta(minutes=10)), db.transaction():
        claim = claim_actions.claim(case_view.of(case, Actor(giver)))
        claims.begun(claim, {"offer": offer.public_id, "offer_quantity": quantity})
        disclosures.reveal(case_view.of(case, Actor(giver)), "to deliver")
    return claim


def left(offer: Offer) -> tuple[int, int]:
    """What is free, and what is set aside."""
    found = stock.left(db.session.get_one(Offer, offer.id, populate_existing=True))
    return found.free, found.aside


@pytest.fixture
def giver(app: Flask) -> Person:
    return make_person(verified=True)


def test_a_claim_sets_aside_what_is_asked_for_and_handing_over_takes_it(giver: Person) -> None:
    offer, case = make_offer(giver), make_case()  # rice 10, milk 4
    take(offer, case)
    assert left(offer) == (30, 10)
    with db.transaction():
        handover.hand_over(case_view.of(case, Actor(giver)), {"rice": 6, "milk": 4})
    assert left(offer) == (34, 0)
    assert stock.handed_over(offer) == stock.handed_over_ever(offer) == 6


RELEASES: dict[str, Callable[[Case, Person], object]] = {
    "given back": lambda case, giver: claim_actions.release(case_view.of(case, Actor(giver)), "too_far"),
    "nobody reached": lambda case, giver: claim_actions.cannot_reach(case_view.of(case, Actor(giver)), "no_answer"),
    "withdrawn": lambda case, _giver: cases.withdraw(case),
    "wiped": lambda case, _giver: wiping.wipe(case),
}


@pytest.mark.parametrize("how", RELEASES)
def test_whoever_ends_the_claim_the_rest_is_back_in_the_same_transaction(giver: Person, how: str) -> None:
    offer, case = make_offer(giver), make_case()
    take(offer, case, "7")
    assert left(offer) == (33, 7)
    with db.transaction():
        RELEASES[how](db.session.get_one(Case, case.id), giver)
    assert left(offer) == (40, 0)


def test_a_lease_that_is_over_gives_back_before_any_job_and_only_once(giver: Person) -> None:
    offer, case = make_offer(giver, quantity=10), make_case()
    claim = take(offer, case)
    assert left(offer) == (0, 10)
    with clock.told(claim.until + timedelta(seconds=1)):
        assert left(offer) == (10, 0)
        other = make_case(needs={"rice": 8})
        take_now(offer, other, giver)
        assert left(offer) == (2, 8)
        case_jobs.sweep()  # notes the lapse of the first claim, for which nothing is left to give back
        assert left(offer) == (2, 8)


def take_now(offer: Offer, case: Case, giver: Person, quantity: str = "") -> Claim:
    with db.transaction():
        claim = claim_actions.claim(case_view.of(case, Actor(giver)))
        claims.begun(claim, {"offer": offer.public_id, "offer_quantity": quantity})
        return claim


def test_the_sweep_gives_back_too(giver: Person) -> None:
    offer, case = make_offer(giver), make_case()
    claim = take(offer, case)
    with clock.told(claim.until + timedelta(minutes=1)):
        case_jobs.sweep()
        assert db.session.get_one(Offer, offer.id, populate_existing=True).stock == 40


def refused(offer: Offer, case: Case, giver: Person, quantity: str = "") -> str:
    """The words of a refusal; nothing was taken, neither of the offer nor the case."""
    before, code = left(offer), offer.public_id
    with pytest.raises(Refused) as error:
        take_now(offer, case, giver, quantity)
    assert left(offer) == before
    assert not db.session.get_one(Case, case.id, populate_existing=True).is_held(clock.now()), code
    return str(error.value.message)


def test_no_more_goes_than_there_is_and_nothing_that_is_not_asked_for(giver: Person) -> None:
    offer = make_offer(giver, quantity=5)
    assert "5" in refused(offer, make_case(), giver, "6")
    assert refused(offer, make_case(), giver, "0")
    assert refused(offer, make_case(), giver, "-3")
    assert refused(offer, make_case(needs={"masks": 2}), giver)
    assert refused(offer, make_case(needs={"noodles": 2}), giver), "of the same kind, and another thing"


def test_another_s_offer_is_refused_as_one_that_does_not_exist(giver: Person) -> None:
    offer, other, case = make_offer(giver), make_person(verified=True), make_case()
    theirs = refused(offer, case, other)
    with pytest.raises(Refused) as error, db.transaction():
        claims.begun(claim_actions.claim(case_view.of(case, Actor(other))), {"offer": "ZZZZZZZZ"})
    assert str(error.value.message) == theirs


@pytest.mark.parametrize("verb", [Verb.PAUSE, Verb.END])
def test_an_offer_that_is_not_open_is_not_taken_from(giver: Person, verb: Verb) -> None:
    offer, case = make_offer(giver), make_case()
    with db.transaction():
        actions.act(db.session.get_one(Offer, offer.id), verb)
    assert "đang mở" in refused(offer, case, giver) or "not open" in refused(offer, case, giver)
    with clock.told(clock.now() + timedelta(days=40)):
        refused(make_offer(giver, until=clock.now() + timedelta(days=1)), make_case(), giver, "41")


def test_two_at_once_never_get_more_than_there_is(app: Flask, giver: Person) -> None:
    offer, cases_ = make_offer(giver, quantity=10), [make_case(needs={"rice": 8}) for _ in range(4)]
    ids, offer_code, giver_id = [one.id for one in cases_], offer.public_id, giver.id
    told: list[str] = []
    gate = threading.Barrier(len(ids))

    def go(case_id: int) -> None:
        with app.app_context():
            gate.wait()
            try:
                with db.transaction():
                    person = db.session.get_one(Person, giver_id)
                    case = db.session.get_one(Case, case_id)
                    claim = claim_actions.claim(case_view.of(case, Actor(person)))
                    claims.begun(claim, {"offer": offer_code, "offer_quantity": "8"})
                told.append("took")
            except ConnectError:
                told.append("refused")

    threads = [threading.Thread(target=go, args=(one,)) for one in ids]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(told) == ["refused", "refused", "refused", "took"]
    db.session.rollback()
    assert left(offer) == (2, 8)


def test_the_last_of_it_given_away_uses_it_up_and_a_new_quantity_opens_it_again(giver: Person) -> None:
    offer, case = make_offer(giver, quantity=10), make_case()
    take(offer, case)
    with db.transaction():
        handover.hand_over(case_view.of(case, Actor(giver)), {"rice": 10})
    now = db.session.get_one(Offer, offer.id, populate_existing=True)
    assert now.state == State.USED_UP
    terms = actions.Terms(5, ["food"], 5, clock.now() + timedelta(days=9))
    with db.transaction():
        actions.change(now, terms, now.version)
    assert (now.state, now.stock) == (State.OPEN, 5)
    assert [one.verb for one in queries.history(now)][:3] == [Verb.REOPEN, Verb.USE_UP, Verb.HAND_OVER]


def test_what_is_set_aside_cannot_be_changed_away(giver: Person) -> None:
    offer = make_offer(giver)
    take(offer, make_case(), "9")
    until = clock.now() + timedelta(days=9)
    with pytest.raises(RuleBroken) as error, db.transaction():
        now = db.session.get_one(Offer, offer.id)
        actions.change(now, actions.Terms(8, ["food"], 5, until), now.version)
    assert "9" in str(error.value.message)
    with db.transaction():
        now = db.session.get_one(Offer, offer.id)
        actions.change(now, actions.Terms(9, ["food"], 5, until), now.version)
    assert left(offer) == (0, 9)


def test_the_month_s_own_limit_counts_what_was_handed_over_this_month(giver: Person) -> None:
    offer = make_offer(giver, month_cap=12)
    case = make_case()
    take(offer, case)
    with db.transaction():
        handover.hand_over(case_view.of(case, Actor(giver)), {"rice": 10})
    assert stock.left(offer).most == 2
    assert "2" in refused(offer, make_case(), giver, "3")
    with clock.told(clock.now() + timedelta(days=32)):
        with db.transaction():
            actions.act(offer, Verb.CONFIRM) if offer.clock_at > clock.now() else None
        assert stock.left(offer).this_month == 12


def test_of_labour_all_that_was_set_aside_is_gone_once_anything_was_brought(giver: Person) -> None:
    offer, case = make_offer(giver, sort="labour", quantity=5), make_case()
    take(offer, case, "2")
    assert left(offer) == (3, 2)
    with db.transaction():
        handover.hand_over(case_view.of(case, Actor(giver)), {"milk": 1})
    assert left(offer) == (3, 0)


def test_an_offer_that_ended_meanwhile_keeps_its_books(giver: Person) -> None:
    offer, case = make_offer(giver), make_case()
    take(offer, case)
    with db.transaction():
        actions.act(db.session.get_one(Offer, offer.id), Verb.END)
    with db.transaction():
        claim_actions.release(case_view.of(case, Actor(giver)), "too_far")
    now = db.session.get_one(Offer, offer.id, populate_existing=True)
    assert (now.state, now.stock) == (State.ENDED, 40)
