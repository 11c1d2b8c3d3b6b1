"""A helper asks for money in a conversation: warned of, reported, read by one moderator with a reason that both see."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, faults, known, press, shot, sign_in
from tests.builders import make_case, make_thread, speak, take, token_of

pytestmark = pytest.mark.browser
MONEY = "Bạn chuyển khoản trước 300k rồi tôi mới mang tới"
REASON = "xem có đòi tiền không"


def test_money_talk_is_warned_of_reported_and_read_for_a_reason_that_both_see(
    app: Flask, open_page: Callable[..., Page]
) -> None:
    helper, moderator, other = known(verified=True), known("moderator"), known("moderator")
    case = make_case("open")
    take(case, helper)
    thread = make_thread(case, helper)
    speak(thread, case, helper, MONEY)
    mine, theirs = f"/messages/mine/{token_of(case)}/{thread.public_id}", f"/messages/{thread.public_id}"

    lan = open_page(lang="vi")
    assert faults(lan, mine) == []
    warned = lan.locator("#m3 .note")
    expect(warned).to_contain_text("Cẩn thận")
    expect(warned).to_contain_text("chuyển khoản")
    shot(lan, "talk-warned-vi-360")
    press(lan, "Báo xấu cuộc trò chuyện này")
    lan.check("input[value=fraud]")
    press(lan, "Gửi báo xấu")
    assert lan.url.endswith("/report/thanks")

    second = open_page(lang="vi", size=DESK, known_errors=(theirs,))
    sign_in(second, other, "/")
    assert (second.goto(theirs) or pytest.fail()).status == 404

    desk = open_page(lang="en", size=DESK, known_errors=(theirs,))
    sign_in(desk, moderator, "/")
    assert (desk.goto(theirs) or pytest.fail()).status == 404
    assert faults(desk, f"/moderation/reported/{thread.public_id}") == []
    expect(desk.get_by_text(MONEY)).to_have_count(0)
    shot(desk, "talk-reported-en-1280")
    desk.fill("#reason", REASON)
    press(desk, "Read this conversation")
    assert desk.url.endswith(theirs)
    expect(desk.get_by_text("chuyển khoản trước 300k")).to_be_visible()
    expect(desk.locator("#say")).to_have_count(0)
    assert faults(desk, theirs) == []
    shot(desk, "talk-read-en-1280")
    assert (second.goto(theirs) or pytest.fail()).status == 404

    hanh = open_page(lang="en", size=PHONE)
    sign_in(hanh, helper, theirs)
    lan.goto(mine)
    for page in (lan, hanh):
        expect(page.get_by_text(REASON)).to_be_visible()
    shot(lan, "talk-told-vi-360")
    shot(hanh, "talk-told-en-360")
    desk.goto(f"/moderation/reported/{thread.public_id}")
    desk.locator("button[value=upheld]").click()
    assert (desk.goto(theirs) or pytest.fail()).status == 404, "answered, it is shut again"
