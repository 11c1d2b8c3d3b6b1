"""A phone follows a ward without an account, is woken by what is pushed, and forgets all of it by one press."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from connect import db
from connect.deliveries.contacts import actions as contacts
from connect.gateways.push import keys
from tests.browser.conftest import press
from tests.browser.phones import Phone, send, whole
from tests.builders import hold, make_channel, make_notice, make_person, post_case
from tests.gateways.push_service import PushService

pytestmark = pytest.mark.browser

# A push service gave the browser another address: DevTools have no word for that.
RENEWED = """async (given) => {
  const work = [], event = new PushSubscriptionChangeEvent("pushsubscriptionchange");
  const told = { newSubscription: { toJSON: () => given }, oldSubscription: null, waitUntil: (one) => work.push(one) };
  for (const [name, value] of Object.entries(told)) Object.defineProperty(event, name, { value });
  dispatchEvent(event);
  await Promise.all(work);
}"""


@pytest.fixture(scope="module")
def chromium(chromium: Browser) -> Iterator[Browser]:
    """One that shows messages."""
    with whole(chromium) as browser:
        yield browser


@pytest.fixture
def app(make_app: Callable[..., Flask], service: PushService) -> Iterator[Flask]:
    app = make_app(
        push_contact="mailto:a@example.vn", push_hosts=service.host, gateway_private=True, moderation="peer_to_peer"
    )
    with app.app_context():
        with db.transaction():
            keys.ensure()
        service.site_key = keys.public()
        yield app
        db.session.remove()


def test_a_phone_follows_a_ward_sees_the_newest_version_and_is_forgotten(
    app: Flask, open_page: Callable[..., Page], address: str, service: PushService
) -> None:
    page = open_page()
    phone = Phone(page, address, service)
    page.goto("/notices/?area=26743")
    press(page, "Theo dõi nơi này")
    expect(page.locator("[data-follow=ready]")).to_be_visible()
    expect(page.locator("[data-follow=impossible]")).to_be_hidden()
    press(page, "Theo dõi trên trình duyệt này")
    expect(page).to_have_url(f"{address}/notices/following")
    phone.arrive()
    (first,) = phone.shows("Bạn đang theo dõi Phường Bến Thành, Thành phố Hồ Chí Minh")
    assert first["link"] == "/notices/following"
    make_notice(make_channel("79"), "26743", title="Nước lên", severity=4)
    send()
    phone.arrive()
    bodies = {one["title"]: one["body"] for one in phone.shows(first["title"], "Làm ngay: Nước lên")}
    assert bodies["Làm ngay: Nước lên"] == "Kê cao đồ đạc."
    assert phone.troubles == []
    expect(page.locator("#lost")).to_be_hidden()
    renewed = service.phone()
    address_of = {"endpoint": renewed.endpoint, "keys": {"p256dh": renewed.keys.p256dh, "auth": renewed.keys.auth}}
    page.context.service_workers[0].evaluate(RENEWED, address_of)
    db.session.rollback()
    assert contacts.of_push(renewed.endpoint) is not None, "the worker tells the site of another address"
    press(page, "Dừng hết và xoá")
    expect(page.locator("main")).to_contain_text("Trình duyệt này chưa theo dõi nơi nào")


def test_a_requester_is_told_on_this_phone_that_a_helper_has_come_and_stops_it_by_one_press(
    app: Flask, open_page: Callable[..., Page], address: str, service: PushService
) -> None:
    case, token = post_case()
    page = open_page()
    phone = Phone(page, address, service)
    page.goto(f"/cases/mine/{token}")
    expect(page.locator("[data-follow=impossible]")).to_be_hidden()
    press(page, "Báo tôi ở đây")
    expect(page.locator("main")).to_contain_text("1 trình duyệt được báo")
    phone.arrive()
    phone.shows("Connect: tin sẽ hiện ở đây")
    hold(case, make_person(verified=True))
    send()
    phone.arrive()
    told = phone.shows("Connect: tin sẽ hiện ở đây", "Connect: có tin mới")
    assert {(one["body"], one["link"]) for one in told} == {("", f"/cases/mine/{token}")}
    assert phone.troubles == []
    press(page, "Không báo cho máy nào nữa")
    expect(page.locator("main")).not_to_contain_text("1 trình duyệt được báo")


def test_without_scripts_or_leave_the_page_says_what_else_there_is(app: Flask, open_page: Callable[..., Page]) -> None:
    plain = open_page(script=False)
    plain.goto("/notices/follow?area=26743")
    expect(plain.locator("[data-follow=impossible]")).to_be_visible()
    expect(plain.locator("[data-follow=ready]")).to_be_hidden()
    asked = open_page()
    asked.goto("/notices/follow?area=26743")
    expect(asked.locator("[data-follow=denied]")).to_be_visible()
