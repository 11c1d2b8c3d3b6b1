"""A conversation in two real browsers, with a network that goes and comes: what is said arrives once and in order."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page, expect

from connect import db
from connect.cases.models import Case
from connect.messages.models import Message
from connect.messages.phrases import rules as phrases
from tests.browser.conftest import DESK, faults, follow, known, press, shot, sign_in
from tests.builders import make_case, make_thread, speak, take, token_of

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]


def say(page: Page, words: str) -> None:
    """Types and presses the large button."""
    page.fill("#words", words)
    page.locator("#say .btn.main").click()


def said(case: Case) -> list[tuple[int, str | None]]:
    """Numbers and words of what the server has, in order."""
    db.session.rollback()
    found = db.session.scalars(sa.select(Message).order_by(Message.thread_id, Message.number))
    return [(one.number, one.body) for one in found]


def test_two_agree_over_a_network_that_comes_and_goes_and_who_is_stopped_is_out_at_once(
    open_page: OpenPage, app: Flask
) -> None:
    first, second = known(name="Trần Văn Bình"), known(name="Lê Thị Hoa", verified=True)
    case = make_case("open")
    take(case, first)
    token, code = token_of(case), case.public_id
    lan = open_page(lang="vi")
    lan.goto(f"/cases/mine/{token}")
    press(lan, "Nhắn tin với người giúp")
    expect(lan.locator("#talk-empty")).to_be_visible()
    shot(lan, "talk-empty")
    lan.context.set_offline(True)
    for words in ("Gọi em số 0912 345 678 nhé", "Nhà em ở hẻm có cổng xanh"):
        say(lan, words)
    expect(lan.locator("#unsent .tag")).to_have_text(["Chưa gửi", "Chưa gửi"])
    expect(lan.locator("#unsent .why:visible")).to_contain_text("mất mạng")
    expect(lan.locator("#said .bubble")).to_have_count(0)
    assert said(case) == []
    shot(lan, "talk-unsent")
    lan.context.set_offline(False)
    expect(lan.locator("#said [data-mine]")).to_have_count(2)
    expect(lan.locator("#unsent > li")).to_have_count(0)
    assert said(case) == [(1, "Gọi em số 0912 345 678 nhé"), (2, "Nhà em ở hẻm có cổng xanh")]
    assert faults(lan) == []

    binh = open_page(size=DESK, lang="en")
    sign_in(binh, first, "/cases/taken")
    expect(binh.locator(".nav .news")).to_contain_text("2")
    follow(binh, binh.get_by_role("link", name="2 new messages"))
    expect(binh.locator("#said .said").last).to_have_text("Nhà em ở hẻm có cổng xanh")
    expect(binh.locator("#said .said").first).not_to_contain_text("0912")
    expect(binh.locator(".nav .news")).to_be_hidden()
    binh.context.set_offline(True)
    binh.locator("#conversation button[name=code][value=in_15_minutes]").click()
    say(binh, "At the green gate.")
    expect(binh.locator("#unsent .tag")).to_have_text(["Not sent yet", "Not sent yet"])
    binh.context.set_offline(False)
    expect(lan.locator("#said .said").nth(2)).to_have_text(phrases.words("in_15_minutes", "vi"))
    expect(lan.locator("#said .said").last).to_have_text("At the green gate.")
    expect(lan.locator("#talk-says")).to_contain_text("At the green gate.")
    assert faults(binh) == []
    shot(binh, "talk-desk")

    page = lan.context.new_page()
    page.goto(f"/cases/mine/{token}")
    press(page, "Đồng ý cho người này xem liên lạc")
    expect(binh.locator("#said .said").first).to_contain_text("0912 345 678")

    binh.context.set_offline(True)
    binh.fill("#words", "I am just behind the pag")
    press(page, "Tôi không muốn người này")
    binh.context.set_offline(False)
    expect(binh.locator("#talk-foot")).to_contain_text("This conversation was ended.")
    expect(binh.locator("#said .bubble")).to_have_count(0)
    expect(binh.locator("#unsent .said")).to_have_text("I am just behind the pag")
    assert len(said(case)) == 4
    shot(binh, "talk-stopped")

    hoa = open_page(lang="vi")
    sign_in(hoa, second, f"/cases/{code}")
    press(hoa, "Nhận giúp")
    press(hoa, "Nhắn tin với người cần giúp")
    expect(hoa.locator("#talk-empty")).to_be_visible()
    assert "cổng xanh" not in hoa.content()
    say(hoa, "Tôi là Hoa, tôi ra ngay.")
    expect(hoa.locator("#said [data-mine]")).to_have_count(1)
    page.goto(f"/cases/mine/{token}")
    expect(page.locator("main")).to_contain_text("1 tin nhắn mới")
    press(page, "Nhắn tin với người giúp")
    expect(page.locator("#said .said")).to_have_text(["Tôi là Hoa, tôi ra ngay."])


def test_without_a_script_all_is_said_and_seen_by_forms(open_page: OpenPage, app: Flask) -> None:
    helper = known(name="Trần Văn Bình", verified=True)
    case = make_case("open")
    take(case, helper)
    thread = make_thread(case, helper)
    page = open_page(script=False)
    page.goto(f"/messages/mine/{token_of(case)}/{thread.public_id}")
    page.fill("#words", "Em đợi ở đầu hẻm")
    follow(page, page.locator("#say .btn.main"))
    expect(page.locator("#said .said").last).to_have_text("Em đợi ở đầu hẻm")
    speak(thread, case, helper, "Tôi tới rồi")
    press(page, "Xem tin mới")
    expect(page.locator("#said .said").last).to_have_text("Tôi tới rồi")
    shot(page, "talk-without-script")


def test_the_first_view_of_a_conversation_weighs_less_than_twenty_kilobytes(open_page: OpenPage, app: Flask) -> None:
    helper = known(name="Trần Văn Bình", verified=True)
    case = make_case("open")
    take(case, helper)
    thread = make_thread(case, helper)
    for number in range(38):
        speak(thread, case, None if number % 2 else helper, f"Tôi đang ở đầu hẻm số {number}, cạnh quán nước.")
    page = open_page()
    weights, asked = dict[str, int](), dict[str, str]()
    tools = page.context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.on("Network.requestWillBeSent", lambda event: asked.update({event["requestId"]: event["request"]["method"]}))
    tools.on(
        "Network.loadingFinished", lambda event: weights.update({event["requestId"]: int(event["encodedDataLength"])})
    )
    page.goto(f"/messages/mine/{token_of(case)}/{thread.public_id}")
    page.wait_for_load_state("networkidle")
    view = [weight for one, weight in weights.items() if asked[one] == "GET"]  # that it was seen is told afterwards
    print(f"a conversation: {len(view)} answers, {sum(view)} bytes over the wire: {view}")
    assert len(view) >= 4
    assert sum(view) < 20_000
