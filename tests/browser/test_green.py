"""A ward goes from hatched to green in a real browser, and who waits stays to be seen; the map says the same."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from connect import db, geo
from connect.areas import queries as areas
from tests.browser.conftest import DESK, PHONE, fits
from tests.builders import BEN_THANH, make_case

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]


@pytest.mark.parametrize(("size", "script"), [(PHONE, True), (DESK, False)], ids=["phone", "desk without script"])
def test_a_ward_goes_from_hatched_to_green_and_its_waiting_stays_visible(
    open_page: OpenPage, app: Flask, size: dict[str, int], script: bool
) -> None:
    make_case("open")
    ward = areas.ward_at(geo.centre_of(geo.cell_of(BEN_THANH))).code
    db.session.rollback()
    page = open_page(script, size=size)
    page.goto(f"/cases/green?area={ward}")
    expect(page.locator(".panel .share rect").first).to_have_attribute("fill", "url(#hatched)")
    expect(page.locator(".panel")).to_contain_text("1 còn chờ")
    for _ in range(9):
        make_case("helped")
    db.session.rollback()
    page = open_page(script, size=size)  # another browser: this one keeps the map for 15 seconds
    page.goto(f"/cases/green?area={ward}")
    expect(page.locator(".panel .share rect").first).to_have_attribute("fill", "url(#woven)")
    for words in ("90%", "1 còn chờ", "Chờ lâu nhất"):
        expect(page.locator(".panel")).to_contain_text(words)
    assert fits(page)
    if script:
        _the_map_says_the_same(page)


def _the_map_says_the_same(page: Page) -> None:
    cell = page.locator(".leaflet-marker-icon.green-place")
    expect(cell).to_have_attribute("aria-label", re.compile(r"90%, 1 còn chờ, 0 đang giúp, 9"))
    expect(cell).to_contain_text("90%")
    expect(page.locator("path.green-cell")).to_have_attribute("fill", "url(#shade-5)")
    cell.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup")).to_contain_text("1 còn chờ")
    page.keyboard.press("Escape")
