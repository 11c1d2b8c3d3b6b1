"""The paper of a run as the browser prints it: a page for twelve stops, large letters, no code, phone or full name."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page

from connect import db
from connect.accounts import actions as accounts
from connect.cases import actions as cases
from connect.shopping.orders import actions as orders
from connect.shopping.orders.rules import Instead
from connect.text import phone_for_eyes
from tests.browser.conftest import PASSWORD, keep_pdf, sign_in
from tests.shopping.gathering.builders import Made

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]
# The size of the smallest letters on paper, in points: a pixel of CSS is three quarters of one.
SMALLEST = """() => Math.min(...[...document.querySelectorAll('.run-sheet, .run-sheet *')]
    .filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
    .map(one => parseFloat(getComputedStyle(one).fontSize) * 0.75))"""
LINES = (
    orders.Wish(10, Instead.SIMILAR, item="rice", top_price=200_000),
    orders.Wish(4, Instead.NONE, item="milk", top_price=120_000),
    orders.Wish(1, Instead.ASK, words="Thuốc ho trẻ em, loại nào cũng được", top_price=80_000),
)


def test_twelve_stops_fill_one_page_forty_four_in_large_letters(open_page: OpenPage, app: Flask) -> None:
    twelve = Made(stops=12, wishes=LINES)
    forty = Made(stops=40, wishes=LINES, people=(twelve.coordinator, twelve.leader, twelve.official))
    with db.transaction():
        twelve.leader.password_hash = accounts.hasher.hash(PASSWORD)
    for made in (twelve, forty):
        made.gather()
    page = open_page()
    sign_in(page, twelve.leader, f"/shopping/runs/{twelve.run.public_id}/stops")
    for made, routes, slips in ((twelve, 1, 2), (forty, 4, 7)):
        code = made.run.public_id
        page.goto(f"/shopping/runs/{code}/stops")
        page.locator("form[action$='/route'] button").first.click()
        page.wait_for_selector(".run-sheet.route")
        assert printed(page, f"route-{made.run.id}") == routes
        says_nothing_secret(page, made, doors=True)
        page.goto(f"/shopping/sheets/{code}/bags")
        assert printed(page, f"bags-{made.run.id}") == slips
        says_nothing_secret(page, made, doors=False)
        page.goto(f"/shopping/sheets/{code}/loading")
        assert printed(page, f"loading-{made.run.id}") == 1
        says_nothing_secret(page, made, doors=False)


def printed(page: Page, name: str) -> int:
    """How many pages of A4 it makes. Letters on them are large enough."""
    page.emulate_media(media="print")
    assert page.evaluate(SMALLEST) >= 14, "letters too small for eyes on a motorbike"
    made = page.pdf(format="A4")
    page.emulate_media(media="screen")
    keep_pdf(made, name)
    return len(re.findall(rb"/Type\s*/Page\b", made))


def says_nothing_secret(page: Page, made: Made, *, doors: bool) -> None:
    """No code and no phone on any paper; name and door on the route sheet alone, and there only the given name."""
    text = page.locator("main").inner_text()
    for order in made.orders:
        secret = cases.secret_of(order.case)
        assert phone_for_eyes(secret.phone) not in text and secret.phone not in text
        assert not re.search(rf"(?<!\d){secret.delivery_code}(?!\d)", text.replace(made.run.public_id, ""))
    assert ("Số 12" in text, "Lan" in text, "Nguyễn" in text) == (doors, doors, False)
