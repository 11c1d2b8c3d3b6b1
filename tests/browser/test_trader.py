"""A trader as a new user, on a phone without a script: registers, prints the code, confirms by one tap, is said to be
sold out by two strangers, and says otherwise. In both languages by turns."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page, expect

from connect import db
from connect.supplies.counter import links
from connect.supplies.models import SupplyEvent, SupplyGood, SupplyPoint
from connect.supplies.rules import By
from tests.browser.conftest import PASSWORD, faults, fits, follow, press, shot

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]
PHONE = "0912 345 678"


def test_a_trader_registers_confirms_by_one_tap_is_said_to_be_sold_out_and_says_otherwise(
    open_page: OpenPage, app: Flask
) -> None:
    trader = open_page(script=False)
    becomes_a_user(trader)
    registers(trader)
    point = db.session.scalars(sa.select(SupplyPoint)).one()
    prints_the_code(trader, point)
    taps_once(open_page(script=False, lang="en"), point)
    says_that_it_is_sold_out(open_page(script=False), point, "Có món đã hết", "Gạo")
    from_another_network()
    says_that_it_is_sold_out(open_page(script=False, lang="en"), point, "Something is sold out", "Rice")
    reads_and_says_otherwise(open_page(script=False, lang="en"), point)
    passer_by = open_page()
    assert faults(passer_by, f"/supplies/{point.public_id}") == []
    expect(passer_by.locator("main")).to_contain_text("còn nhiều")
    expect(passer_by.locator("main")).not_to_contain_text("theo người mua")
    assert faults(passer_by, f"/supplies/{point.public_id}/report") == []
    shot(passer_by, "trader-report-vi")


def becomes_a_user(page: Page) -> None:
    page.goto("/accounts/sign-up")
    page.fill("[name=name]", "Trần Thị Ba")
    page.fill("[name=phone]", PHONE)
    page.fill("[name=password]", PASSWORD)
    page.check("[name=read]")
    page.locator("main form .btn.main").first.click()
    gives_password(page)


def gives_password(page: Page) -> None:
    page.goto("/accounts/sign-in?next=/supplies/new")
    page.fill("[name=phone]", PHONE)
    page.fill("[name=password]", PASSWORD)
    page.locator("main form .btn.main").first.click()
    expect(page).to_have_url(re.compile("/supplies/new"))


def registers(page: Page) -> None:
    page.fill("#name", "Tạp hóa Cô Ba")
    page.select_option("#kind", "shop")
    page.locator("[name=shown][value=ward]").check()
    page.fill("#place_text", "bến thành")
    page.locator("[name=find]").click()
    page.locator(".option:has([value='26743'])").click()
    page.select_option("#level-rice", "plenty")
    page.fill("#price-rice", "20.000")
    page.locator("[name=pays][value=cash]").check()
    assert fits(page)
    shot(page, "trader-new-vi")
    press(page, "Đăng ký")
    expect(page.locator("h1")).to_have_text("Mấy giờ mở cửa?")
    assert fits(page)
    shot(page, "trader-hours-vi")
    page.get_by_role("link", name="Để sau").click()
    expect(page.locator("main")).to_contain_text("còn nhiều")
    expect(page.locator("main")).to_contain_text("chưa xác minh")
    assert fits(page)
    shot(page, "trader-point-vi")


def prints_the_code(page: Page, point: SupplyPoint) -> None:
    press(page, "Tờ dán và mã QR")
    expect(page.locator("img.qr")).to_have_count(2)
    page.emulate_media(media="print")
    assert page.pdf(format="A4").startswith(b"%PDF")
    shot(page, "trader-poster-vi")


def taps_once(page: Page, point: SupplyPoint) -> None:
    """The code on the counter, in whatever phone: a page with one button, and nothing is said before it is pressed."""
    with db.transaction():
        now = db.session.scalars(sa.select(SupplyPoint)).one()
        token, said_at = links.token_of(now, links.CONFIRM), now.said_at
    page.goto(f"/supplies/confirm/{token}")
    db.session.rollback()
    assert db.session.scalars(sa.select(SupplyPoint.said_at)).one() == said_at
    expect(page.locator("main form button")).to_have_count(1)
    shot(page, "trader-confirm-en")
    press(page, "Yes, all as before")
    expect(page.locator("main [role=status]")).to_be_visible()
    db.session.rollback()
    assert db.session.scalars(sa.select(SupplyPoint.said_at)).one() > said_at


def says_that_it_is_sold_out(page: Page, point: SupplyPoint, word: str, item: str) -> None:
    page.goto(f"/supplies/{point.public_id}")
    page.locator(f"main a[href$='/{point.public_id}/report']").click()
    page.get_by_label(word).check()
    page.locator("[name=item]").select_option(label=item)
    assert fits(page)
    follow(page, page.locator("main form .btn.main"))
    expect(page).to_have_url(re.compile("/reported"))
    assert fits(page)


def from_another_network() -> None:
    """All browsers of a test sit behind one network; the first stranger sat somewhere else."""
    db.session.rollback()
    with db.transaction():
        for event in db.session.scalars(sa.select(SupplyEvent).where(SupplyEvent.by == By.BUYER)):
            event.network = "elsewhere"


def reads_and_says_otherwise(page: Page, point: SupplyPoint) -> None:
    gives_password(page)
    db.session.rollback()
    assert db.session.scalars(sa.select(SupplyGood.buyers_out_at)).one() is not None
    page.goto(f"/supplies/{point.public_id}")
    expect(page.locator("main")).to_contain_text("sold out, say buyers")
    expect(page.locator("main")).to_contain_text(re.compile(r"Sold out: Rice · 2 times · \d\d/\d\d"))
    assert fits(page)
    shot(page, "trader-said-en")
    press(page, "Yes, all as before")
    expect(page.locator("main")).to_contain_text("plenty left")
    expect(page.locator("main")).not_to_contain_text("say buyers")
