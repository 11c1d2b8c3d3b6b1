"""Maps have streets where an operator has put a file, say whose map it is, and are what they were without one."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from connect import geo
from tests.browser.conftest import DESK, faults, shot
from tests.builders import BEN_THANH, make_case
from tests.streets.made import archive, tiles, town
from tests.streets.test_views import put

OpenPage = Callable[..., Page]
AT = f"/cases/map?at={geo.cell_of(BEN_THANH):x}"
SAVES = "Object.defineProperty(navigator, 'connection', {value: {saveData: true}})"
# The colours in which streets were drawn.
DRAWN = """() => {
  const seen = new Set();
  document.querySelectorAll('.leaflet-streets-pane canvas').forEach(one => {
    const points = one.width ? one.getContext('2d').getImageData(0, 0, one.width, one.height).data : [];
    for (let i = 0; i < points.length; i += 4) if (points[i + 3] === 255) seen.add([...points.slice(i, i + 3)].join());
  });
  return [...seen].sort();
}"""


@pytest.fixture
def with_streets(app: Flask) -> Flask:
    """A site whose operator has put a file of a town there."""
    make_case()
    assert put(app, archive(tiles(town(side=8), (11, 12, 13, 14))))
    return app


def drawn(page: Page) -> list[str]:
    """The colours that streets are drawn in, when they are."""
    page.wait_for_function(f"() => ({DRAWN})().length > 1")
    colours: list[str] = page.evaluate(DRAWN)
    return colours


@pytest.mark.parametrize("size", [None, DESK], ids=["phone", "desk"])
def test_streets_are_drawn_with_whose_map_it_is_and_change_with_the_light(
    open_page: OpenPage, with_streets: Flask, size: dict[str, int] | None
) -> None:
    page = open_page(**({"size": size} if size else {}))
    page.goto(AT)
    light = drawn(page)
    credit = page.locator("#map").get_by_role("link", name="© OpenStreetMap")
    expect(credit).to_have_attribute("href", "https://www.openstreetmap.org/copyright")
    expect(page.locator(".leaflet-streets-pane")).to_have_attribute("aria-hidden", "true")
    assert faults(page) == []
    shot(page, f"streets-{page.viewport_size['width']}")  # type: ignore[index]
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"light => JSON.stringify(({DRAWN})()) !== JSON.stringify(light)", arg=light)
    assert not set(drawn(page)) & set(light)
    assert faults(page) == []
    page.get_by_role("button", name="Thu nhỏ").click()  # far out the wards say more, and nobody's streets are shown
    expect(credit).to_be_hidden()


def test_who_saves_data_asks_for_them_and_names_of_wards_give_way_to_theirs(
    open_page: OpenPage, with_streets: Flask
) -> None:
    page, asked = open_page(), list[str]()
    page.add_init_script(SAVES)
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{AT}#map=15,{BEN_THANH.lat},{BEN_THANH.lon}")
    names, corner = page.locator("#map .place-label"), page.locator("#map .map-ward")
    expect(names).not_to_have_count(0)
    expect(corner).to_have_count(0)
    button = page.get_by_role("button", name="Hiện đường phố")
    expect(button).to_be_visible()
    assert faults(page) == []
    assert not [url for url in asked if url.endswith(".mvt") or "protomaps" in url]
    button.press("Enter")
    assert drawn(page)
    expect(button).to_have_count(0)
    expect(corner).to_have_text("Phường Bến Thành")
    expect(names).to_have_count(0)


def test_without_a_file_nothing_of_it_is_loaded(open_page: OpenPage, app: Flask) -> None:
    make_case()
    page, asked = open_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(AT)
    expect(page.locator(".cluster").first).to_be_visible()
    assert not [url for url in asked if "streets" in url or "protomaps" in url]
