"""A family of four takes the suggestion, gets a part of it in packs, and asks for the rest."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page, expect

from connect import db
from connect.cases.models import Case
from tests.browser.conftest import DESK, faults, fits, follow, known, press, shot, sign_in, ten_minutes_pass
from tests.builders import make_case

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_family_of_four_takes_the_suggestion_gets_a_part_and_asks_for_the_rest(
    open_page: OpenPage, app: Flask, script: bool
) -> None:
    first, second = known(name="Trần Văn Bình", verified=True), known(name="Lê Thị Hoa", verified=True)
    db.session.rollback()

    asker = open_page(script)
    asker.goto("/cases/ask")
    expect(asker.locator("#qty-rice")).to_have_value("")
    asker.locator("#suggested summary").click()
    expect(asker.locator("#suggested-things")).to_contain_text("Gạo 14\xa0kg, nước uống 84\xa0lít, trứng 28\xa0quả")
    shot(asker, f"supplies-offer-{script}")
    asker.locator("#qty-eggs").fill("1")
    asker.locator("[name=pack-eggs]").select_option("tray_10")
    asker.get_by_role("button", name="Điền giúp tôi").click()
    expect(asker.locator("#suggested")).to_contain_text("Đã điền ở dưới")
    expect(asker.locator("#qty-rice")).to_have_value("14")
    expect(asker.locator("#qty-eggs")).to_have_value("1")
    expect(asker.locator("#qty-formula")).to_have_value("")
    expect(asker.locator("#people")).to_have_value("4")
    assert not script or faults(asker) == []
    shot(asker, f"supplies-filled-{script}")
    send(asker, script)
    link = asker.url

    case = db.session.scalars(sa.select(Case)).one()
    wanted = {need.item: need.quantity for need in case.needs}
    assert {"rice": 14, "water": 84, "eggs": 10, "oil": 1}.items() <= wanted.items() and case.people == 4
    with db.transaction():
        case.state = "open"

    helper = open_page(script)
    sign_in(helper, first, f"/cases/{case.public_id}")
    hold_and_help(helper, case)
    expect(helper.locator("main")).to_contain_text("trong số 84 lít (7 thùng 12 lít)")
    for field in helper.locator("form [name^=given-]").all():
        field.fill("")
    helper.fill("[name=given-rice]", "2 bao")
    helper.fill("[name=given-water]", "3")
    helper.locator("[name=pack-water]").select_option("case_12l")
    assert not script or faults(helper) == []
    shot(helper, f"supplies-help-{script}")
    follow(helper, helper.locator("main form .btn.main"))
    expect(helper.locator("main")).to_contain_text("Phần còn lại đã trở lại danh sách")

    asker.goto(link)
    expect(asker.locator("main")).to_contain_text("Bạn đã nhận được một phần")
    shot(asker, f"supplies-part-{script}")
    db.session.rollback()
    rest = {need.item: need.rest for need in case.needs}
    assert (rest["rice"], rest["water"], rest["eggs"]) == (4, 48, 10)

    other = open_page(script)
    sign_in(other, second, f"/cases/{case.public_id}")
    expect(other.locator("main")).to_contain_text("Gạo 4 kg")
    hold_and_help(other, case)
    follow(other, other.locator("main form .btn.main"))
    asker.goto(link)
    press(asker, "Rồi, tôi đã nhận được")
    expect(asker.locator("main")).to_contain_text("Chúng tôi rất mừng")


def hold_and_help(page: Page, case: Case) -> None:
    press(page, "Nhận giúp")
    press(page, "Xem điện thoại và địa chỉ")
    ten_minutes_pass()
    page.goto(f"/cases/{case.public_id}/help")


def send(page: Page, script: bool) -> None:
    """The rest of the form, as a script shows it or as one page."""

    def onward() -> None:
        if script:
            page.locator(".step:visible .next").click()

    onward()
    onward()
    page.locator("#place_text").press_sequentially("bến thành") if script else page.fill("#place_text", "bến thành")
    if not script:
        page.locator("[name=find]").click()
    page.locator(".option:has([value='26743'])").click()
    page.fill("#door", "Số 12 hẻm 45")
    onward()
    page.fill("#name", "Nguyễn Thị Lan")
    page.fill("#phone", "0912345678")
    onward()
    if not script:
        page.locator("#to-check button").click()
    expect(page.locator("#ask")).to_contain_text("Trứng 10 quả (1 khay 10 quả)")
    shot(page, f"supplies-check-{script}")
    page.locator("#consent").check()
    page.locator("#ask .step:last-of-type button[type=submit]").click()
    expect(page).to_have_url(re.compile("/cases/sent/"))
    press(page, "Tới trang của tôi")


def test_the_suggestion_says_what_the_server_would_fill_in_for_every_number_of_people(open_page: OpenPage) -> None:
    page, plain = open_page(lang="en"), open_page(script=False, lang="en")
    for number in ("1", "3", "20"):
        for span in ("3", "14"):
            said = []
            for one in (page, plain):
                one.goto("/cases/ask")
                one.locator("#suggested").evaluate("box => box.open = true") if one is page else one.locator(
                    "#suggested summary"
                ).click()
                one.locator("[name=for_people]").select_option(number)
                one.locator("[name=for_days]").select_option(span)
                one.get_by_role("button", name="Fill these in").click()
                expect(one.locator("#suggested")).to_contain_text("Filled in below")
                fields = one.locator("#ask input:not([type=hidden])").evaluate_all(
                    "all => all.filter((one) => one.value && one.type !== 'radio' && one.type !== 'checkbox')"
                    ".map((one) => [one.name, one.value])"
                )
                said.append((one.locator("#suggested-things").inner_text(), fields))
                one.evaluate("sessionStorage.clear()") if one is page else None
            assert said[0] == said[1], (number, span)


def test_a_second_press_takes_its_own_numbers_back_and_leaves_what_was_typed(open_page: OpenPage) -> None:
    for script in (True, False):
        page = open_page(script)
        page.goto("/cases/ask")
        page.locator("#suggested summary").click()
        page.get_by_role("button", name="Điền giúp tôi").click()
        expect(page.locator("#qty-rice")).to_have_value("14")
        page.locator("#qty-water").fill("20")
        page.locator("[name=for_people]").select_option("6")
        page.get_by_role("button", name="Điền giúp tôi").click()
        expect(page.locator("#qty-rice")).to_have_value("21")
        expect(page.locator("#qty-water")).to_have_value("20")


def test_a_number_that_is_not_whole_is_said_at_its_field(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/cases/ask")
    page.locator("#qty-rice").fill("nửa bao")
    page.locator("#people").evaluate("one => one.value = '4'")
    with page.expect_navigation():
        page.evaluate("document.getElementById('ask').submit()")
    error = page.locator("#qty-rice-error")
    expect(error).to_contain_text("2\xa0kg hoặc 3\xa0kg")
    expect(error).to_be_visible()
    assert faults(page) == []
    shot(page, "supplies-error-vi")


def test_pictures(open_page: OpenPage, app: Flask) -> None:
    case = make_case(needs={"rice": 43, "eggs": 30, "formula": 2})
    db.session.rollback()
    for lang in ("vi", "en"):
        for name, size in (("360", {"width": 360, "height": 740}), ("1280", DESK)):
            page = open_page(size=size, lang=lang)
            page.goto("/cases/ask")
            shot(page, f"s-ask-{lang}-{name}-closed")
            page.locator("#suggested summary").click()
            page.locator("[name=suggest]").click()
            shot(page, f"s-ask-{lang}-{name}")
            assert fits(page)
            desk = open_page(size=size, lang=lang)
            sign_in(desk, known("moderator", area="79"), f"/moderation/{case.public_id}")
            shot(desk, f"s-review-{lang}-{name}")
