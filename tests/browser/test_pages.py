"""Every page, however it is looked at: nothing sticks out, lies on another, is cut or broken, too small or too pale.

In short each page is seen once, by a sight drawn from a seed that is printed: CONNECT_SEED=… draws the same again.
`make proofs` sees the full product: four widths, two languages, light and dark, usual text and twice as large.
"""

import itertools
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, TimeoutError as TooLate

from connect.web import limits
from tests.browser.conftest import shot
from tests.browser.sights import ALL, LANGUAGES, Eyes, Sight, drawn
from tests.browser.stops import BY_HAND, NO_PAGE, Stop, stops
from tests.often import LONG, seed
from tests.world import World, routes

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]
SHARES = 4 if LONG else 1  # a walk in full is long: each worker takes a share of the pages
NOWHERE, NO_WARD = "/nothing/here", "/p/99999"
SEND = """([path, fields]) => {
    const form = Object.assign(document.createElement('form'), {method: 'post', action: path})
    for (const [name, value] of fields) form.append(Object.assign(document.createElement('input'), {name, value}))
    document.body.append(form)
    HTMLFormElement.prototype.submit.call(form)
}"""

SHOW_STEP = """(number) => {
    document.querySelectorAll('.step').forEach((one, at) => { one.hidden = at !== number })
}"""


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    """A site in development, outside any context: the world is put back under it."""
    return make_app(development=True)


class Walk:
    """One visitor's browser that is whoever is asked for, and goes from page to page."""

    def __init__(self, world: World, page: Page) -> None:
        self.world, self.page, self.eyes = world, page, Eyes(page)
        page.goto("/privacy")
        self._site = page.url.removesuffix("/privacy")

    def go(self, stop: Stop, lang: str) -> None:
        """Opens a page as this role, in a world that nobody has changed."""
        self.world.fresh()
        cookies = self.world.cookies[stop.role] | {"lang": lang}
        self.page.context.clear_cookies()
        self.page.context.add_cookies([{"name": name, "value": value, "url": self._site}
                                       for name, value in cookies.items()])  # fmt: skip
        if stop.sent is None:
            self.page.goto(stop.path)
        else:
            with self.page.expect_navigation():
                fields = [("csrf_token", self.world.tokens[stop.role]), *stop.sent]
                self.page.evaluate(SEND, [stop.path, fields])
        if self.page.locator("[data-outlines]").count():
            self._wait_for_the_map(stop)

    def _wait_for_the_map(self, stop: Stop) -> None:
        try:
            self.page.wait_for_load_state("networkidle", timeout=10_000)
        except TooLate:
            if stop.sent is not None:
                raise
            # The page before may still have asked while the database was put back, and this one waits for its turn.
            self.page.goto(stop.path)
            self.page.wait_for_load_state("networkidle")

    def faults(self) -> list[str]:
        """What is wrong with the page as it came, and with all that can be folded out."""
        found = self.eyes.faults()
        steps = self.page.locator(".step").count() if self.page.locator(".step[hidden]").count() else 0
        for number in range(steps):  # of a form that a script shows step by step
            self.page.evaluate(SHOW_STEP, number)
            found += self.eyes.faults()
        if self.page.locator("main details:not([open])").count():
            self.page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true })")
            found += self.eyes.faults()
        return list(dict.fromkeys(found))


def in_short(walk: Walk, pages: list[Stop]) -> Iterator[str]:
    """Every page once."""
    for stop, sight in zip(pages, drawn(seed(), len(pages)), strict=True):
        walk.eyes.turn(sight)
        walk.go(stop, sight.lang)
        yield from (f"{stop} ({sight}): {one}" for one in [*walk.faults(), *walk.eyes.axe()])
        shot(walk.page, f"{stop.role}{stop.path.replace('/', '-')}")


def in_full(walk: Walk, pages: list[Stop]) -> Iterator[str]:
    """Every page in every way; it is loaded once for each language, and folded out for good at the first look."""
    for stop, lang in itertools.product(pages, LANGUAGES):
        walk.eyes.turn(Sight(360, lang, "light", 100))
        walk.go(stop, lang)
        for sight in (one for one in ALL if one.lang == lang):
            walk.eyes.turn(sight)
            yield from (f"{stop} ({sight}): {one}" for one in [*walk.faults(), *walk.eyes.axe()])


@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.timeout(3600 if LONG else 600)
def test_no_page_has_a_fault(open_page: OpenPage, app: Flask, share: int) -> None:
    with World(app) as world:
        pages = stops(world)[share::SHARES]
        limits.limiter.enabled = False
        try:
            walk = Walk(
                world, open_page(known_errors=(NOWHERE, NO_WARD, *{one.path for one in pages if one.sent is not None}))
            )
            found = list((in_full if LONG else in_short)(walk, pages))
        finally:
            limits.limiter.enabled = True
    assert not found, f"CONNECT_SEED={seed()}\n" + "\n".join(found)


def test_every_address_is_walked_or_says_why_not(app: Flask) -> None:
    with World(app) as world:
        walked = {one.endpoint for one in stops(world)}
    shown = {endpoint for endpoint, method, _, _ in routes(app) if method == "GET"}
    found, said = shown - walked, {*NO_PAGE, *BY_HAND}
    assert not found ^ said, f"in tests/browser/stops.py: add {found - said}, take out {said - found}"
