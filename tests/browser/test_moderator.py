"""A moderator's morning on a phone and at a desk, by keys and by buttons; and what her requesters read of it."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from connect import db, geo
from connect.cases import jobs
from connect.cases.models import Case
from tests.browser.conftest import DESK, PHONE, faults, fits, follow, known, press, shot, sign_in
from tests.builders import post_case

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]
SCREENS = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])


def button(page: Page, words: str) -> Locator:
    """A button or the title of a box by its words, whatever key stands beside them."""
    return page.locator("main").locator("button, summary").filter(has_text=words).first


def use(page: Page, words: str, script: bool) -> None:
    """Presses the key printed on a button, or the button where no script listens for keys."""
    found = button(page, words)
    if script:
        page.wait_for_load_state()
        page.keyboard.press(found.locator("kbd").text_content() or "?")
    else:
        found.click()


def is_sound(page: Page, name: str, script: bool) -> None:
    """No fault of the page, and every key of it printed and meant once."""
    shot(page, f"moderator-{name}-{page.viewport_size['width']}")  # type: ignore[index]
    assert (faults(page) if script else fits(page)) == ([] if script else True)
    keys = page.locator("[data-key]")
    meant = [str(one.get_attribute("data-key")) for one in keys.all()]
    assert [text.lower() for text in keys.locator("kbd").all_text_contents()] == meant
    assert len(set(meant)) == len(meant)


def state_of(case: Case) -> str:
    db.session.rollback()
    return db.session.get_one(Case, case.id).state


def opened(page: Page, case: Case) -> None:
    """The case is the one on the desk."""
    expect(page).to_have_url(re.compile(f"/moderation/{case.public_id}$"))


@SCREENS
@SCRIPT
def test_she_asks_corrects_looks_guards_and_decides_and_each_requester_reads_it(
    open_page: OpenPage, app: Flask, script: bool, size: dict[str, int]
) -> None:
    unclear, link = post_case(urgency=3, name="Phạm Thị Út", door="Ki-ốt 3, chợ Tân Định", words="Cần gấp.")
    child, her_link = post_case(urgency=2, name="Đỗ Hữu Lộc", door="Phòng 901, lô C", words="Cháu ở nhà một mình.")
    joke, _ = post_case(urgency=1, name="Võ Tú Anh", door="27 Pasteur", words="Cần một chiếc máy bay.")
    duyen = known("moderator", area="79", name="Cô Duyên")
    db.session.rollback()
    page, requester = open_page(script, size), open_page(script)
    sign_in(page, duyen, "/moderation/")
    is_sound(page, "queue", script)
    use(page, "Mở việc tiếp theo", script)

    opened(page, unclear)
    is_sound(page, "review", script)
    use(page, "Hỏi người cần giúp", script)
    is_sound(page, "question", script)
    press(page, "Nhà mình còn cần tất cả những thứ này không")
    opened(page, child)
    expect(page.locator("main .note").first).to_contain_text("đã gửi câu hỏi")
    requester.goto(f"/cases/mine/{link}")
    expect(requester.locator("blockquote").first).to_contain_text("còn cần tất cả")

    use(page, "Sửa đồ cần, mức khẩn cấp hoặc nơi ở", script)
    page.locator("#place_text").fill("phường Tân Định")
    press(page, "Sửa lại")
    expect(page.locator("[name=ward]").first).to_be_focused()
    page.locator(".option:has([name=ward])").first.click()
    is_sound(page, "wards", script)
    press(page, "Sửa lại")
    opened(page, child)
    expect(page.locator("dl.facts").first).to_contain_text("Tân Định")

    button(page, "Xem tên, số điện thoại, số nhà").click()
    page.locator("#why").fill("Hỏi xem có người lớn nào ở gần")
    press(page, "Hiện tên, số điện thoại và số nhà")
    expect(page.locator("main a[href^='tel:']")).to_be_visible()
    is_sound(page, "contact", script)
    requester.goto(f"/cases/mine/{her_link}")
    expect(requester.locator("[aria-labelledby=looks]")).to_contain_text("Hỏi xem có người lớn nào ở gần")
    expect(requester.locator("[aria-labelledby=looks]")).to_contain_text("Cô Duyên")
    if script:
        assert faults(requester) == []

    button(page, "Chuyển đi, hoặc gộp").click()
    press(page, "Chỉ cho tổ chức đã được kiểm tra riêng")
    expect(page.locator("[aria-labelledby=what]")).to_contain_text("Bảo vệ riêng")
    is_sound(page, "guarded", script)
    use(page, "Đưa lên danh sách", script)
    opened(page, joke)
    requester.reload()
    expect(requester.locator(".note", has_text="Chỉ tổ chức đã được kiểm tra riêng")).to_be_visible()

    use(page, "Đùa giỡn, không nghiêm túc", script)
    expect(page).to_have_url(re.compile("/moderation/$"))
    expect(page.locator("main")).to_contain_text("đang đợi người cần giúp trả lời")
    is_sound(page, "done", script)
    assert [state_of(one) for one in (unclear, child, joke)] == ["open", "open", "rejected"]


@SCREENS
@SCRIPT
def test_she_merges_what_was_told_twice_and_skips_on_to_what_is_left(
    open_page: OpenPage, app: Flask, script: bool, size: dict[str, int]
) -> None:
    other, _ = post_case(urgency=2, name="Đỗ Hữu Lộc", door="Phòng 901, lô C", people=7)
    first, _ = post_case(phone="+84912345678")
    again, _ = post_case(phone="+84912345678")
    jobs.compare()
    db.session.rollback()
    page = open_page(script, size)
    sign_in(page, known("moderator", area="79"), "/moderation/")
    use(page, "Mở việc tiếp theo", script)
    opened(page, other)
    use(page, "Bỏ qua", script)
    opened(page, first)
    expect(page.locator("[aria-labelledby=alike]")).to_contain_text("cùng số điện thoại")
    is_sound(page, "alike", script)
    press(page, "So sánh hai yêu cầu")
    is_sound(page, "compare", script)
    press(page, "Gộp")
    expect(page.locator("main")).to_contain_text("Không có yêu cầu nào giống nhau")
    is_sound(page, "duplicates", script)
    assert [state_of(one) for one in (other, first, again)] == ["pending_review", "pending_review", "duplicate"]


@SCREENS
def test_the_list_stands_beside_what_is_open_and_is_a_screen_of_its_own_on_a_phone(
    open_page: OpenPage, app: Flask, size: dict[str, int]
) -> None:
    urgent, _ = post_case(urgency=2, name="Đỗ Hữu Lộc", door="Phòng 901, lô C", people=7)
    plain, _ = post_case(geo.Point(10.8, 106.72), name="Phạm Thị Út", door="Ki-ốt 3, chợ Tân Định", people=2)
    db.session.rollback()
    page = open_page(True, size)
    sign_in(page, known("moderator", area="79"), "/moderation/")
    follow(page, page.locator(".queue a").first)
    opened(page, urgent)
    is_sound(page, "two-panes", script=True)
    if size == DESK:
        expect(page.locator(".queue [aria-current]")).to_be_visible()
        page.keyboard.press("j")
        page.keyboard.press("x")
    else:
        expect(page.locator(".queue")).to_be_hidden()
        press(page, "Quay lại danh sách chờ")
        page.locator(".queue [type=checkbox]").check()
    press(page, "Đưa các mục đã chọn lên")
    is_sound(page, "read-first", script=True)
    press(page, "Đưa những yêu cầu này lên")
    is_sound(page, "together", script=True)
    assert [state_of(one) for one in (urgent, plain)] == ["pending_review", "open"]
    press(page, "Rút lại những yêu cầu này")
    assert state_of(plain) == "pending_review"
