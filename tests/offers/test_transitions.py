"""Any order of anybody's acts, with the clock moved at will, keeps the books of an offer."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from connect import clock, db
from connect.accounts.models import Person
from connect.cases import actions as cases, jobs as case_jobs
from connect.cases.claims import actions as claim_actions, handover
from connect.cases.disclosure import actions as disclosures, case_view
from connect.cases.models import Case
from connect.cases.transitions import Actor
from connect.offers import actions, rules, transitions
from connect.offers.keeping import jobs
from connect.offers.models import Offer, OfferEvent
from connect.offers.rules import By, Verb
from connect.offers.stock.models import OfferTaking
from connect.registry import claims
from tests.builders import make_case, make_offer, make_person
from tests.life import Life, told
from tests.often import often


def machine() -> type[Life]:
    """The machine for this test's database."""

    class LifeOfAnOffer(Life):
        def __init__(self) -> None:
            super().__init__()
            with clock.told(self.now):
                giver = make_person(verified=True)
                self.giver_id, self.offer_id = giver.id, make_offer(giver, quantity=20, month_cap=15).id
                self.cases = [make_case(needs={"rice": 6, "milk": 1}).id for _ in range(3)]
            self.put_in = 20  # all that the giver ever said there is, less what a change took out again

        def act(self, done: Callable[[Offer, Person], object]) -> bool:
            return self.tries(
                lambda: done(db.session.get_one(Offer, self.offer_id), db.session.get_one(Person, self.giver_id))
            )

        @rule(minutes=st.sampled_from([11, 61, 1500, 5000, 22_000]))
        def time_passes(self, minutes: int) -> None:
            self.now += timedelta(minutes=minutes)

        @rule()
        def the_clock_sweeps(self) -> None:
            with clock.told(self.now):
                case_jobs.sweep()
                jobs.expire_offers()

        @rule(n=st.integers(0, 2), quantity=st.sampled_from(["", "1", "4", "6", "19", "21"]))
        def a_case_is_taken_from_it(self, n: int, quantity: str) -> None:
            def take(offer: Offer, giver: Person) -> None:
                case = db.session.get_one(Case, self.cases[n])
                claim = claim_actions.claim(case_view.of(case, Actor(giver)))
                claims.begun(claim, {"offer": offer.public_id, "offer_quantity": quantity})
                disclosures.reveal(case_view.of(case, Actor(giver)), "to deliver")

            self.act(take)

        @rule(n=st.integers(0, 2), rice=st.integers(0, 6))
        def something_is_handed_over(self, n: int, rice: int) -> None:
            self.act(
                lambda _offer, giver: handover.hand_over(
                    case_view.of(db.session.get_one(Case, self.cases[n]), Actor(giver)), {"rice": rice, "milk": 1}
                )
            )

        @rule(n=st.integers(0, 2), how=st.sampled_from(["release", "withdraw", "dispute"]))
        def a_claim_ends(self, n: int, how: str) -> None:
            def end(_offer: Offer, giver: Person) -> None:
                case = db.session.get_one(Case, self.cases[n])
                if how == "release":
                    claim_actions.release(case_view.of(case, Actor(giver)), "too_far")
                elif how == "withdraw":
                    cases.withdraw(case)
                else:
                    handover.dispute(case)

            self.act(end)

        @rule(verb=st.sampled_from(rules.EVERYDAY))
        def the_giver_acts(self, verb: Verb) -> None:
            if verb != Verb.END or self.now.minute % 3 == 0:  # rarely, or nothing is left to happen
                self.act(lambda offer, _giver: actions.act(offer, verb))

        @rule(quantity=st.sampled_from([1, 5, 20, 40]))
        def the_giver_says_how_much_there_is(self, quantity: int) -> None:
            terms = actions.Terms(quantity, ["food"], 5, self.now + timedelta(days=30), month_cap=15)
            before = self._books()
            if self.act(lambda offer, _giver: actions.change(offer, terms, offer.version)):
                self.put_in += sum(self._books()[:2]) - sum(before[:2])

        @rule(verb=st.sampled_from([Verb.GIVE_BACK, Verb.USE_UP, Verb.REOPEN, Verb.EXPIRE]))
        def somebody_lies_about_a_move(self, verb: Verb) -> None:
            by = By.CLOCK if verb != Verb.EXPIRE else By.GIVER
            assert not self.act(lambda offer, _giver: transitions.move(offer, verb, by))

        def _books(self) -> tuple[int, int, int]:
            """What is free, what is set aside, what is gone."""
            db.session.rollback()
            stock = db.session.get_one(Offer, self.offer_id, populate_existing=True).stock
            taken = db.session.scalars(sa.select(OfferTaking).where(OfferTaking.offer_id == self.offer_id)).all()
            aside = sum(one.quantity for one in taken if one.settled_at is None)
            return stock, aside, sum(one.used for one in taken)

        @invariant()
        def the_books_balance_and_nothing_is_below_zero(self) -> None:
            stock, aside, used = self._books()
            assert stock >= 0 and stock + aside + used == self.put_in

        @invariant()
        def every_change_left_a_line(self) -> None:
            offer = db.session.get_one(Offer, self.offer_id, populate_existing=True)
            events = list(db.session.scalars(sa.select(OfferEvent).where(OfferEvent.offer_id == offer.id)
                                             .order_by(OfferEvent.id)))  # fmt: skip
            assert offer.version == len(events)
            assert [one.from_state for one in events[1:]] == [one.to_state for one in events[:-1]]
            assert events[-1].to_state == offer.state

    return LifeOfAnOffer


@pytest.mark.timeout(600)
def test_the_books_of_an_offer_balance_whatever_anybody_does(app: Flask) -> None:
    told(machine(), often(200, 12))
