"""The map by the keyboard alone: from the country down to a case, to a place that is chosen, and to a door."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page, Request, expect

from connect import geo
from tests.browser.conftest import faults, fits, known, press, shot, sign_in
from tests.builders import BEN_THANH, make_case, make_point

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]
DESK = {"width": 1280, "height": 900}
THERE = f"{BEN_THANH.lat:.6f},{BEN_THANH.lon:.6f}"
SOUTHERNMOST = "all => all.sort((a, b) => b.getBoundingClientRect().top - a.getBoundingClientRect().top)[0].focus()"
NAMES = "axe.run('#map', {runOnly: ['label-content-name-mismatch']}).then(found => found.violations.length)"


def test_a_case_is_found_from_the_whole_country_by_enter_alone(open_page: OpenPage, app: Flask) -> None:
    case, _far = make_case(), make_case(point=geo.Point(16.4637, 107.5909))
    page = open_page(size=DESK)
    page.goto("/cases/map")
    signs, rows = page.locator(".cluster"), page.locator("#map-side li")
    expect(signs).to_have_count(2)
    expect(rows).to_have_count(2)
    rows.first.locator("button").focus()
    expect(page.locator(".cluster.lit")).to_have_count(1)
    assert not faults(page) and page.evaluate(NAMES) == 0
    shot(page, "map-country")
    signs.evaluate_all(SOUTHERNMOST)
    while "Mở danh sách" not in page.evaluate("document.activeElement.getAttribute('aria-label') ?? ''"):
        with page.expect_response("**/cases/clusters.json*"):
            page.keyboard.press("Enter")
        page.wait_for_function("() => document.activeElement.matches('.cluster')")
    page.keyboard.press("Enter")
    shot(page, "map-ward")
    page.locator("#map").press("ArrowLeft")
    expect(page.locator(".leaflet-popup a.btn")).to_have_attribute("href", re.compile("/cases/nearby"))
    page.goto(str(page.locator(".leaflet-popup a.btn").get_attribute("href")))
    expect(page.locator(f"a[href='/cases/{case.public_id}']").first).to_be_attached()


def test_the_nearest_cards_stand_beside_the_map_of_a_desk_and_light_their_signs_up(
    open_page: OpenPage, app: Flask
) -> None:
    here, there = make_case(), make_case(point=geo.Point(10.798, 106.727))
    page, asked = open_page(size=DESK), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/cases/map#map=14,10.785,106.712")
    cards = page.locator("#map-side li.case")
    expect(cards).to_have_count(2)
    for case in (here, there):
        card = page.locator(f"#c{case.public_id}")
        card.locator("a").focus()
        expect(card).to_have_class(re.compile("lit"))
        expect(page.locator(".cluster.lit")).to_have_count(1)
        lit = page.locator(".cluster.lit").element_handle()
        lit.hover()
        expect(page.locator("#map-side .case.lit")).to_have_count(1)
        expect(card).to_have_class(re.compile("lit"))
    page.locator(".cluster").first.focus()
    expect(page.locator("#map-side .case.lit")).to_have_count(1)
    assert not faults(page)
    shot(page, "map-cards")
    with page.expect_response("**/cases/clusters.json*"):  # news are asked for, and there are none
        page.evaluate("document.dispatchEvent(new CustomEvent('fresh', {detail: []}))")
    assert len([url for url in asked if "map/cards" in url]) == 1
    page.set_viewport_size({"width": 360, "height": 740})
    with page.expect_response("**/cases/clusters.json*"):
        page.locator("#map").press("ArrowUp")
    expect(page.locator("#map-side")).to_be_hidden()
    assert len([url for url in asked if "map/cards" in url]) == 1


def test_words_of_a_sign_stay_away_where_they_would_lie_on_another(open_page: OpenPage, app: Flask) -> None:
    for number in range(10):
        make_case(point=geo.Point(BEN_THANH.lat, BEN_THANH.lon + 0.012 * number))
    page = open_page(size=DESK)
    page.goto(f"/cases/map#map=12,{BEN_THANH.lat:.3f},{BEN_THANH.lon + 0.05:.3f}")
    brief = page.locator(".cluster.brief")
    expect(brief).to_have_count(1)
    expect(brief.locator("strong")).to_be_hidden()
    brief.focus()
    expect(brief.locator("strong")).to_be_visible()


def test_a_view_without_open_cases_says_so_and_leads_to_the_nearest(open_page: OpenPage, app: Flask) -> None:
    make_case(point=geo.Point(16.4637, 107.5909))
    page = open_page()
    page.goto("/cases/map?area=26740&kind=food")
    none, says = page.locator("#map-none"), page.locator("#map-says")
    expect(none).to_contain_text("không có yêu cầu nào còn chờ với bộ lọc này")
    expect(says).to_contain_text("không có yêu cầu nào còn chờ")
    assert fits(page) and not faults(page)
    shot(page, "map-none")
    none.get_by_role("button", name="Đến nơi gần nhất").press("Enter")
    expect(page.locator(".cluster:focus")).to_have_count(1)
    expect(none).to_be_hidden()
    page.goto("/cases/map?area=26740&kind=school_items")
    none.get_by_role("button").press("Enter")
    expect(none).to_contain_text("Cả nước không có")
    page.locator("#map").press("ArrowUp")
    expect(none.get_by_role("link")).to_have_attribute("href", re.compile(r"#map=1\d"))
    view = page.evaluate("document.querySelector('#map-none a').hash")
    none.get_by_role("link", name="Bỏ bộ lọc").press("Enter")
    expect(page).to_have_url(re.compile("area=26740#map="))
    page.locator("form.filters button").press("Enter")  # a filter keeps what is seen
    page.wait_for_load_state("networkidle")
    assert page.evaluate("location.hash")[:12] == view[:12]


def test_a_place_is_chosen_by_one_tap_moved_by_another_and_its_ward_said(open_page: OpenPage, app: Flask) -> None:
    page = open_page()
    sign_in(page, known(verified=True), "/offers/")
    press(page, "Cho một món")
    press(page, "Đồ vật")
    page.fill("[name=place_text]", "Phường Bến Thành")
    page.press("[name=place_text]", "Enter")
    expect(page.locator("#wards .option")).not_to_have_count(0)
    page.locator("[data-do=map]").click()
    frame, says = page.locator("#place .map"), page.locator("#place-says")
    expect(page.locator(".ward-line")).to_be_attached()
    frame.click(position={"x": 180, "y": 110})
    expect(says).to_contain_text("Khoảng Phường Bến Thành")
    first = page.input_value("[name=lat]")
    frame.click(position={"x": 150, "y": 140})
    expect(page.locator("[name=lat]")).not_to_have_value(first)
    second = page.input_value("[name=lat]")
    frame.press("Enter")
    expect(page.locator("[name=lat]")).not_to_have_value(second)
    assert fits(page) and not faults(page)
    shot(page, "map-choose")
    page.fill("[name=place_text]", "Phường Cần Giuộc")
    page.fill("[name=place_text]", "Phường Long Xuyên")
    expect(page.locator(".place-label.marked, .marked").first).to_contain_text("Long Xuyên")


def test_a_tap_beyond_the_border_names_no_ward_and_is_no_place(open_page: OpenPage, app: Flask) -> None:
    page, asked = open_page(), list[str]()
    sign_in(page, known(verified=True), "/offers/")
    press(page, "Cho một món")
    press(page, "Đồ vật")
    page.locator("[data-do=map]").click()
    page.on("request", lambda request: asked.append(request.url))
    frame, says = page.locator("#place .map"), page.locator("#place-says")
    expect(frame).to_have_class(re.compile("pointing"))
    frame.press("Enter")  # the middle of the country's box lies in Laos
    expect(says).to_have_text("Vị trí này nằm ngoài Việt Nam. Hãy chọn phường/xã của bạn.")
    assert (page.input_value("[name=lat]"), [url for url in asked if "near.json" in url]) == ("", [])
    shot(page, "map-abroad")


def test_the_way_to_a_door_is_shown_told_and_opened_by_a_press_alone(open_page: OpenPage, app: Flask) -> None:
    helper = known(verified=True)
    case = make_case("claimed", helper=helper, door="12/3 hẻm 45")
    page = open_page()
    sign_in(page, helper, f"/cases/{case.public_id}")
    press(page, "Xem điện thoại và địa chỉ")
    expect(page.locator(".door-note")).to_contain_text("hẻm 45")
    expect(page.locator(".ward-line")).to_be_attached()
    page.locator("[data-do=from-here]").press("Enter")
    expect(page.locator("[data-way] [role=status]")).to_contain_text("Cách bạn")
    expect(page.locator("[data-geo]")).to_be_hidden()
    assert fits(page) and not faults(page)
    shot(page, "map-door")
    opened_by_keys(page)
    page.add_init_script("Object.defineProperty(navigator, 'userAgent', {value: 'Linux; Android 14'})")
    page.reload()
    expect(page.locator("[data-geo]")).to_have_attribute("href", f"geo:{THERE}?q={THERE}")
    expect(page.locator("[data-geo]")).to_be_visible()


def opened_by_keys(page: Page) -> None:
    """Each app of maps is opened by Enter and not before, with the place and without word of where one came from."""
    asked: list[Request] = []
    page.context.route(re.compile("^https://"), lambda route: (asked.append(route.request), route.fulfill(body="")))
    links = page.locator("a[href^='https://'][target=_blank]")
    for n, host in enumerate(("www.google.com", "maps.apple.com", "www.openstreetmap.org")):
        assert len(asked) == n
        with page.context.expect_page() as opened:
            links.nth(n).press("Enter")
        opened.value.wait_for_load_state()
        there = urlsplit(asked[-1].url)
        assert (there.hostname, there.query.endswith(f"={THERE}")) == (host, True)
        assert "referer" not in asked[-1].headers
        opened.value.close()


def test_the_page_of_a_shop_shows_the_same_way(open_page: OpenPage, app: Flask) -> None:
    point = make_point()
    page = open_page()
    page.goto(f"/supplies/{point.public_id}")
    expect(page.locator(".spot")).to_be_attached()
    expect(page.locator("a[href^='https://'][target=_blank]")).to_have_count(3)
    expect(page.locator("[data-geo]")).to_be_hidden()
    assert fits(page) and not faults(page)
    shot(page, "map-point")
