"""Nothing that was typed into the asking form is lost, whatever the browser or the network do."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page, expect

from connect import db
from connect.cases.models import Case, CaseSecret
from tests.browser.conftest import DESK, faults, known, shot, sign_in
from tests.builders import make_channel

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]


def next_step(page: Page) -> None:
    page.locator(".step:visible .next").click()


def to_the_name(page: Page) -> None:
    """Answers the first three questions."""
    page.goto("/cases/ask")
    page.locator("#qty-rice").fill("7")
    next_step(page)
    page.locator("#people").fill("4")
    page.locator("#words").fill("Nước lên nhanh.")
    next_step(page)
    page.locator("#place_text").fill("Phước Long B, Quận 9")
    page.locator(".option:has([value='26848'])").click()
    page.locator("#door").fill("Số 12 hẻm 45")
    next_step(page)


def typed(page: Page) -> dict[str, str]:
    """What stands in the fields, whichever question is shown, once the script is at work."""
    expect(page.locator("form.stepped")).to_be_visible()
    found: dict[str, str] = page.evaluate("Object.fromEntries(new FormData(document.getElementById('ask')))")
    names = ("qty-rice", "people", "words", "place_text", "ward", "door", "name", "phone")
    return {name: found[name] for name in names if found.get(name)}


ANSWERS = {
    "qty-rice": "7", "people": "4", "words": "Nước lên nhanh.",
    "place_text": "Phước Long B, Quận 9", "ward": "26848", "door": "Số 12 hẻm 45",
}  # fmt: skip


def test_back_reload_and_the_other_language_keep_every_answer_and_the_question(open_page: OpenPage) -> None:
    page = open_page()
    to_the_name(page)
    page.locator("#name").fill("Lan")
    page.go_back()
    expect(page.locator("#door")).to_be_visible()
    page.go_back()
    expect(page.locator("#people")).to_be_visible()
    page.go_forward()
    page.go_forward()
    expect(page.locator("#name")).to_be_visible()
    assert typed(page) == {**ANSWERS, "name": "Lan"}
    page.reload()
    expect(page.locator("#name")).to_be_visible()
    assert typed(page) == {**ANSWERS, "name": "Lan"}
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_url(re.compile("/cases/ask$"))
    expect(page.locator("#name")).to_be_visible()
    assert typed(page) == {**ANSWERS, "name": "Lan"}
    assert faults(page) == []
    shot(page, "ask-kept-en")
    page.get_by_role("button", name="Start anew").click()
    expect(page.locator("#people")).to_have_value("")
    assert typed(page) == {}


def test_what_could_not_be_sent_is_still_there_and_what_was_sent_is_gone(open_page: OpenPage, app: Flask) -> None:
    page = open_page()
    to_the_name(page)
    page.locator("#name").fill("Lan")
    page.locator("#phone").fill("0912345678")
    page.context.route("**/cases/ask", lambda route: route.abort("internetdisconnected"))
    next_step(page)
    expect(page.locator(".live-error")).to_contain_text("Đang mất mạng")
    expect(page.locator("#name")).to_be_visible()
    page.context.unroute("**/cases/ask")
    next_step(page)
    page.locator("#consent").check()
    page.context.route("**/cases/ask", lambda route: route.abort("internetdisconnected"))
    page.locator(".step:visible .btn.need").click()
    page.wait_for_url("chrome-error://**")
    page.context.unroute("**/cases/ask")
    page.go_back()
    expect(page.locator("#consent")).to_be_checked()
    assert typed(page) == {**ANSWERS, "name": "Lan", "phone": "0912345678"}
    page.locator("#consent").press("Enter")  # sends, and does not look for a ward
    expect(page).to_have_url(re.compile("/cases/sent/"))
    page.go_back()
    expect(page.locator(".step:visible")).to_have_count(1)
    expect(page.locator(".step:visible button:not([disabled])").last).to_be_enabled()
    page.goto("/cases/ask")
    assert typed(page) == {}
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Case)) == 1


def test_enter_goes_on_and_sends_without_a_script(open_page: OpenPage, app: Flask) -> None:
    page = open_page(script=False)
    page.goto("/cases/ask")
    page.locator("#qty-rice").fill("5")
    page.locator("#people").fill("3")
    page.locator("#place_text").fill("Phước Long B, Quận 9")
    page.locator("[name=find]").click()
    page.locator("[name=ward]").first.check()
    page.locator("#phone").fill("0912345678")
    page.locator("#name").fill("Lan")
    page.get_by_role("button", name="English").click()
    expect(page.locator("#name")).to_have_value("Lan")
    page.locator("#name").press("Enter")
    expect(page.locator("#seen-by-all")).to_have_text("Everybody sees")
    page.locator("#consent").check()
    page.locator("#consent").press("Enter")
    expect(page).to_have_url(re.compile("/cases/sent/"))
    db.session.rollback()
    assert db.session.scalars(sa.select(CaseSecret)).one().name == "Lan"


def test_a_notice_survives_a_picture_that_is_too_large_and_a_session_that_has_ended(
    open_page: OpenPage, app: Flask, tmp_path: Path
) -> None:
    make_channel("79")
    official, page = known("official", area="79"), open_page(size=DESK)
    sign_in(page, official, "/notices/write")
    page.locator("#title").fill("Phát nước sạch")
    page.locator("#text").fill("Mang theo can.")
    page.locator("[name=area]").first.check()
    (tmp_path / "large.jpg").write_bytes(b"\xff\xd8" + bytes(12 * 1024 * 1024))
    page.locator("#picture").set_input_files(tmp_path / "large.jpg")
    page.get_by_role("button", name="Xem trước khi gửi").click()
    expect(page.locator(".live-error")).to_contain_text("MB")
    page.locator("#picture").set_input_files([])
    page.context.clear_cookies(name="in")
    page.get_by_role("button", name="Xem trước khi gửi").click()
    expect(page).to_have_url(re.compile("/accounts/sign-in"))
    sign_in(page, official)
    expect(page.locator("#text")).to_have_value("Mang theo can.")
    expect(page.locator("[name=area]:checked")).to_have_count(1)
    page.get_by_role("button", name="Xem trước khi gửi").click()
    expect(page.locator("h1")).to_contain_text("Trước khi gửi đi")
    page.goto("/notices/write")
    expect(page.locator("#text")).to_have_value("")
