"""A thank-you stays private; another becomes a story: asked, changed, asked again, read by a moderator, published."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page, expect

from connect import clock, db
from connect.cases.models import CaseSecret
from connect.stories.feed import listing
from connect.stories.models import Story
from connect.stories.rules import State
from tests.browser.conftest import DESK, follow, known, press, shot, sign_in
from tests.builders import make_case

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_thank_you_stays_private_and_another_becomes_a_story(
    open_page: Callable[..., Page], app: Flask, script: bool
) -> None:
    helper, moderator = known(name="Trần Văn Bình", verified=True), known("moderator", area="79")
    cases = [make_case("confirmed", helper=helper) for _ in range(2)]
    links = [db.session.get_one(CaseSecret, one.id).link_token for one in cases]
    codes = [one.public_id for one in cases]
    db.session.rollback()

    home, away = open_page(script), open_page(script, lang="en")
    home.goto(f"/cases/mine/{links[0]}")
    press(home, "Nói lời cảm ơn")
    shot(home, f"stories-thanks-{script}")
    home.get_by_label("Lời của bạn").fill("Cảm ơn anh, gạo tới đúng lúc.")
    press(home, "Gửi")
    expect(home.locator("main")).to_contain_text("chỉ người giúp đọc")
    sign_in(away, helper, f"/cases/{codes[0]}")
    expect(away.locator("main")).to_contain_text("gạo tới đúng lúc")
    assert not db.session.scalar(sa.select(Story.id))

    home.goto(f"/cases/mine/{links[1]}")
    press(home, "Nói lời cảm ơn")
    home.get_by_label("Lời của bạn").fill("Cảm ơn anh Bình ở số 12 hẻm 45, gọi 0912 345 678 là anh tới ngay.")
    home.locator("label.option", has_text="Mọi người").click()
    press(home, "Gửi")
    expect(home.locator("article")).to_contain_text("▒▒▒")
    for covered in ("Bình", "hẻm 45", "0912"):
        expect(home.locator("article")).not_to_contain_text(covered)
    shot(home, f"stories-draft-{script}")
    home.get_by_label("Tôi đã đọc và đồng ý").check()
    press(home, "Tôi đồng ý: hỏi ý")
    expect(home.locator("h1")).to_contain_text("Đang hỏi ý bên kia")

    away.goto(f"/cases/{codes[1]}")
    press(away, "Read it and decide")
    shot(away, f"stories-asked-{script}")
    press(away, "Say it in other words")
    away.get_by_label("What happened?").fill("Nước tới gối, hai chuyến ghe là đủ gạo cho cả xóm.")
    away.get_by_label("The same in English").fill("Water to the knees; two boats brought rice for all.")
    away.get_by_label("I have read this, and I agree").check()
    press(away, "Change, and ask again")
    expect(away.locator("h1")).to_contain_text("The other side is asked now")

    home.reload()
    expect(home.locator("h1")).to_contain_text("bạn đồng ý không?")
    expect(home.locator("article")).to_contain_text("hai chuyến ghe")
    home.get_by_label("Tôi đã đọc và đồng ý").check()
    press(home, re.compile("^Tôi đồng ý$"))
    expect(home.locator("h1")).to_contain_text("Người duyệt đang đọc")

    desk = open_page(script, size=DESK)
    sign_in(desk, moderator, "/moderation/")
    press(desk, "Mở việc tiếp theo")
    expect(desk.locator("main")).to_contain_text("hai chuyến ghe")
    shot(desk, f"stories-desk-{script}")
    press(desk, "Đăng")
    db.session.rollback()
    assert db.session.scalars(sa.select(Story.state)).all() == [State.PUBLISHED]
    home.reload()
    expect(home.locator("h1")).to_contain_text("sắp đăng")
    shot(home, f"stories-published-{script}")

    three_days_pass()
    reader = open_page(script)
    reader.goto("/stories/")
    follow(reader, reader.locator("a.whole"))
    expect(reader.locator("article")).to_contain_text("hai chuyến ghe")
    shot(reader, f"stories-read-{script}")
    home.reload()
    press(home, "Gỡ xuống")
    expect(home.locator("h1")).to_contain_text("đã được gỡ")
    reader.reload()
    expect(reader.locator("main")).to_contain_text("Câu chuyện này đã được gỡ xuống.")
    shot(reader, f"stories-gone-{script}")
    reader.goto("/stories/")
    reader.reload()  # for fifteen seconds the browser may show what it has itself
    expect(reader.locator("main")).to_contain_text("Nơi này chưa có chuyện nào")
    away.reload()
    expect(away.locator("main")).not_to_contain_text("two boats")


def three_days_pass() -> None:
    """For a story that is published: the clock of the pages is that of the machine."""
    db.session.rollback()
    with db.transaction():
        for story in db.session.scalars(sa.select(Story)):
            story.shown_from = clock.now()
            listing.keep(story)
