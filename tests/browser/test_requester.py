"""Somebody in need, on a small phone: asks, is kept from mistakes, finds her own page."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page, expect

from connect import db
from connect.cases.models import Case, CaseSecret
from tests.browser.conftest import faults, press, shot

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]


def next_step(page: Page) -> None:
    page.locator(".step:visible .next").click()


def test_she_asks_step_by_step_with_her_position_and_gets_her_own_link(open_page: OpenPage, app: Flask) -> None:
    page = open_page()
    page.goto("/")
    press(page, "Tôi cần giúp")
    assert faults(page) == []
    next_step(page)
    expect(page.locator(".live-error")).to_be_visible()
    more = page.get_by_role("button", name="Thêm: Gạo")
    more.click()
    more.click()
    expect(page.get_by_label("Gạo", exact=True)).to_have_value("6")
    page.get_by_label("Sữa", exact=True).fill("6")
    expect(page.locator("[data-count]:visible")).to_have_text("2 thứ")
    shot(page, "ask-1")
    next_step(page)
    page.get_by_role("textbox", name="Nhà bạn có mấy người?").fill("4")
    page.get_by_text("Nguy cấp", exact=True).click()
    expect(page.locator(".danger")).to_be_visible()
    page.get_by_text("Khẩn", exact=True).click()
    expect(page.locator(".danger")).to_be_hidden()
    assert faults(page) == []
    shot(page, "ask-2")
    next_step(page)
    page.get_by_role("button", name="Vị trí của tôi").click()
    expect(page.locator("[name=ward]")).to_have_count(3)
    assert page.locator("[name=ward]:checked").count() == 0
    page.locator(".option:has([name=ward])").first.click()
    page.get_by_label("Chỉ đường đến nhà").fill("Số 12 hẻm 45")
    assert faults(page) == []
    shot(page, "ask-3")
    next_step(page)
    page.locator("#name").fill("Nguyễn Thị Lan")
    page.locator("#phone").fill("0912 345 678")
    assert faults(page) == []
    next_step(page)
    expect(page.locator(".steps [aria-current]")).to_have_text("Kiểm tra và gửi")
    page.locator("[name=edit][value='2']").first.click()
    expect(page.get_by_role("textbox", name="Nhà bạn có mấy người?")).to_have_value("4")
    page.get_by_role("textbox", name="Nhà bạn có mấy người?").fill("5")
    page.get_by_role("link", name="Kiểm tra và gửi").click()
    expect(page.locator(".step:visible")).to_contain_text("5 người")
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Case)) == 0, "looked over, and nothing is written"
    page.get_by_label("Tôi đã đọc và đồng ý").check()
    assert faults(page) == []
    shot(page, "ask-5")
    page.get_by_role("button", name="Gửi yêu cầu").click()
    expect(page).to_have_url(re.compile(r"/cases/sent/[a-z2-7]{26}$"))
    page.locator("summary").click()
    expect(page.locator("img.qr")).to_be_visible()
    assert faults(page) == []
    shot(page, "sent")
    press(page, "Tới trang của tôi")
    expect(page).to_have_url(re.compile(r"/cases/mine/[a-z2-7]{26}$"))
    assert faults(page) == []
    shot(page, "mine")
    db.session.rollback()
    secret = db.session.scalars(sa.select(CaseSecret)).one()
    assert (secret.place_by, secret.name) == ("position", "Nguyễn Thị Lan")


def test_without_a_script_one_page_does_it_all(open_page: OpenPage, app: Flask) -> None:
    page = open_page(script=False)
    page.goto("/cases/ask")
    page.locator("#qty-rice").fill("5")
    page.locator("#people").fill("3")
    page.locator("#place_text").fill("Phước Long B, Quận 9")
    page.locator("[name=find]").click()
    expect(page.locator("#people")).to_have_value("3")
    page.locator("[name=ward]").first.check()
    page.locator("#name").fill("Lan")
    page.locator("#to-check button").click()
    expect(page.locator("[role=alert]")).to_be_visible()
    expect(page.locator("#name")).to_have_value("Lan")
    page.locator("#phone").fill("0912345678")
    page.locator("#to-check button").click()
    expect(page.locator("#seen-by-helper")).to_be_visible()
    page.locator("[name=edit][value='4']:visible").first.click()
    page.locator("#name").fill("Lan Anh")
    page.locator("#to-check button").click()
    page.locator("#consent").check()
    page.locator("button[type=submit]:visible").last.click()
    expect(page).to_have_url(re.compile(r"/cases/sent/"))
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Case)) == 1


def test_she_can_point_at_the_map_or_name_her_ward_as_she_types(open_page: OpenPage, app: Flask) -> None:
    page = open_page()
    page.goto("/cases/ask")
    page.get_by_label("Gạo", exact=True).fill("5")
    next_step(page)
    page.get_by_role("textbox", name="Nhà bạn có mấy người?").fill("2")
    next_step(page)
    page.locator("#place_text").press_sequentially("phuoc long b")
    expect(page.locator(".option:has([name=ward])").first).to_contain_text("Phường Phước Long")
    page.get_by_role("button", name="Chỉ trên bản đồ").click()
    expect(page.locator("#place .map path.wards:visible").first).to_be_visible()
    for _ in range(3):
        page.locator("#place .map").click(position={"x": 150, "y": 130})
    expect(page.locator("[name=place_by]")).to_have_value("map")


def test_words_about_the_door_undo_neither_position_nor_ward(
    open_page: OpenPage,
) -> None:
    page = open_page()
    page.goto("/cases/ask")
    page.get_by_label("Gạo", exact=True).fill("5")
    next_step(page)
    page.get_by_role("textbox", name="Nhà bạn có mấy người?").fill("2")
    next_step(page)
    typed, wards = page.locator("#place_text"), page.locator("[name=ward]")
    typed.fill("xã Diên Điền")
    expect(page.locator("[name=ward][value='22657']")).to_be_checked()
    typed.fill("phường Tân Định")
    expect(page.locator("[name=ward][value='22657']")).to_be_checked()  # hers until she chooses another
    page.get_by_role("button", name="Vị trí của tôi").click()
    expect(page.locator("[name=ward]:checked")).to_have_count(0)
    wards.first.check()
    chosen, lat = wards.first.input_value(), page.locator("[name=lat]").input_value()
    for words in ("hẻm 42", "45/12 đường số 9", "chung cư An Quang"):
        with page.expect_response("**/areas/search.json*"):
            typed.fill(words)
        expect(wards).to_have_count(3)
        assert page.locator("[name=ward]:checked").input_value() == chosen
        assert page.locator("[name=lat]").input_value() == lat


def test_the_whole_asking_form_weighs_less_than_thirty_kilobytes(open_page: OpenPage) -> None:
    page = open_page()
    weights: list[int] = []
    tools = page.context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.on("Network.loadingFinished", lambda event: weights.append(int(event["encodedDataLength"])))
    page.goto("/cases/ask")
    page.wait_for_load_state("networkidle")
    print(f"the asking form: {len(weights)} answers, {sum(weights)} bytes over the wire")
    assert len(weights) >= 4
    assert sum(weights) < 30_000


def test_a_wrong_send_opens_the_step_that_needs_her(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/cases/ask")
    page.locator("form#ask").evaluate("form => form.requestSubmit()")
    expect(page.locator(".summary")).to_be_focused()
    page.locator(".summary a").first.click()
    expect(page.locator(".step:visible .wrong").first).to_be_visible()
