"""An official draws where a notice holds: corner after corner on the map, and sees the wards before it goes out."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, axe, fits, known, shot, sign_in
from tests.builders import make_channel

pytestmark = pytest.mark.browser

MIDDLE = "10.77583,106.70098 10.79,106.70 10.79,106.72 10.77583,106.70098"


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_what_is_drawn_on_the_map_becomes_wards_and_what_is_wrong_is_red(
    app: Flask, open_page: Callable[..., Page], size: dict[str, int]
) -> None:
    make_channel("79")
    page = open_page(size=size)
    sign_in(page, known("official", area="79"), "/notices/write")
    page.locator("#draw summary").click()
    page.locator("#outline").fill("106.70,10.77 106.72,10.77 106.72,10.79 106.70,10.77")
    page.locator("#outline").blur()
    expect(page.locator("#draw-says")).to_contain_text("bị đảo")
    page.locator("#outline").fill("")
    draw_square(page)
    expect(page.locator("#draw-says")).to_contain_text("Đã đánh dấu")
    ticked = page.locator("[name=area]:checked")
    assert ticked.count() >= 1 and page.locator(".drawn:not(.wrong):not(.open)").count() == 1
    assert len(re.findall(r"\d+\.\d{5},\d+\.\d{5}", page.locator("#outline").input_value())) == 5
    assert fits(page) and not axe(page)
    shot(page, f"drawing-{size['width']}")
    page.get_by_role("button", name="Bỏ điểm cuối").click()
    expect(page.locator(".drawn.open")).to_have_count(1)
    page.get_by_role("button", name="Khép đường viền").click()
    expect(page.locator(".drawn.open")).to_have_count(0)


def draw_square(page: Page) -> None:
    """Four corners in the middle of the city, and the first one again."""
    page.locator("#outline").fill(MIDDLE)
    page.get_by_role("button", name="Vẽ trên bản đồ").click()
    box = page.locator(".map.draw")
    expect(box).to_be_visible()
    page.get_by_role("button", name="Vẽ lại từ đầu").click()
    box.scroll_into_view_if_needed()
    for x, y in ((100, 100), (200, 100), (200, 200), (100, 200)):
        box.click(position={"x": x, "y": y}, force=True)
    box.click(position={"x": 100, "y": 100}, force=True)
