"""A phone follows a ward without an account, is woken by what is pushed, and forgets all of it by one press.

The vendor's push service is not reached by a test: an init script hands out the address of one on loopback with real
keys, and what arrives there, opened, is given to the browser by DevTools.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from pytest_httpserver import HTTPServer

from connect import db
from connect.deliveries.ledger.store import line
from connect.deliveries.sending import sender
from connect.gateways.push import keys
from tests.browser.conftest import press
from tests.builders import hold, make_channel, make_notice, make_person, post_case
from tests.gateways.push_service import PushService
from tools.chromium import QUIET

STAND_IN = Path(__file__).parent / "push_stand_in.js"
# A loop in the page: `wait_for_function` does not wait for what an async function answers.
SHOWN = """async (wanted) => {
  const worker = await navigator.serviceWorker.ready;
  for (let looks = 0; looks < 400; looks += 1) {
    const shown = (await worker.getNotifications()).map(
      ({ title, body, tag, data }) => ({ title, body, tag, link: data.link }));
    if (JSON.stringify(shown.map((one) => one.title).sort()) === JSON.stringify(wanted)) return shown;
    await new Promise((later) => setTimeout(later, 50));
  }
  return [];
}"""


@pytest.fixture(scope="module")
def chromium(chromium: Browser) -> Iterator[Browser]:
    """The whole program: the one without windows shows no messages, whatever it is allowed."""
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("NOT TESTED: the whole Chromium is not installed")
    browser = chromium.browser_type.launch(executable_path=found, args=QUIET)
    yield browser
    browser.close()


@pytest.fixture
def service(httpserver: HTTPServer) -> PushService:
    return PushService(httpserver)


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


class Phone:
    """A page in a browser that may show messages, and the way by which they reach its worker."""

    def __init__(self, page: Page, address: str, service: PushService) -> None:
        self.page, self.service, self.address, self.passed = page, service, address, 0
        self.workers: dict[str, str] = {}
        self.troubles: list[str] = []
        page.context.grant_permissions(["notifications", "geolocation"], origin=address)
        page.context.expose_function("__pushNew", self._subscribed)
        page.context.add_init_script(path=STAND_IN)
        self.tools = page.context.new_cdp_session(page)
        self.tools.on("ServiceWorker.workerRegistrationUpdated", self._known)
        self.tools.on("ServiceWorker.workerErrorReported", lambda told: self.troubles.append(str(told)))
        self.tools.send("ServiceWorker.enable")

    def _subscribed(self, app_key: str) -> dict[str, Any]:
        assert app_key == self.service.site_key
        phone = self.service.phone()
        return {"endpoint": phone.endpoint, "keys": {"p256dh": phone.keys.p256dh, "auth": phone.keys.auth}}

    def _known(self, told: dict[str, Any]) -> None:
        self.workers |= {one["scopeURL"]: one["registrationId"] for one in told["registrations"]}

    def arrive(self) -> None:
        """Hands what has come to the push service since to the worker, as its real service would."""
        for _, said in self.service.got[self.passed :]:
            number, text = self.workers[f"{self.address}/"], json.dumps(said)
            message = {"origin": self.address, "registrationId": number, "data": text}
            self.tools.send("ServiceWorker.deliverPushMessage", message)
        self.passed = len(self.service.got)

    def shows(self, *titles: str) -> list[dict[str, str]]:
        """The messages on the screen, once they are these."""
        found: list[dict[str, str]] = self.page.evaluate(SHOWN, sorted(titles))
        assert len(found) == len(titles), f"never shown: {titles}"
        return found


def send() -> None:
    with line() as ledger:
        sender.of_this_site(ledger).run(10)


def test_a_phone_follows_a_ward_sees_the_newest_version_and_is_forgotten(
    app: Flask, open_page: Callable[..., Page], address: str, service: PushService
) -> None:
    page = open_page()
    phone = Phone(page, address, service)
    page.goto("/notices/?area=26743")
    press(page, "Theo dõi nơi này")
    expect(page.locator("[data-follow=ready]")).to_be_visible()
    expect(page.locator("[data-follow=impossible]")).to_be_hidden()
    press(page, "Theo dõi")
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
