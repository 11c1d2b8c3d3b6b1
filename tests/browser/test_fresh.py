"""An open list says what is new, moves nothing by itself, and asks seldom or not at all when nobody looks."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from connect import geo
from connect.cases.map import changes
from tests.builders import BEN_THANH, make_case

pytestmark = pytest.mark.browser
LIST = f"/cases/nearby?at={geo.cell_of(BEN_THANH):x}"


@pytest.fixture(autouse=True)
def heard_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "LISTEN_S", 0)


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Iterator[Page]:
    """A list with one card, its clock in our hands."""
    make_case()
    page = open_page()
    page.clock.install()
    page.goto(LIST)
    yield page


def heads(page: Page) -> list[str]:
    """The ways of all questions from now on."""
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.method) if "/cases/nearby" in one.url else None)
    return asked


def passes(page: Page, seconds: int) -> None:
    """Lets time pass for the page, and waits until it has heard what it asked."""
    page.evaluate("0")
    page.clock.fast_forward(seconds * 1000)


def test_what_is_new_is_said_and_shown_when_it_is_wanted(page: Page) -> None:
    new = make_case().public_id
    with page.expect_response(lambda one: one.request.method == "GET" and "/cases/nearby" in one.url):
        passes(page, 30)
    expect(page.get_by_role("button", name="1 mới – xem")).to_be_visible()
    assert page.locator(f"a[href='/cases/{new}']").count() == 0, "nothing moves before somebody wants it"
    page.get_by_role("button", name="1 mới – xem").click()
    shown = page.locator(f"a[href='/cases/{new}']")
    expect(shown).to_be_focused()
    expect(page.locator("li", has=shown).get_by_text("mới", exact=True)).to_be_visible()
    expect(page.locator("[data-fresh] button")).to_have_count(0)


def test_nothing_new_asks_ever_more_seldom_and_says_nothing(page: Page) -> None:
    asked = heads(page)
    for _ in range(2):
        with page.expect_response(lambda one: one.status == 304):
            passes(page, 40)
    passes(page, 20)  # the pause has grown to 45 seconds, give or take a fifth
    assert asked == ["HEAD", "HEAD"]
    expect(page.locator("[data-fresh] button")).to_have_count(0)


HIDES = """hidden => {
    Object.defineProperty(document, "hidden", {value: hidden, configurable: true});
    document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_a_hidden_page_asks_nothing_and_asks_at_once_when_it_is_seen_again(page: Page) -> None:
    asked = heads(page)
    page.evaluate(HIDES, True)
    passes(page, 3600)
    assert asked == []
    with page.expect_response(lambda one: one.status == 304):
        page.evaluate(HIDES, False)
        passes(page, 2)


def test_a_page_that_may_not_be_seen_any_more_stops_asking(page: Page) -> None:
    away = {"status": 303, "headers": {"Location": "/accounts/sign-in"}}
    page.route("**/cases/nearby*", lambda route: route.fulfill(**away))
    asked = heads(page)
    with page.expect_request(lambda one: one.method == "HEAD"):
        passes(page, 30)
    passes(page, 3600)
    assert asked == ["HEAD"]
