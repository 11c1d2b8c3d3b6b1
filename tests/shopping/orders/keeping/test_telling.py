"""A change of a window reaches those who ordered in it and said yes, on a lock screen without a word of anybody."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from connect import clock as now, db
from connect.cases.models import Case
from connect.cases.word import actions as word
from connect.gateways.base import PushKeys
from connect.shopping.orders import actions as orders
from connect.shopping.orders.keeping import jobs
from connect.shopping.orders.models import Order
from connect.shopping.orders.rules import By, Verb
from connect.shopping.windows import actions as windows
from connect.shopping.windows.models import ShoppingWindow
from connect.shopping.windows.rules import Times
from tests.builders import make_order, make_person, make_window
from tests.deliveries.ledger import Twin, send


@pytest.fixture
def app(make_app: Callable[..., Flask], clock: Any) -> Iterator[Flask]:
    """A site that can send messages, by day."""
    clock.at("2026-11-24 03:00")
    app = make_app(moderation="peer_to_peer", development=True, site_url="https://help.example.vn")
    with app.app_context():
        yield app
        db.session.remove()


def listens(order: Order) -> None:
    """The household presses *tell me here*."""
    with db.transaction():
        case = db.session.get_one(Case, order.case_id)
        word.begin(case, f"https://push.example/{case.id}", PushKeys("p", "a"), "vi")


def postponed(window: ShoppingWindow, hours: int) -> None:
    by = make_person("official", "79")
    with db.transaction():
        fresh = db.session.get_one(ShoppingWindow, window.id, populate_existing=True)
        was, more = fresh.times, timedelta(hours=hours)
        times = Times(was.opens_at, was.cut_off_at, was.deliver_from, was.deliver_until + more)
        windows.postpone(fresh, times, by, fresh.version, "Chợ mở muộn")


def cancelled(window: ShoppingWindow) -> None:
    by = make_person("official", "79")
    with db.transaction():
        fresh = db.session.get_one(ShoppingWindow, window.id, populate_existing=True)
        windows.cancel(fresh, by, fresh.version, "Mưa to")


def test_who_listens_is_told_of_the_newest_change_once_and_reads_no_reason(app: Flask) -> None:
    window, other = make_window(), make_window()
    mine, silent, gone, elsewhere = (make_order(one) for one in (window, window, window, other))
    for order in (mine, gone, elsewhere):
        listens(order)
    with db.transaction():
        orders.leave(db.session.get_one(Order, gone.id), Verb.WITHDRAW, By.REQUESTER)
    postponed(window, 1)
    assert jobs.tell_of_windows() == 1
    cancelled(window)  # before the first has left
    assert jobs.tell_of_windows() == 1
    twin = Twin()
    send(twin)
    (heard,) = twin.heard
    assert (heard.title, heard.text) == ("Connect: có tin mới", "")
    assert jobs.tell_of_windows() == 0 and silent.state == elsewhere.state
    send(twin)
    assert len(twin.heard) == 1


def test_who_left_between_the_change_and_its_message_hears_nothing(app: Flask) -> None:
    window = make_window()
    order = make_order(window)
    listens(order)
    postponed(window, 1)
    jobs.tell_of_windows()
    with db.transaction():
        orders.leave(db.session.get_one(Order, order.id), Verb.WITHDRAW, By.REQUESTER)
    twin = Twin()
    send(twin)
    assert not twin.heard
    with now.told(now.now() + timedelta(days=2)):
        assert jobs.tell_of_windows() == 0
