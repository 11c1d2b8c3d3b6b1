"""A giver's story in a real browser: offer rice, see who needs it near, take a case from it, have the rest back."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.conftest import faults, fits, known, press, sign_in, ten_minutes_pass
from tests.builders import make_case

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_giver_offers_rice_takes_a_case_from_it_and_has_the_rest_back(
    open_page: OpenPage, app: Flask, script: bool
) -> None:
    case = make_case(words="Nhà hết gạo.")
    page = open_page(script)
    sign_in(page, known(name="Cô Bảy", verified=True), "/offers/")
    press(page, "Cho một món")
    press(page, "Đồ vật")
    page.select_option("[name=item]", "rice")
    page.fill("[name=quantity]", "50")
    page.fill("[name=place_text]", "Phường Bến Thành")
    if script:
        page.press("[name=place_text]", "Enter")
    else:
        page.locator("[name=find]").click()
    page.locator("#wards .option").first.click()
    assert fits(page) and not (script and faults(page))
    press(page, "Tôi muốn cho")
    expect(page.locator("main")).to_contain_text("Còn lại 50 kg")
    expect(page.locator("main")).to_contain_text("Gần bạn ai đang cần")
    assert fits(page) and not (script and faults(page))
    offer = page.url

    page.locator("a.whole").first.click()
    expect(page).to_have_url(re.compile(case.public_id))
    page.select_option("[name=offer]", index=1)
    page.fill("[name=offer_quantity]", "60")
    press(page, "Nhận giúp")
    expect(page.locator("main")).to_contain_text("Lấy từ 1 đến 50")
    page.select_option("[name=offer]", index=1)
    press(page, "Nhận giúp")
    expect(page.locator("main")).to_contain_text("Bạn đang giữ yêu cầu này")
    press(page, "Xem điện thoại và địa chỉ")
    page.goto(offer)
    expect(page.locator("main")).to_contain_text("Còn lại 40 kg")
    ten_minutes_pass()
    page.goto(f"/cases/{case.public_id}/help")
    page.fill("[name=given-rice]", "6")
    page.fill("[name=given-milk]", "")
    page.locator("main form .btn.main").click()
    expect(page.locator("main")).to_contain_text("Phần còn lại đã trở lại danh sách")
    page.goto(offer)
    expect(page.locator("main")).to_contain_text("Còn lại 44 kg")
    press(page, "Tạm dừng")
    expect(page.locator("main")).to_contain_text("Đang tạm dừng nên không ai thấy.")
    press(page, "Mở lại")
    page.goto("/offers/")
    expect(page.locator(".card")).to_have_text(re.compile("Gạo.*còn 44 kg", re.DOTALL))
    assert fits(page)
