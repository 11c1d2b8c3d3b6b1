"""Owners are asked for a new word at most once a day, with the link to the one button, and nobody is asked in vain."""

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
from connect.deliveries.contacts import persons
from connect.gateways import media, recording
from connect.gateways.base import PushKeys
from connect.registry import retention
from connect.supplies import actions as supplies
from connect.supplies.freshness import actions, jobs
from connect.supplies.freshness.models import SupplyLeave, SupplyReminder
from connect.supplies.models import SupplyPoint
from connect.supplies.rules import By
from connect.supplies.said import actions as said
from connect.supplies.said.rules import Word
from connect.web.limits.client_fingerprint import Seen
from tests.builders import make_person
from tests.deliveries import ledger
from tests.supplies.stall import stall

PHONE = "+84912345678"


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Any:
    """A site whose messages are recorded and offered."""
    app = make_app(development=True, site_url="https://help.example.vn", quiet_hours="")
    with app.app_context():
        yield app
        db.session.remove()


def owner(*, sms: bool = True) -> Person:
    person = make_person(phone=PHONE)
    with db.transaction():
        actions.agree(person, sms)
    return person


def told_ago(person: Person, **ago: float) -> SupplyPoint:
    return stall(person, clock.now() - timedelta(**ago))


def remind() -> tuple[int, int]:
    """How many owners were asked, and how many messages went out."""
    return jobs.remind_owners(), ledger.send_all().get("sent", 0)


def sent() -> list[str]:
    return [one.text for one in recording.recorded(media.outbox(config.current()))]


def later(**span: float) -> Any:
    return clock.told(clock.now() + timedelta(**span))


def buyers_say(point: SupplyPoint) -> None:
    for number in range(2):
        with db.transaction():
            said.say(point, Word.OUT, "rice", Seen(f"b{number}", f"n{number}"), None)


def test_an_owner_is_asked_before_the_word_is_hearsay_and_once_for_each_word(app: Flask) -> None:
    point = told_ago(owner(), hours=41)
    assert remind() == (0, 0)
    with later(hours=1.5):
        assert remind() == (1, 1)
        assert remind() == (0, 0)
        (message,) = sent()
        assert "https://help.example.vn/supplies/confirm/" in message
        assert point.name not in message
    with later(hours=20):
        assert remind() == (0, 0)
        with db.transaction():
            supplies.confirm(point, By.OWNER)
    with later(days=3):
        assert remind() == (1, 1)


def test_nobody_is_asked_twice_a_day_however_many_points_and_reasons_there_are(app: Flask) -> None:
    person = owner()
    points = [told_ago(person, hours=43), told_ago(person, hours=50), told_ago(person, days=6)]
    asked = 0
    for hour in range(0, 24 * 9, 6):
        with later(hours=hour):
            if hour == 6:
                buyers_say(points[0])
            asked += remind()[0]
    days = db.session.scalars(sa.select(SupplyReminder.day)).all()
    assert asked == len(days) == len(set(days)) >= 4
    assert "/supplies/mine" in sent()[0]  # of several the link is of none


def test_buyers_who_say_that_something_is_gone_have_the_owner_asked(app: Flask) -> None:
    buyers_say(told_ago(owner(), hours=1))
    assert remind() == (1, 1)
    assert remind() == (0, 0)
    assert "người mua" in sent()[0]


def test_without_leave_no_sms_goes_and_the_browsers_of_the_account_are_told(app: Flask) -> None:
    person = owner(sms=False)
    told_ago(person, hours=45)
    assert remind() == (1, 0)
    with db.transaction():
        persons.begin(person.id, "https://push.example.com/a", PushKeys("k", "a"), "vi")
    with later(days=5):
        assert jobs.remind_owners() == 1
        assert db.session.scalar(sa.text("SELECT count(*) FROM dispatches WHERE kind = 'supply_reminder'")) == 1


def test_a_point_that_speaks_before_the_message_leaves_is_not_asked(app: Flask) -> None:
    point = told_ago(owner(), hours=45)
    assert jobs.remind_owners() == 1
    with db.transaction():
        supplies.confirm(point, By.OWNER)
    assert ledger.send_all() == {"suppressed": 1}
    assert not sent()


def test_leave_and_reminders_are_told_and_go_with_the_account_or_with_time(app: Flask) -> None:
    person = owner()
    told_ago(person, hours=45)
    assert remind() == (1, 1)
    told = json.loads(json.dumps(export.of_person(person)))["supply_reminders"]
    assert told["by_sms_since"] and len(told["sent"]) == 1
    with later(days=31):
        retention.run()
    assert db.session.scalar(sa.select(SupplyReminder)) is None
    with db.transaction():
        accounts.erase(db.session.get_one(Person, person.id))
    assert db.session.scalar(sa.select(SupplyLeave)) is None
