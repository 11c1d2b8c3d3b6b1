"""A drill from empty to turned on for real, played on the real site by an official, a requester and a helper."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page, expect

from connect import db
from connect.cases import rules
from connect.cases.drill.jobs import delete_drills
from connect.cases.models import Case
from tests.browser.conftest import DESK, faults, fits, known, press, shot, sign_in
from tests.incidents.conftest import HCMC, is_on

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]


def test_a_drill_from_empty_to_turned_on_for_real(open_page: OpenPage, app: Flask) -> None:
    official, helper = known("official", area=HCMC), known("volunteer", name="Trần Văn Bình")
    moderator = known("moderator", area=HCMC)
    db.session.rollback()

    office = open_page(size=DESK)
    sign_in(office, official, "/incidents/mine")
    _make(office, "Diễn tập lũ", "Exercise")
    exercise = office.url.partition("?")[0]
    _turn_off(office, "school_items", "Tập dượt: trường đang nghỉ.")
    office.goto(f"{exercise}/drill")
    press(office, "Tạo đường link mời")
    assert faults(office) == []
    shot(office, "drill-invited")
    link = office.locator("#drill-link").input_value()

    asker = open_page(False)
    asker.goto(link)
    shot(asker, "drill-invitation")
    press(asker, "Tham gia diễn tập")
    expect(asker.locator(".drill-banner")).to_contain_text("DIỄN TẬP")
    shot(asker, "drill-empty")
    _ask(asker)
    expect(asker.locator(".drill-banner")).to_be_visible()
    shot(asker, "drill-sent")

    looking = open_page(False)
    _join(looking, link, moderator)
    shot(looking, "drill-list")
    looking.locator("main .card a").first.click()
    assert fits(looking)
    shot(looking, "drill-review")
    looking.locator("#approve button").first.click()
    helping = open_page(False, known_errors=("/moderation/numbers",))
    _join(helping, link, helper)
    helping.locator("main .card a").first.click()
    press(helping, "Nhận giúp")
    press(helping, "Xem điện thoại và địa chỉ")
    expect(helping.locator("main")).to_contain_text("Nguyễn Thị Lan")
    shot(helping, "drill-contact")
    helping.goto("/moderation/numbers")
    shot(helping, "drill-apart")
    helping.goto("/notices/drill")
    assert fits(helping)
    helping.goto("/cases/drill")
    helping.locator(".drill-banner button").click()
    expect(helping.locator(".drill-banner")).to_have_count(0)

    assert is_on("school_items")
    office.goto("/incidents/mine")
    _make(office, "Lũ thật", "Actual")
    press(office, "Sao chép từ diễn tập")
    assert faults(office) == []
    shot(office, "drill-copy")
    press(office, "Đưa 1 dòng vào thực tế ngay")
    expect(office.locator("main")).to_contain_text("Sao chép từ buổi diễn tập: Diễn tập lũ")
    db.session.rollback()
    assert not is_on("school_items", fresh=True)

    office.goto(f"{exercise}/end")
    press(office, "Vâng, kết thúc")
    assert faults(office) == []
    shot(office, "drill-times")
    db.session.rollback()
    assert delete_drills() == 1
    assert not db.session.scalars(sa.select(Case).where(Case.guarded == rules.DRILL)).all()


def _make(page: Page, name: str, status: str) -> None:
    page.goto("/incidents/write")
    page.locator("[name=kind][value=flood]").check()
    page.fill("[name=name_vi]", name)
    page.fill("[name=name_en]", name)
    page.locator(f"[name=status][value={status}]").check()
    page.locator("main form .btn.main").first.click()
    expect(page).to_have_url(re.compile("area="))


def _turn_off(page: Page, utility: str, why: str) -> None:
    page.goto(f"{page.url.partition('?')[0]}/switch?area={HCMC}&utility={utility}")
    page.locator("[name=is_on][value=off]").check()
    page.fill("[name=reason]", why)
    page.locator("main form .btn.main").first.click()
    expect(page).to_have_url(re.compile("area="))


def _join(page: Page, link: str, person: object) -> None:
    sign_in(page, person, "/accounts/me")  # type: ignore[arg-type]
    page.goto(link)
    press(page, "Tham gia diễn tập")


def _ask(page: Page) -> None:
    page.goto("/cases/ask")
    expect(page.locator("main")).to_contain_text("Đây là diễn tập")
    page.fill("#qty-rice", "10")
    page.fill("#people", "4")
    page.fill("#place_text", "bến thành")
    page.locator("[name=find]").click()
    page.locator(".option:has([value='26743'])").click()
    page.fill("#door", "Số 12 hẻm 45")
    page.fill("#name", "Nguyễn Thị Lan")
    page.fill("#phone", "0912345678")
    shot(page, "drill-ask")
    page.locator("#to-check button").click()
    shot(page, "drill-looked")
    page.locator("#consent").check()
    page.get_by_role("button", name="Gửi yêu cầu").last.click()
