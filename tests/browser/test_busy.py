"""Too many at once: the page keeps what a person wrote and sends it, by itself or by her press."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from connect.web.pages import overload_page
from tests.browser.conftest import DESK, PHONE, faults, press, shot
from tests.cases.test_views_ask import cases
from tests.web.pages.test_overload_page import crowd

pytestmark = pytest.mark.browser


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """A site where nobody may wait for a turn."""
    return make_app(writes_waiting=0)


def fill(page: Page) -> None:
    """The whole form, on one page."""
    page.goto("/cases/ask")
    page.fill("[name=qty-rice]", "5")
    page.fill("[name=people]", "4")
    page.fill("[name=words]", "Nhà hết gạo từ hôm qua.")
    page.fill("[name=name]", "Nguyễn Thị Lan")
    page.fill("[name=phone]", "0912345678")
    page.fill("[name=place_text]", "Phường Bến Thành")
    page.locator("[name=find]").click()
    page.locator("[name=ward]").first.check()
    page.locator("#to-check button").click()
    page.check("[name=consent]")


def send(page: Page, app: Flask) -> None:
    """Presses send while others write."""
    page.locator("#ask button[type=submit].need").click()
    expect(page.locator("#again")).to_be_attached()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_without_a_script_one_press_sends_all_that_was_written(
    app: Flask, open_page: Callable[..., Page], size: dict[str, int], lang: str
) -> None:
    page = open_page(script=False, size=size, lang=lang)
    fill(page)
    with crowd(app):
        send(page, app)
        shot(page, f"busy-{lang}-{size['width']}")
        press(page, "Gửi lại ngay" if lang == "vi" else "Send again now")
        expect(page.locator("#again")).to_be_attached()
    press(page, "Gửi lại ngay" if lang == "vi" else "Send again now")
    expect(page).to_have_url(re.compile("/cases/sent/"))
    with app.app_context():
        assert len(cases()) == 1


def test_with_a_script_it_is_sent_by_itself_once_there_is_room(
    app: Flask, open_page: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overload_page, "FIRST_S", 1)
    page = open_page()
    page.route("**/js/ask.js*", lambda route: route.fulfill(body="", content_type="text/javascript"))  # one long form
    fill(page)
    with crowd(app):
        send(page, app)
        assert not faults(page)
        shot(page, "busy-script")
    expect(page).to_have_url(re.compile("/cases/sent/"), timeout=20_000)
    with app.app_context():
        assert len(cases()) == 1
