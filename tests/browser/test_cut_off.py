"""Two households order at 16:58 and at 17:02 of a delivery whose cut-off is 17:00: the later one is asked."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from connect import db
from connect.shopping.orders.models import Order
from connect.shopping.orders.rules import State
from connect.shopping.windows.rules import Times
from tests.browser.conftest import faults, fits, follow, press, shot
from tests.builders import make_window
from tests.conftest import Clock

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]
CUT_OFF = datetime(2026, 12, 1, 10, tzinfo=UTC)  # 17:00 in Vietnam, a Tuesday


def test_a_form_opened_before_the_cut_off_and_sent_after_it_is_kept_and_asked(
    open_page: OpenPage, app: Flask, clock: Clock
) -> None:
    clock.moment = CUT_OFF - timedelta(hours=6)
    today, onward = (delivery(CUT_OFF + timedelta(days=days)) for days in (0, 1))
    clock.moment = CUT_OFF - timedelta(minutes=2)
    late = ("/cases/ask",)  # its 409 is an answer
    first, second, plain = open_page(), open_page(known_errors=late), open_page(script=False, known_errors=late)
    for page, phone in ((first, "0912 345 678"), (second, "0912 345 679")):
        begins(page, today)
        fills(page, phone)
    begins(plain, today)
    fills_without_script(plain)
    sends(first)
    press(first, "Tới trang của tôi")
    expect(first.locator("section:has(#own-order)")).to_contain_text("Chốt đơn 17:00 thứ Ba 1/12")

    clock.moment = CUT_OFF + timedelta(minutes=2)
    second.locator("#consent").check()
    follow(second, last_button(second))
    is_asked(second)
    expect(second.locator("#door")).to_have_value("Số 12 hẻm 45")
    assert faults(second) == []
    second.locator("[name=order-yes]").first.check()
    goes_on_to_the_last_look(second)
    sends(second)

    follow(plain, plain.locator("#ask .step:last-of-type button[type=submit], #to-check button").last)
    is_asked(plain)
    plain.locator("[name=order-yes]").first.check()
    follow(plain, plain.locator("#to-check button"))
    expect(plain.locator("#seen-of-order")).to_be_visible()
    sends(plain)
    assert [(one.state, one.window.public_id) for one in orders()] == [
        (State.PLACED, today), (State.PLACED, onward), (State.PLACED, onward),
    ]  # fmt: skip


def delivery(cut_off: datetime) -> str:
    """The code of a delivery that takes orders since this morning and comes at six in the morning after."""
    morning = cut_off.replace(hour=23)
    return make_window(
        times=Times(CUT_OFF - timedelta(hours=8), cut_off, morning, morning + timedelta(hours=5))
    ).public_id


def begins(page: Page, window: str) -> None:
    page.goto(f"/shopping/windows/{window}")
    press(page, "Đặt đơn")
    expect(page.locator("#qty-market")).to_have_value("1")


def fills(page: Page, phone: str) -> None:
    """All of the form up to the last look, as a script shows it."""

    def onward() -> None:
        page.locator(".step:visible .next").click()

    onward()
    page.fill("#people", "3")
    onward()
    page.locator("#place_text").press_sequentially("bến thành")
    page.locator(".option:has([value='26743'])").click()
    page.fill("#door", "Số 12 hẻm 45")
    onward()
    expect(page.locator("#order-title")).to_be_visible()
    expect(page.locator("[name=order-pay]:checked, [name=order-window]:checked")).to_have_count(2)
    page.get_by_role("button", name="Thêm: Combo cơ bản").click()
    expect(page.locator("[data-sum]")).to_have_text("299.000 đ")
    shot(page, "cut-off-order")
    onward()
    page.fill("#name", "Nguyễn Thị Lan")
    page.fill("#phone", phone)
    onward()
    expect(page.locator("#seen-of-order")).to_be_visible()


def fills_without_script(page: Page) -> None:
    """The whole form at once; its order is asked for when the ward is known."""
    page.fill("#people", "3")
    page.fill("#place_text", "bến thành")
    page.locator("[name=find]").click()
    page.locator(".option:has([value='26743'])").click()
    page.fill("#door", "Số 12 hẻm 45")
    page.fill("#name", "Trần Văn Bình")
    page.fill("#phone", "0912 345 670")
    follow(page, page.locator("#to-check button"))
    expect(page.locator("#order-title")).to_be_visible()
    page.fill("#order-combo-BASC2345", "1")
    page.fill("#order-words-31", "Bánh chưng loại nhỏ")
    assert fits(page)
    shot(page, "cut-off-order-plain")


def last_button(page: Page) -> Locator:
    return page.locator("#ask .step:last-of-type button[type=submit]")


def sends(page: Page) -> None:
    page.locator("#consent").check()
    follow(page, last_button(page))
    expect(page).to_have_url(re.compile("/cases/sent/"))


def is_asked(page: Page) -> None:
    """Nothing was sent and nothing is lost: the next delivery is offered by its day."""
    shot(page, f"cut-off-asked-{page.locator('form.stepped').count()}")
    expect(page.locator("#order-late")).to_contain_text("Đã quá giờ chốt")
    expect(page.locator("#order-late")).to_contain_text("sáng thứ Năm")
    expect(page.locator("#order-combo-BASC2345")).to_have_value("1")
    assert fits(page) and len(orders()) < 3


def goes_on_to_the_last_look(page: Page) -> None:
    for step in ("#step-q", "#step-4"):
        page.locator(f"{step} .next").click()
    expect(page.locator("#seen-of-order")).to_be_visible()


def orders() -> list[Order]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Order).order_by(Order.id)))
