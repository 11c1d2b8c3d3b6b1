"""The map by the keyboard alone: from the country down to a case, to a place that is chosen, and to a door."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from connect import geo
from tests.browser.conftest import faults, fits, known, press, shot, sign_in
from tests.builders import make_case

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]
DESK = {"width": 1280, "height": 900}
SOUTHERNMOST = "all => all.sort((a, b) => b.getBoundingClientRect().top - a.getBoundingClientRect().top)[0].focus()"
NAMES = "axe.run('#map', {runOnly: ['label-content-name-mismatch']}).then(found => found.violations.length)"


def test_a_case_is_found_from_the_whole_country_by_enter_alone(open_page: OpenPage, app: Flask) -> None:
    case, _far = make_case(), make_case(point=geo.Point(16.4637, 107.5909))
    page = open_page(size=DESK)
    page.goto("/cases/map")
    signs, rows = page.locator(".cluster"), page.locator("#map-list li")
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
    for host in ("www.google.com", "maps.apple.com", "www.openstreetmap.org"):
        link = page.locator(f"a[href^='https://{host}/']")
        assert "noreferrer" in str(link.get_attribute("rel"))
    assert fits(page) and not faults(page)
    shot(page, "map-door")
