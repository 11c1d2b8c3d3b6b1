"""A browser follows a place without an account: told once, by the newest words, until one press forgets it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from pytest_httpserver import HTTPServer
from werkzeug import Response

from connect import db
from connect.areas import queries as areas
from connect.deliveries.contacts.models import Contact, ContactSecret
from connect.deliveries.ledger.store import line
from connect.deliveries.sending import sender
from connect.gateways.push import keys
from connect.notices import actions
from connect.notices.alerts.content import content_of
from connect.notices.following.models import Subscription
from connect.notices.models import Channel, Notice
from tests.builders import make_channel, make_notice, make_person
from tests.conftest import Clock
from tests.gateways.push_service import Phone, PushService
from tests.visit import Visit

BEN_THANH, NEIGHBOUR = "26743", "26740"


@pytest.fixture
def service(httpserver: HTTPServer) -> PushService:
    return PushService(httpserver)


@pytest.fixture
def app(make_app: Callable[..., Flask], service: PushService) -> Iterator[Flask]:
    app = make_app(
        push_contact="mailto:a@example.vn",
        push_hosts=service.host,
        gateway_private=True,
        site_url="https://help.example.vn",
        quiet_hours="",  # these run by night too
    )
    with app.app_context():
        with db.transaction():
            keys.ensure()
        service.site_key = keys.public()
        yield app
        db.session.remove()


@pytest.fixture
def channel(app: Flask) -> Channel:
    return make_channel("79")


def follow(visit: Visit, phone: Phone, place: str = BEN_THANH, status: int = 303) -> None:
    visit.get("notices.follow", area=place)
    told = {"area": place, "endpoint": phone.endpoint, "p256dh": phone.keys.p256dh, "auth": phone.keys.auth}
    visit.post("notices.follow_begin", told, status=status)


def send() -> None:
    with line() as ledger:
        sender.of_this_site(ledger).run(10)


def told(service: PushService) -> list[tuple[str, str]]:
    """What phones were told since the first message of each, as phone and title."""
    return [(name, said["title"]) for name, said in service.got if said["link"] != "/notices/following"]


def test_a_browser_that_follows_is_told_of_its_place_and_of_what_it_lies_in(
    app: Flask, service: PushService, channel: Channel
) -> None:
    here, next_door = service.phone(), service.phone()
    follow(Visit(app), here)
    follow(Visit(app), next_door, NEIGHBOUR)
    make_notice(channel, BEN_THANH, title="Nước lên")
    make_notice(channel, "79", title="Bão vào")
    make_notice(channel, NEIGHBOUR, title="Cúp điện")
    send()
    assert {title.partition(": ")[2] for name, title in told(service) if name == "p0"} == {"Nước lên", "Bão vào"}
    assert {title.partition(": ")[2] for name, title in told(service) if name == "p1"} == {"Bão vào", "Cúp điện"}


def test_it_comes_once_however_many_of_its_places_a_notice_is_for(
    app: Flask, service: PushService, channel: Channel
) -> None:
    phone, visit = service.phone(), Visit(app)
    for place in (BEN_THANH, NEIGHBOUR, "79", "VN"):
        follow(visit, phone, place)
    make_notice(channel, BEN_THANH, NEIGHBOUR)
    send()
    send()
    assert len(told(service)) == 1


def test_an_address_whose_service_takes_no_first_message_is_not_kept(app: Flask, service: PushService) -> None:
    for status in (410, 403, 500):
        follow(Visit(app), service.phone(status), status=422)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Contact)) == 0


@pytest.mark.parametrize("endpoint", ["http://10.0.0.1/x", "https://evil.example/x", "file:///etc/passwd", "x" * 900])
def test_an_address_of_no_push_service_is_never_asked(app: Flask, service: PushService, endpoint: str) -> None:
    phone = service.phone()
    phone.endpoint = endpoint
    follow(Visit(app), phone, status=422)
    assert service.heard == []


def test_an_update_takes_the_place_of_what_has_not_left_and_a_withdrawal_reaches_who_was_told(
    app: Flask, service: PushService, channel: Channel, clock: Clock
) -> None:
    follow(Visit(app), service.phone())
    notice = make_notice(channel, BEN_THANH, title="Nước lên")
    revise(notice, title="Nước lên nhanh")
    send()
    assert [title.partition(": ")[2] for _, title in told(service)] == ["Nước lên nhanh"], "the newest alone"
    withdraw(notice)
    clock.forward(seconds=5)
    send()
    assert [title.partition(": ")[2] for _, title in told(service)][1:] == ["Nước lên nhanh"]
    assert len({said["tag"] for _, said in service.got[1:]}) == 1, "a phone shows the newest of them"


def test_a_withdrawal_before_anything_left_tells_nobody(app: Flask, service: PushService, channel: Channel) -> None:
    follow(Visit(app), service.phone())
    withdraw(make_notice(channel, BEN_THANH))
    send()
    assert told(service) == []


def test_who_wants_to_hear_of_danger_alone_hears_of_nothing_else(
    app: Flask, service: PushService, channel: Channel
) -> None:
    visit = Visit(app)
    follow(visit, service.phone())
    visit.post("notices.following_change", {"severity": "3"})
    make_notice(channel, BEN_THANH, severity=2, title="Mưa")
    make_notice(channel, BEN_THANH, severity=3, title="Lũ")
    send()
    assert [title.partition(": ")[2] for _, title in told(service)] == ["Lũ"]


def test_one_press_leaves_nothing_behind(app: Flask, service: PushService, channel: Channel) -> None:
    visit = Visit(app)
    follow(visit, service.phone())
    assert "Phường Bến Thành" in visit.get("notices.following").text
    visit.post("notices.following_change", {"severity": "1", "stop": "y"})
    for table in (Contact, ContactSecret, Subscription):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(table)) == 0
    make_notice(channel, BEN_THANH)
    send()
    assert told(service) == []
    assert "Trình duyệt này chưa theo dõi nơi nào" in visit.get("notices.following").text


def test_looking_changes_nothing_and_no_other_browser_may_change_anything(app: Flask, service: PushService) -> None:
    visit, other = Visit(app), Visit(app)
    follow(visit, service.phone())
    number = db.session.scalar(sa.select(Contact.id))
    for _ in range(3):
        visit.get("notices.following")
    for wrong in (f"{number}.", f"{number}.{'0' * 40}", f"{number}", "x", "9" * 40, f"{number}.é"):
        other.client.set_cookie("follow", wrong)
        other.post("notices.following_change", {"severity": "1", "stop": "y"})
        assert "Phường Bến Thành" not in other.get("notices.following").text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Contact)) == 1


def test_an_address_that_is_gone_ends_the_following_and_a_rate_limit_does_not(
    app: Flask, service: PushService, channel: Channel, clock: Clock
) -> None:
    for status in (429, 500, 410):
        phone = service.phone()
        follow(Visit(app), phone)
        service.next[phone.endpoint.rpartition("/")[2]] = [Response(status=status)]
    make_notice(channel, BEN_THANH)
    for _ in range(4):
        send()
        clock.forward(seconds=10)
    why = db.session.scalars(sa.select(Contact.retired_why).order_by(Contact.id)).all()
    assert why == [None, None, "gone"]
    assert {name for name, _ in told(service)} == {"p0", "p1"}


def test_five_places_are_followed_and_a_sixth_is_refused_in_words(app: Flask, service: PushService) -> None:
    phone, visit = service.phone(), Visit(app)
    wards = [one.code for one in areas.wards_of(areas.get("79"))[:6]]
    for ward in wards[:5]:
        follow(visit, phone, ward)
    follow(visit, phone, wards[5], status=422)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Subscription)) == 5
    visit.post("notices.following_change", {"severity": "1", "leave": wards[0]})
    follow(visit, phone, wards[5])


def test_no_table_joins_a_place_to_an_address_in_clear(app: Flask, service: PushService) -> None:
    phone = service.phone()
    follow(Visit(app), phone)
    (secret,) = db.session.execute(sa.select(ContactSecret.__table__)).all()
    assert phone.endpoint.encode() not in repr(secret).encode()
    assert phone.keys.p256dh not in repr(secret)


def test_only_the_page_that_follows_may_register_a_worker(app: Flask) -> None:
    visit = Visit(app)
    asked = visit.get("notices.follow", area=BEN_THANH)
    assert "trusted-types worker" in asked.headers["Content-Security-Policy"]
    assert "trusted-types 'none'" in visit.get("notices.following").headers["Content-Security-Policy"]
    worker = app.test_client().get("/sw.js")
    assert (worker.status_code, worker.mimetype) == (200, "text/javascript")
    assert worker.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_site_without_pushes_says_so_and_offers_what_there_is(make_app: Callable[..., Flask]) -> None:
    with make_app().app_context():
        visit = Visit(make_app())
        text = visit.get("notices.follow", area=BEN_THANH).text
        assert 'id="follow"' not in text and "feed.atom" in text
        assert "/notices/follow" not in visit.get("notices.feed").text
        db.session.remove()


def revise(notice: Notice, **over: Any) -> None:
    official = make_person("official", area="VN")
    with db.transaction():
        found = db.session.get_one(Notice, notice.id)
        actions.revise(found, official, found.edition, replace(content_of(found), **over))


def withdraw(notice: Notice) -> None:
    official = make_person("official", area="VN")
    with db.transaction():
        actions.cancel(db.session.get_one(Notice, notice.id), official, "Nhầm phường")
