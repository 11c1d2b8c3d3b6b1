"""The front pages of three places, one with nothing on, found and walked by the keyboard alone."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from connect import clock, db
from connect.areas import queries as areas
from connect.incidents import actions as incidents, kinds
from connect.incidents.actions import Wanted
from connect.incidents.rules import IncidentKind, Status
from tests.browser.conftest import cramped, faults, shot
from tests.builders import make_case, make_channel, make_notice, make_person

pytestmark = pytest.mark.browser
BUSY, PROVINCE, QUIET, ENDED = "26743", "79", "26758", "26734"


def three_places() -> None:
    """A ward with cases and a grave notice in its province; another in which everything was switched off."""
    make_case(state="helped")
    for _ in range(5):
        make_case()
    make_notice(make_channel(PROVINCE), BUSY, title="Rời nhà ven sông ngay", severity=4)
    by = make_person("official", area=PROVINCE)
    with db.transaction():
        flood = incidents.make(
            by=by, status=Status.ACTUAL, places=[areas.get(PROVINCE)], kind=IncidentKind.FLOOD, name_vi="Lũ",
            name_en="Flood", starts_at=clock.now(), ends_at=None,
        )  # fmt: skip
        for kind in kinds.KINDS:
            off = Wanted(kind.code, areas.get(QUIET), False, 0, reason="Đường đang ngập sâu")
            incidents.turn_off(flood, off, by=by)


def tab_to(page: Page, words: str) -> None:
    """Presses Tab until the link or button of these words has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if words in page.evaluate("document.activeElement.innerText || ''"):
            return
    raise AssertionError(f"the keyboard does not reach {words}")


def enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_ward_is_chosen_by_its_old_name_kept_looked_at_and_forgotten(
    open_page: Callable[..., Page], app: Flask, script: bool
) -> None:
    three_places()
    page = open_page(script)
    page.goto("/")
    page.locator("#where").focus()
    page.keyboard.type("Phạm Ngũ Lão")
    enter(page)
    assert not (script and faults(page)) and not cramped(page)
    tab_to(page, "Phường Bến Thành")
    enter(page)
    expect(page).to_have_url(re.compile(f"/p/{BUSY}$"))
    expect(page.locator(".alarm")).to_contain_text("Rời nhà ven sông ngay")
    expect(page.locator("main")).to_contain_text("số yêu cầu đã được giúp")
    expect(page.locator("main")).to_contain_text("UBND Thành phố Hồ Chí Minh")
    assert not (script and faults(page)) and not cramped(page)
    shot(page, "place-busy")
    page.goto("/")
    expect(page).to_have_url(re.compile(f"/p/{BUSY}$"))
    tab_to(page, "Thành phố Hồ Chí Minh")
    enter(page)
    expect(page.locator("h1")).to_have_text("Thành phố Hồ Chí Minh")
    shot(page, "place-province")
    page.goto(f"/p/{QUIET}")
    expect(page.locator("main")).to_contain_text("Đường đang ngập sâu")
    expect(page.locator("main")).to_contain_text("Nơi này hiện chưa nhận yêu cầu nào")
    expect(page.locator("main")).not_to_contain_text("%")
    assert not (script and faults(page)) and not cramped(page)
    shot(page, "place-quiet")
    page.goto(f"/p/{ENDED}")
    expect(page.locator("h1 + p")).to_contain_text("Phường Tân Định, Quận 1")
    tab_to(page, "Đổi phường/xã")
    enter(page)
    tab_to(page, "Quên đi")
    enter(page)
    expect(page).to_have_url(re.compile("/$"))
