"""The whole path of one request on a small phone, from asked to confirmed, by three people."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page, expect

from connect import db
from connect.cases.models import Case
from tests.browser.conftest import follow, known, press, shot, sign_in, ten_minutes_pass

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_request_goes_from_asked_to_confirmed(open_page: Callable[..., Page], app: Flask, script: bool) -> None:
    moderator = known("moderator", area="79")
    first, second = known(name="Trần Văn Bình", verified=True), known(name="Lê Thị Hoa")
    db.session.rollback()

    asker = open_page(script)
    ask(asker, script)
    link = asker.url
    expect(asker.locator("main")).to_contain_text("Chúng tôi đã nhận được yêu cầu")

    desk = open_page(script)
    sign_in(desk, moderator, "/moderation/")
    press(desk, "Mở việc tiếp theo")
    if script:
        desk.wait_for_load_state("networkidle")
        desk.keyboard.press("a")
    else:
        press(desk, "Đưa lên danh sách")
    expect(desk.locator("main")).to_contain_text("Đã xem hết")
    shot(desk, f"story-desk-{script}")

    helper = open_page(script)
    sign_in(helper, first, "/cases/nearby?area=26743")
    shot(helper, f"story-nearby-{script}")
    follow(helper, helper.locator("a.whole"))
    press(helper, "Nhận giúp")
    press(helper, "Xem điện thoại và địa chỉ")
    expect(helper.locator("main")).to_contain_text("Số 12 hẻm 45")
    shot(helper, f"story-contact-{script}")
    press(helper, "Quay lại yêu cầu này")
    press(helper, "Tôi bắt đầu đi")
    ten_minutes_pass()
    press(helper, "Xác nhận đã giúp")
    helper.fill("[name=given-rice]", "2")
    follow(helper, helper.locator("main form .btn.main"))
    expect(helper.locator("main")).to_contain_text("Phần còn lại đã trở lại danh sách")

    asker.goto(link)
    expect(asker.locator("main")).to_contain_text("Bạn đã nhận được một phần")
    expect(asker.locator("main")).to_contain_text("Trần Văn Bình")

    other = open_page(script)
    sign_in(other, second, "/")
    db.session.rollback()
    case = db.session.scalars(sa.select(Case)).one()
    other.goto(f"/cases/{case.public_id}")
    press(other, "Nhận giúp")
    asker.goto(link)
    expect(asker.locator("main")).to_contain_text("chưa xác minh")
    shot(asker, f"story-mine-{script}")
    press(asker, "Đồng ý cho người này xem liên lạc")
    other.reload()
    press(other, "Xem điện thoại và địa chỉ")
    ten_minutes_pass()
    other.goto(f"/cases/{case.public_id}/help")
    follow(other, other.locator("main form .btn.main"))

    asker.goto(link)
    press(asker, "Rồi, tôi đã nhận được")
    expect(asker.locator("main")).to_contain_text("Chúng tôi rất mừng")
    shot(asker, f"story-done-{script}")


def ask(page: Page, script: bool) -> None:
    """Fills the form, step by step or as one page."""

    def onward() -> None:
        if script:
            page.locator(".step:visible .next").click()

    page.goto("/cases/ask")
    page.fill("[name=qty-rice]", "5")
    onward()
    page.fill("#people", "3")
    onward()
    if script:
        page.locator("#place_text").press_sequentially("bến thành")
    else:
        page.fill("#place_text", "bến thành")
        page.locator("[name=find]").click()
    page.locator(".option:has([value='26743'])").click()
    page.fill("#door", "Số 12 hẻm 45")
    onward()
    page.fill("#name", "Nguyễn Thị Lan")
    page.fill("#phone", "0912345678")
    onward()
    if not script:
        page.locator("#to-check button").click()
    page.locator("#consent").check()
    page.locator("#ask .step:last-of-type button[type=submit]").click()
    expect(page).to_have_url(re.compile("/cases/sent/"))
    press(page, "Tới trang của tôi")
