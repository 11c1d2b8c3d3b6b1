"""Offers are asked about once, expire by the clock, are told to their giver and go with the account."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import clock, config, db
from connect.accounts import actions as accounts, export
from connect.accounts.models import Person
from connect.gateways import media, recording
from connect.offers import actions, queries
from connect.offers.keeping import jobs, reminders
from connect.offers.keeping.models import OfferReminder
from connect.offers.models import Offer, OfferSecret
from connect.offers.rules import State, Verb
from connect.registry import retention
from tests.builders import BEN_THANH, make_case, make_offer, make_person
from tests.deliveries import ledger
from tests.offers.test_stock import left, take


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Any:
    """A site whose messages are recorded and offered."""
    app = make_app(development=True, site_url="https://help.example.vn", quiet_hours="")
    with app.app_context():
        yield app
        db.session.remove()


def sent() -> list[recording.Recorded]:
    return recording.recorded(media.outbox(config.current()))


def remind() -> tuple[int, int]:
    """How many were due, and how many messages went out."""
    return jobs.remind_givers(), ledger.send_all().get("sent", 0)


def long_ago(days: float, **over: Any) -> Offer:
    with clock.told(clock.now() - timedelta(days=days)):
        return make_offer(make_person(phone="+84912345678"), **over)


def test_the_giver_is_asked_once_after_fourteen_days_and_again_after_a_new_word(app: Flask) -> None:
    offer = long_ago(13.9, sms=True, until=clock.now() + timedelta(days=40))
    assert remind() == (0, 0)
    with clock.told(clock.now() + timedelta(hours=3)):
        assert remind() == (1, 1)
        assert remind() == (0, 0)
        (message,) = sent()
        assert message.to == "+84912345678"
        assert message.text.endswith(f"https://help.example.vn/offers/{offer.public_id}")
        assert "gạo" not in message.text.lower()
        with db.transaction():
            actions.act(db.session.get_one(Offer, offer.id), Verb.CONFIRM)
    with clock.told(clock.now() + timedelta(days=15)):
        assert remind() == (1, 1)


def test_without_leave_only_the_page_asks(app: Flask) -> None:
    long_ago(15)
    assert remind() == (1, 0)
    assert not sent()


@pytest.mark.parametrize("verb", [Verb.CONFIRM, Verb.END])
def test_before_a_message_leaves_the_offer_is_looked_at_again(app: Flask, verb: Verb) -> None:
    offer = long_ago(15, sms=True)
    with db.transaction():
        assert reminders.intend(offer.id) == 1
    with db.transaction():
        actions.act(db.session.get_one(Offer, offer.id), verb)
    assert ledger.send_all() == {"suppressed": 1}
    assert not sent()


def test_what_an_earlier_version_left_unsent_is_handed_over(app: Flask) -> None:
    offer = long_ago(15, sms=True)
    with db.transaction():
        db.session.add(OfferReminder(offer_id=offer.id, confirmed_at=offer.confirmed_at, medium="sms"))
    assert remind() == (0, 1)
    assert remind() == (0, 0)


def test_an_offer_expires_when_its_giver_stays_silent_or_its_day_is_over(app: Flask) -> None:
    silent, over, fresh = long_ago_of_others(22), long_ago_of_others(5, until_days=4), long_ago_of_others(5)
    assert jobs.expire_offers() == 2
    assert jobs.expire_offers() == 0
    states = {one.id: one.state for one in db.session.scalars(sa.select(Offer))}
    assert (states[silent.id], states[over.id], states[fresh.id]) == (State.EXPIRED, State.EXPIRED, State.OPEN)


def long_ago_of_others(days: float, until_days: float = 40) -> Offer:
    with clock.told(clock.now() - timedelta(days=days)):
        return make_offer(make_person(), until=clock.now() + timedelta(days=until_days))


def test_the_download_tells_all_of_it_with_the_exact_place(app: Flask) -> None:
    giver = make_person(verified=True)
    offer = make_offer(giver, words="Gạo mới")
    take(offer, make_case(), "3")
    (told,) = json.loads(json.dumps(export.of_person(db.session.get_one(Person, giver.id))))["offers"]
    assert told["personal"]["lat"] == BEN_THANH.lat and told["personal"]["words"] == "Gạo mới"
    assert told["taken"][0]["quantity"] == 3 and [one["verb"] for one in told["history"]] == ["confirm", "take"]


def test_an_erased_account_ends_its_offers_and_takes_the_place_along(app: Flask) -> None:
    giver = make_person(verified=True, phone="+84912345678")
    offer, case = make_offer(giver), make_case()
    take(offer, case)
    with db.transaction():
        accounts.erase(db.session.get_one(Person, giver.id))
    gone = db.session.get_one(Offer, offer.id, populate_existing=True)
    assert gone.state == State.ENDED and queries.secret_of(gone) is None
    again = make_person(phone="+84912345678")
    assert queries.of_person(again) == []
    assert make_offer(again).person_id == again.id


def test_the_place_goes_two_weeks_after_the_end_and_the_rest_after_half_a_year(app: Flask) -> None:
    offer = make_offer(make_person())
    living = make_offer(make_person())
    with db.transaction():
        actions.act(db.session.get_one(Offer, offer.id), Verb.END)
    with clock.told(clock.now() + timedelta(days=15)):
        done = retention.run()
        assert (done["offer_places"], done["offers"]) == (1, 0)
        assert db.session.scalars(sa.select(OfferSecret.offer_id)).all() == [living.id]
    with clock.told(clock.now() + timedelta(days=181)):
        assert retention.run()["offers"] == 1
    assert db.session.scalars(sa.select(Offer.id)).all() == [living.id]


def test_a_wiped_case_gives_back_what_was_set_aside_and_outlives_no_taking(app: Flask) -> None:
    giver = make_person(verified=True)
    offer, case = make_offer(giver), make_case()
    take(offer, case, "4")
    assert left(offer) == (36, 4)
    db.session.execute(sa.text("DELETE FROM cases WHERE id = :id"), {"id": case.id})
    assert db.session.scalar(sa.text("SELECT count(*) FROM offer_takings")) == 0
    db.session.rollback()
