"""Whoever has not read new messages is told that there are some, seldom, and nothing that is untrue by then."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from connect import db
from connect.accounts.models import Person
from connect.cases import wiping
from connect.cases.disclosure import limits
from connect.cases.models import Case
from connect.cases.word import actions as word
from connect.deliveries.contacts import persons
from connect.gateways.base import PushKeys
from connect.messages import actions, seats
from connect.messages.models import Thread
from tests.builders import make_case, make_person, make_thread, speak, take, token_of
from tests.conftest import Clock
from tests.deliveries.ledger import Twin, send

DAY = "2026-11-24 03:00"  # ten in the morning
KEYS = PushKeys("p", "a")
NEW = "Connect: có tin nhắn mới"


@pytest.fixture
def app(make_app: Callable[..., Flask], clock: Clock) -> Iterator[Flask]:
    """A site that can send messages, by day."""
    clock.at(DAY)
    app = make_app(moderation="peer_to_peer", development=True, site_url="https://help.example.vn")
    with app.app_context():
        yield app
        db.session.remove()


@pytest.fixture
def helper(app: Flask) -> Person:
    return make_person(verified=True)


def talk(helper: Person, sms: bool = True) -> tuple[Case, Thread]:
    """A thread in which all that was said so far is read and told."""
    case = make_case("open", sms=sms)
    take(case, helper)
    thread = make_thread(case, helper)
    read(case, thread)
    return case, thread


def read(case: Case, thread: Thread, number: int = 99) -> None:
    with db.transaction():
        actions.see(seats.seat_of(token_of(case), None, thread.public_id), number)


def texts(twin: Twin, clock: Clock, minutes: int = 3) -> list[str]:
    """What went out once some minutes have passed, of messages by phone."""
    clock.forward(minutes=minutes)
    send(twin)
    heard = [one.text for one in twin.heard if "tin nhắn mới" in (one.text or "")]
    twin.heard.clear()
    return heard


def test_a_requester_who_agreed_is_told_by_one_text_in_half_an_hour_and_of_nothing_else(
    helper: Person, clock: Clock
) -> None:
    case, thread = talk(helper)
    twin = Twin()
    clock.forward(minutes=40)
    for number in range(5):
        speak(thread, case, helper, f"Tôi ở cổng số {number}")
    assert texts(twin, clock) == [f"{NEW}: https://help.example.vn/cases/mine/{token_of(case)}"]
    speak(thread, case, helper, "Bạn ở đâu?")
    speak(thread, case, helper, "Tôi chờ nhé")
    assert texts(twin, clock, 20) == []
    assert len(texts(twin, clock, 15)) == 1
    assert texts(twin, clock, 60) == []


def test_what_was_read_before_it_leaves_is_not_sent(helper: Person, clock: Clock) -> None:
    case, thread = talk(helper)
    twin = Twin()
    clock.forward(minutes=40)
    speak(thread, case, helper, "Tôi ở đầu hẻm")
    read(case, thread)
    assert texts(twin, clock) == []


def test_what_was_taken_back_is_no_news(helper: Person, clock: Clock) -> None:
    case, thread = talk(helper)
    twin = Twin()
    clock.forward(minutes=40)
    said = speak(thread, case, helper, "Nhầm")
    with db.transaction():
        actions.hide(seats.seat_of(None, helper, thread.public_id), said.number)
    assert texts(twin, clock) == []


def test_of_whom_the_requester_has_stopped_and_of_what_is_wiped_nothing_leaves(helper: Person, clock: Clock) -> None:
    twin = Twin()
    for end in (lambda case: limits.stop(case, helper), wiping.wipe):
        case, thread = talk(helper)
        clock.forward(minutes=40)
        speak(thread, case, helper, "Tôi ở đầu hẻm")
        with db.transaction():
            end(db.session.get_one(Case, case.id))
        assert texts(twin, clock) == []


def test_without_leave_nobody_is_told_by_text(helper: Person, clock: Clock) -> None:
    case, thread = talk(helper, sms=False)
    twin = Twin()
    clock.forward(minutes=40)
    speak(thread, case, helper, "Tôi ở đầu hẻm")
    assert texts(twin, clock) == []


def test_by_night_nobodys_phone_rings_for_a_message(helper: Person, clock: Clock) -> None:
    clock.at("2026-11-24 15:30")  # half past ten in the evening
    case, thread = talk(helper)
    twin = Twin()
    clock.forward(minutes=40)
    speak(thread, case, helper, "Mai tôi tới")
    assert texts(twin, clock) == []
    assert len(texts(twin, clock, 8 * 60)) == 1


def test_a_browser_that_follows_is_told_sooner_and_of_nothing_but_that(helper: Person, clock: Clock) -> None:
    case, thread = talk(helper, sms=False)
    with db.transaction():
        word.begin(db.session.get_one(Case, case.id), "https://push.example/1", KEYS, "vi")
    twin = Twin()
    clock.forward(minutes=40)
    for _ in range(3):
        speak(thread, case, helper, "Tôi ở đầu hẻm")
    clock.forward(minutes=1)
    send(twin)
    heard = [(one.title, one.text, one.link) for one in twin.heard if one.title == NEW]
    assert heard == [(NEW, "", f"/cases/mine/{token_of(case)}")]


def test_a_helper_is_told_in_the_browsers_of_the_account(helper: Person, clock: Clock) -> None:
    case, thread = talk(helper)
    with db.transaction():
        persons.begin(helper.id, "https://push.example/h", KEYS, "vi")
    twin = Twin()
    clock.forward(minutes=40)
    speak(thread, case, None, "Nhà tôi có cổng xanh")
    clock.forward(minutes=1)
    send(twin)
    assert [(one.title, one.text, one.link) for one in twin.heard if one.title == NEW] == [(NEW, "", "/cases/taken")]
    twin.heard.clear()
    clock.forward(minutes=10)
    speak(thread, case, None, "Bạn tới đâu rồi?")
    with db.transaction():
        actions.see(seats.seat_of(None, helper, thread.public_id), 99)
    clock.forward(minutes=1)
    send(twin)
    assert [one for one in twin.heard if one.title == NEW] == []


def test_a_flood_of_messages_is_a_few_words(helper: Person, clock: Clock) -> None:
    case, thread = talk(helper)
    twin, heard = Twin(), 0
    clock.forward(minutes=40)
    for _ in range(12):
        for _ in range(10):
            speak(thread, case, helper, "alo")
        heard += len(texts(twin, clock, 10))
    assert heard == 4  # two hours
