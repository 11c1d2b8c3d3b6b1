"""A breathless answer shows 115 at once; a doctor takes it, writes a summary, and a recall brings it back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page, expect

from connect import clock, db
from connect.accounts import actions as accounts
from connect.cases.clinical import jobs
from connect.cases.models import Case
from tests.advice.pages import doctor
from tests.browser.conftest import DESK, PASSWORD, faults, shot, sign_in, ten_minutes_pass
from tests.builders import sign_the_list

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]


def _ask(page: Page) -> None:
    page.goto("/cases/ask")
    page.locator("#step-1 > div > details > summary", has_text="Tư vấn y khoa").click()
    page.locator("#qty-doctor_call").fill("1")
    page.locator(".step:visible .next").click()
    page.locator("#people").fill("2")


def _send(page: Page) -> None:
    page.locator(".step:visible .next").click()
    page.locator("#place_text").fill("Phước Long B, Quận 9")
    page.locator(".option:has([value='26848'])").click()
    page.locator(".step:visible .next").click()
    page.locator("#name").fill("Lan")
    page.locator("#phone").fill("0912345678")
    page.locator(".step:visible .next").click()
    page.locator("#consent").check()
    page.locator("#health").check()
    page.locator(".step:visible button[type=submit]:not([name])").click()


def test_a_breathless_answer_is_given_115_and_a_doctor_who_comes_back(open_page: OpenPage, app: Flask) -> None:
    sign_the_list()
    clinician = doctor(password_hash=accounts.hasher.hash(PASSWORD))
    asker = open_page()
    _ask(asker)
    call = asker.locator("#signs-of-danger .call-now")
    expect(call).to_be_hidden()
    asker.get_by_label("16 tuổi trở lên").check()
    asker.get_by_label("Khó thở, thở không đủ hơi").check()
    expect(call).to_be_visible()
    expect(call.get_by_role("link")).to_have_attribute("href", "tel:115")
    shot(asker, "advice-signs")
    assert faults(asker) == []
    asker.locator("#sign-spo2").fill("90")
    _send(asker)
    expect(asker.locator(".call-now").get_by_role("link")).to_have_attribute("href", "tel:115")
    shot(asker, "advice-sent")
    assert faults(asker) == []
    own = asker.get_by_role("link", name="Về trang riêng").or_(asker.locator("a.btn.main")).first.get_attribute("href")

    page = open_page(size=DESK)
    sign_in(page, clinician, "/advice/")
    shot(page, "advice-queue")
    page.locator("a.whole").first.click()
    expect(page.locator("#signs-told").locator("xpath=ancestor::section")).to_contain_text("90")
    page.locator("form[action$='/claim'] button").click()
    ten_minutes_pass()
    page.locator("form[action$='/contact'] button").first.click()
    expect(page.locator("#signs-told")).to_be_visible()
    shot(page, "advice-contact")
    case = db.session.scalars(sa.select(Case)).one()
    page.goto(f"/advice/{case.public_id}/summary")
    page.locator("#said").fill("Ông mệt từ sáng.")
    page.locator("#advised").fill("Nằm nghiêng, mở cửa sổ.")
    page.locator("#call_when").fill("Môi xanh, gọi khó tỉnh.")
    page.locator("#again").fill((clock.now() + timedelta(days=3)).date().isoformat())
    shot(page, "advice-summary")
    assert faults(page) == []
    page.locator("form .btn.main").click()
    expect(page.locator(".empty")).to_be_visible()

    assert own
    asker.goto(own)
    expect(asker.get_by_text("Nằm nghiêng, mở cửa sổ.")).to_be_visible()
    shot(asker, "advice-own")
    db.session.rollback()
    with clock.told(clock.now() + timedelta(days=3, hours=12)):
        assert jobs.call_again() == 1
    page.reload()
    expect(page.locator("a.whole")).to_have_count(1)

    asker.locator(f"a[href='{own}/edit']").click()
    expect(asker.locator("#signs-of-danger .call-now")).to_be_hidden()
    expect(asker.get_by_label("16 tuổi trở lên")).to_be_checked()
    asker.get_by_label("Co giật").check()
    expect(asker.locator("#signs-of-danger .call-now")).to_be_visible()
    shot(asker, "advice-edit")
    assert faults(asker) == []
    asker.locator("form.split button[type=submit]").click()
    expect(asker.locator("main .call-now").get_by_role("link")).to_have_attribute("href", "tel:115")
    expect(asker.locator("#signs-told").locator("xpath=ancestor::section")).to_contain_text("đã báo trước đó")
    expect(asker.locator("footer")).to_contain_text("115")
    shot(asker, "advice-own-anew")
    page.reload()
    expect(page.locator("a.whole").first).to_contain_text("Co giật")


def test_without_a_script_the_age_comes_first_and_the_number_is_there(open_page: OpenPage) -> None:
    sign_the_list()
    page = open_page(script=False)
    page.goto("/cases/ask")
    page.locator("#step-1 > div > details > summary", has_text="Tư vấn y khoa").click()
    page.locator("#qty-doctor_call").fill("1")
    page.locator("#people").fill("2")
    page.locator("#place_text").fill("Phước Long B, Quận 9")
    page.locator("[name=find]").click()
    page.locator(".option:has([value='26848'])").click()
    page.locator("#name").fill("Lan")
    page.locator("#phone").fill("0912345678")
    page.get_by_label("Dưới 2 tháng").check()
    page.locator("#to-check button").click()
    expect(page.get_by_label("Đau hoặc tức ngực")).to_be_hidden()
    page.get_by_label("Môi khô, mắt trũng").check()
    expect(page.locator("#signs-of-danger .call-now")).to_be_visible()
    page.locator("#to-check button").click()
    page.locator("#consent").check()
    page.locator("#health").check()
    shot(page, "advice-plain-looked-over")
    page.locator("#step-5 button[type=submit]:not([name])").click()
    expect(page.locator("main .call-now").get_by_role("link")).to_have_attribute("href", "tel:115")
    page.locator("a.btn.main").click()
    expect(page.locator("main .call-now")).to_be_visible()
    page.get_by_role("link", name="Sửa").click()
    page.get_by_label("Môi, đầu ngón tay").check()
    expect(page.locator("#signs-of-danger .call-now")).to_be_visible()
    page.locator("form.split button[type=submit]").click()
    expect(page.locator("#signs-told").locator("xpath=ancestor::section")).to_contain_text("đã báo trước đó")
