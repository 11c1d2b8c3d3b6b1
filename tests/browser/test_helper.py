"""A helper's story in a real browser: find, take, call, set out, bring a part; another brings the rest."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from werkzeug.serving import make_server

from connect import db, geo
from connect.accounts import actions as accounts
from connect.cases import actions
from tests.builders import BEN_THANH, make_case, make_person, take

pytestmark = pytest.mark.browser
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
PASSWORD = "mot-cau-dai-2026"
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's own browser."""
    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def address(app) -> Iterator[str]:
    """The site, served on a port of its own."""
    server = make_server("localhost", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def open_page(chromium, address):
    """Opens a phone; whatever its console or network says against the site fails the test."""
    contexts = []

    def make(script: bool = True, size: dict[str, int] = PHONE) -> Page:
        context = chromium.new_context(
            viewport=size, java_script_enabled=script, base_url=address, locale="vi-VN",
            geolocation={"latitude": BEN_THANH.lat, "longitude": BEN_THANH.lon}, permissions=["geolocation"],
        )  # fmt: skip
        page = context.new_page()
        page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda asked: outside.append(asked.url) if not asked.url.startswith(address) else None)
        contexts.append(context)
        return page

    troubles: list[str] = []
    outside: list[str] = []
    yield make
    for context in contexts:
        context.close()
    assert troubles == []
    assert [url for url in outside if not url.startswith(("data:", "blob:"))] == []


def helper(name: str):
    """A verified volunteer with a password."""
    return make_person(name=name, verified=True, password_hash=accounts.hasher.hash(PASSWORD))


def sign_in(page: Page, person) -> None:
    """On the page where she was sent."""
    page.fill("[name=phone]", person.phone)
    page.fill("[name=password]", PASSWORD)
    page.locator("main form button[type=submit], main form .button.primary").first.click()


def press(page: Page, text: str) -> None:
    """A button or link of the main part by its words."""
    page.locator("main").get_by_text(text, exact=True).first.click()


def fits(page: Page) -> bool:
    """Whether nothing sticks out sideways."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_helper_finds_takes_calls_sets_out_and_brings_a_part_and_another_the_rest(open_page, script):
    case = make_case(words="Nhà hết gạo.", urgency=2)
    first, second = helper("Trần Văn Bình"), helper("Lê Thị Hoa")
    code = actions.secret_of(case).delivery_code
    db.session.rollback()

    page = open_page(script)
    page.goto("/cases/nearby")
    if script:
        press(page, "Quanh vị trí của tôi")
    else:
        page.fill("[name=q]", "ben thanh")
        page.locator(".place-search button").click()
        page.locator("#found a").first.click()
    expect(page.locator(".wants").first).to_have_text(re.compile("Gạo 10.kg, sữa 4.hộp"))
    assert f"{BEN_THANH.lat}" not in page.url
    assert fits(page)
    page.locator(".cards a").first.click()
    press(page, "Đăng nhập để nhận giúp")
    sign_in(page, first)
    expect(page).to_have_url(re.compile(f"/cases/{case.public_id}$"))
    press(page, "Nhận giúp")
    expect(page.locator("main")).to_contain_text("Bạn đang giữ trường hợp này")
    assert fits(page)
    press(page, "Xem điện thoại và địa chỉ")
    expect(page.locator("a[href^='tel:']").first).to_be_visible()
    expect(page.locator("main")).to_contain_text("Số 12 hẻm 45 đường Lê Lợi")
    assert fits(page)
    press(page, "Quay lại trường hợp này")
    press(page, "Tôi lên đường")
    press(page, "Xác nhận đã giúp")
    page.fill("[name=given-rice]", "6")
    page.fill("[name=given-milk]", "4")
    assert fits(page)
    page.locator("main form .primary").click()
    expect(page.locator("main")).to_contain_text("Phần còn lại đã trở lại danh sách")

    page = open_page(script)
    page.goto(f"/cases/{case.public_id}")
    expect(page.locator(".wanted")).to_have_text(re.compile(r"Gạo 4.kg"))
    press(page, "Đăng nhập để nhận giúp")
    sign_in(page, second)
    press(page, "Nhận giúp")
    page.goto(f"/cases/{case.public_id}/help")
    page.fill("[name=code]", code)
    page.locator("main form .primary").click()
    expect(page.locator("main")).to_contain_text("Mã giao hàng đã chứng minh")
    db.session.rollback()
    assert case.state == "confirmed"


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_map_shows_signs_with_words_and_leads_to_the_list(open_page, size):
    for state in ("open", "claimed", "confirmed"):
        make_case(state)
    page = open_page(size=size)
    page.goto(f"/cases/map?at={geo.cell_of(BEN_THANH):x}")
    sign = page.locator(".cluster").first
    expect(sign).to_have_attribute("aria-label", re.compile("1 đang cần giúp đỡ, 1 đã có người nhận, 1 đã giúp"))
    assert fits(page)
    for _ in range(4):  # the keyboard alone must do: closer, closer, then the list
        if page.locator(".leaflet-popup a.button").count():
            break
        page.locator(".cluster").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_timeout(1200)
    page.locator(".leaflet-popup a.button").click()
    expect(page.locator(".cards > li")).to_have_count(1)


def test_a_tap_on_a_free_spot_of_the_map_searches_around_it_without_its_position_in_the_address(open_page):
    make_case()
    page = open_page()
    page.goto(f"/cases/map?at={geo.cell_of(BEN_THANH):x}")
    expect(page.locator(".cluster").first).to_be_visible()
    page.locator("#map").click(position={"x": 60, "y": 280})
    page.locator(".leaflet-popup button", has_text="Tìm quanh đây").click()
    expect(page).to_have_url(re.compile(r"/cases/nearby\?at=[0-9a-f]{15}$"))


def test_wards_are_offered_while_the_name_is_typed(open_page):
    make_case()
    page = open_page()
    page.goto("/cases/nearby")
    page.locator("[name=q]").press_sequentially("ben tha")
    page.locator("#found a", has_text="Bến Thành").first.click()
    expect(page.locator(".cards > li")).to_have_count(1)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_page_of_a_helper_has_a_fault_that_axe_can_find(open_page, dark):
    mine, free = make_case(urgency=3, words="Nhà hết gạo."), make_case("partly_helped", urgency=2)
    taken = make_case("claimed")
    person = helper("Trần Văn Bình")
    take(mine, person)
    page = open_page()
    page.emulate_media(color_scheme="dark" if dark else "light")
    at = f"{geo.cell_of(BEN_THANH):x}"
    open_ones = ["/cases/nearby?q=ben", f"/cases/nearby?at={at}", f"/cases/map?at={at}", f"/cases/{taken.public_id}"]
    own = [f"/cases/{mine.public_id}{step}" for step in ("", "/help", "/release", "/cannot-reach")]
    for path in open_ones:
        assert faults(page, path) == []
    page.goto("/accounts/sign-in")
    sign_in(page, person)
    page.wait_for_load_state()
    for path in (*own, f"/cases/{free.public_id}", "/cases/taken"):
        assert faults(page, path) == []
    page.goto(f"/cases/{mine.public_id}")
    press(page, "Xem điện thoại và địa chỉ")
    assert faults(page) == []


def faults(page: Page, path: str | None = None) -> list[str]:
    """What axe finds on a page, as rule and place."""
    if path:
        page.goto(path)
    page.wait_for_load_state("networkidle")
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run()")["violations"]
    return [f"{path}: {one['id']}: {node['target']}" for one in found for node in one["nodes"]]
