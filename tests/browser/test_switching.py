"""An official plans shopping for one province from tomorrow 00:00; another province sees nothing of it."""

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from connect import clock, config
from connect.web.pages.forms import FORMATS
from tests.browser.conftest import DESK, PHONE, faults, follow, known, press, shot, sign_in

pytestmark = pytest.mark.browser
HCMC, HANOI = "79", "01"
VI = {
    "new": "Tạo đợt mới", "back": "Đi chợ hộ", "again": "Nhận lại lúc 00:00", "none": "chưa có đợt nào", "lost": "404",
    "planned": "lên lịch",
}  # fmt: skip
EN = {
    "new": "New incident", "back": "Shopping done for me", "again": "On again at 00:00", "none": "No incident",
    "lost": "404", "planned": "planned",
}  # fmt: skip


@pytest.mark.parametrize(
    ("script", "lang", "size"),
    [(True, "vi", PHONE), (False, "en", DESK)],
    ids=["with script, on a phone", "without script, at a desk"],
)
def test_an_official_plans_shopping_from_tomorrow_and_another_province_sees_nothing(
    open_page: Callable[..., Page], app: Flask, script: bool, lang: str, size: dict[str, int]
) -> None:
    said = VI if lang == "vi" else EN
    here, there = known("official", area=HCMC), known("official", area=HANOI)
    official = open_page(script, size, lang)
    sign_in(official, here, "/incidents/mine")
    press(official, said["new"])
    official.locator("[name=kind][value=epidemic]").check()
    official.fill("[name=name_vi]", "Đợt dịch thứ tư")
    official.fill("[name=name_en]", "The fourth wave")
    follow(official, official.locator("main form button.btn.main"))
    board = official.url.partition("?")[0]

    write(official, board, is_on="off", when="now", reason="Đang xếp người đi chợ.")
    here_now = clock.now().astimezone(ZoneInfo(config.current().timezone))
    tomorrow = here_now + timedelta(days=1 if here_now.hour < 22 else 2)  # an hour ahead at least
    midnight = tomorrow.replace(hour=0, minute=0).strftime(FORMATS[0])
    write(official, board, is_on="on", when="later", starts_at=midnight)
    expect(official.locator("main")).to_contain_text(said["planned"])
    assert not script or faults(official) == []
    shot(official, f"switching-board-{lang}")

    neighbour = open_page(script, size, lang)
    neighbour.goto(f"/incidents/board?area={HCMC}")
    card = neighbour.locator("main li.card", has_text=said["back"])
    expect(card).to_contain_text(said["again"])
    expect(card).to_contain_text("Đang xếp người đi chợ.")
    shot(neighbour, f"switching-here-{lang}")
    neighbour.goto(f"/incidents/board?area={HANOI}")
    card = neighbour.locator("main li.card", has_text=said["back"])
    expect(card.locator(".tag.done")).to_have_count(1)
    expect(neighbour.locator("main")).not_to_contain_text("Đang xếp người đi chợ.")

    other = open_page(script, size, lang, known_errors=(board.rpartition("/")[2],))
    sign_in(other, there, "/incidents/mine")
    expect(other.locator("main")).to_contain_text(said["none"])
    expect(other.locator("main")).not_to_contain_text("Đợt dịch" if lang == "vi" else "wave")
    other.goto(board)
    expect(other.locator("main")).to_contain_text(said["lost"])


def write(official: Page, board: str, *, is_on: str, when: str, reason: str = "", starts_at: str = "") -> None:
    """One line about shopping, by its form."""
    official.goto(f"{board}/switch?area={HCMC}&utility=shopping")
    official.locator(f"[name=is_on][value={is_on}]").check()
    official.locator(f"[name=when][value={when}]").check()
    official.fill("[name=starts_at]", starts_at)
    official.fill("[name=reason]", reason)
    follow(official, official.locator("main form button.btn.main"))
