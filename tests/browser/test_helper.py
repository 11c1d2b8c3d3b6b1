"""A helper's story in a real browser: find, take, call, set out, bring a part; another brings the rest."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from connect import db, geo
from connect.accounts.models import Person
from connect.cases import actions
from tests.browser.conftest import DESK, PHONE, faults, fits, follow, known, press, sign_in, ten_minutes_pass
from tests.builders import BEN_THANH, make_case, take

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]
AT = f"{geo.cell_of(BEN_THANH):x}"


def helper(name: str) -> Person:
    """A verified volunteer who can sign in."""
    return known(name=name, verified=True)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_helper_finds_takes_calls_sets_out_and_brings_a_part_and_another_the_rest(
    open_page: OpenPage, app: Flask, script: bool
) -> None:
    case = make_case(words="Nhà hết gạo.", urgency=2)
    first, second = helper("Trần Văn Bình"), helper("Lê Thị Hoa")
    code = actions.secret_of(case).delivery_code
    db.session.rollback()

    page = open_page(script)
    page.goto("/cases/nearby")
    if script:
        press(page, "Quanh vị trí của tôi")
    else:
        page.fill("[name=q]", "ben thanh")
        page.locator(".place-search button").click()
        page.locator("#found a").first.click()
    expect(page.locator(".whole").first).to_have_text(re.compile(r"Gạo 10.kg\s+Sữa 4.hộp"))
    assert f"{BEN_THANH.lat}" not in page.url
    assert fits(page)
    page.locator("a.whole").first.click()
    press(page, "Đăng nhập để nhận giúp")
    sign_in(page, first)
    expect(page).to_have_url(re.compile(f"/cases/{case.public_id}$"))
    press(page, "Nhận giúp")
    expect(page.locator("main")).to_contain_text("Bạn đang giữ yêu cầu này")
    assert fits(page)
    press(page, "Xem điện thoại và địa chỉ")
    expect(page.locator("a[href^='tel:']").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("Số 12 hẻm 45 đường Lê Lợi")
    assert fits(page)
    press(page, "Quay lại yêu cầu này")
    press(page, "Tôi bắt đầu đi")
    ten_minutes_pass()
    press(page, "Xác nhận đã giúp")
    page.fill("[name=given-rice]", "6")
    page.fill("[name=given-milk]", "4")
    assert fits(page)
    page.locator("main form .btn.main").click()
    expect(page.locator("main")).to_contain_text("Phần còn lại đã trở lại danh sách")

    page = open_page(script)
    page.goto(f"/cases/{case.public_id}")
    expect(page.locator(".wanted")).to_have_text(re.compile(r"Gạo 4.kg"))
    press(page, "Đăng nhập để nhận giúp")
    sign_in(page, second)
    press(page, "Nhận giúp")
    press(page, "Xem điện thoại và địa chỉ")
    page.goto(f"/cases/{case.public_id}/help")
    page.fill("[name=code]", code)
    page.locator("main form .btn.main").click()
    expect(page.locator("main")).to_contain_text("Mã nhận hàng đã chứng minh")
    db.session.rollback()
    assert case.state == "confirmed"


def sign_leads_to_the_list(page: Page) -> bool:
    """Whether the sign in focus stands for one place, and not for several."""
    words = page.locator("#map").get_attribute("data-open") or "?"
    return (page.locator(".cluster:focus").get_attribute("aria-label") or "").endswith(words)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_map_shows_signs_with_words_and_leads_to_the_list(
    open_page: OpenPage, app: Flask, size: dict[str, int]
) -> None:
    for state in ("open", "claimed", "confirmed"):
        make_case(state)
    page = open_page(size=size)
    page.goto(f"/cases/map?at={AT}")
    sign = page.locator(".cluster").first
    expect(sign).to_have_attribute("aria-label", re.compile("1 cần giúp, 1 đã có người nhận, 1 đã giúp"))
    assert fits(page)
    sign.focus()
    while not sign_leads_to_the_list(page):  # the keyboard alone must do: closer, closer, then the list
        seen = page.locator(".cluster:focus").element_handle()
        page.keyboard.press("Enter")
        seen.wait_for_element_state("hidden")
        expect(page.locator(".cluster:focus")).to_have_count(1)
    page.keyboard.press("Enter")
    link = page.locator(".leaflet-popup a.btn")
    expect(link).to_be_visible()
    with page.expect_response(re.compile("clusters.json")):  # what is open stays open while the map is moved
        page.locator("#map").focus()
        page.keyboard.press("ArrowUp")
    page.wait_for_load_state("networkidle")
    follow(page, link)
    expect(page.locator("li.case")).to_have_count(1)


def test_a_tap_on_a_free_spot_of_the_map_searches_around_it_without_its_position_in_the_address(
    open_page: OpenPage, app: Flask
) -> None:
    make_case()
    page = open_page()
    page.goto(f"/cases/map?at={AT}")
    expect(page.locator(".cluster").first).to_be_visible()
    with page.expect_response(re.compile("clusters.json")):  # near the edge: the map moves to show all of the answer
        page.locator("#map").click(position={"x": 60, "y": 280})
    follow(page, page.locator(".leaflet-popup button", has_text="Tìm quanh đây"))
    expect(page).to_have_url(re.compile(r"/cases/nearby\?at=[0-9a-f]{15}$"))


def test_wards_are_offered_while_the_name_is_typed(open_page: OpenPage, app: Flask) -> None:
    make_case()
    page = open_page()
    page.goto("/cases/nearby")
    page.locator("[name=q]").press_sequentially("ben tha")
    page.locator("#found a", has_text="Bến Thành").first.click()
    expect(page.locator("li.case")).to_have_count(1)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_page_of_a_helper_has_a_fault_that_axe_can_find(open_page: OpenPage, app: Flask, dark: bool) -> None:
    mine, free = make_case(urgency=3, words="Nhà hết gạo."), make_case("partly_helped", urgency=2)
    taken = make_case("claimed")
    person = helper("Trần Văn Bình")
    take(mine, person)
    page = open_page()
    page.emulate_media(color_scheme="dark" if dark else "light")
    open_ones = ["/cases/nearby?q=ben", f"/cases/nearby?at={AT}", f"/cases/map?at={AT}", f"/cases/{taken.public_id}"]
    own = [f"/cases/{mine.public_id}{step}" for step in ("", "/help", "/release", "/cannot-reach")]
    for path in open_ones:
        assert faults(page, path) == []
    sign_in(page, person, "/cases/taken")
    for path in (*own, f"/cases/{free.public_id}", "/cases/taken"):
        assert faults(page, path) == []
    page.goto(f"/cases/{mine.public_id}")
    press(page, "Xem điện thoại và địa chỉ")
    assert faults(page) == []
