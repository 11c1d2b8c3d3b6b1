"""A real browser (Debian's Chromium) on the real site; whatever console or network say against it fails the test."""

import os
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect
from werkzeug.serving import make_server

from connect import db
from connect.accounts import actions as accounts
from connect.accounts.models import Person
from connect.cases.claims.models import Claim
from tests import costs
from tests.builders import BEN_THANH, make_person
from tests.often import LONG
from tools import chromium as program

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
PASSWORD = "mot-cau-dai-2026"
expect.set_options(timeout=20_000)  # a machine at work on other tests is slow, not wrong
RUNNING: list[Browser] = []
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of a worker; loudly absent where none is installed, except in CI."""
    if program.path() is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is not installed; `make test` installs it")
        pytest.skip("NOT TESTED: Chromium is not installed")
    if RUNNING:  # tests beside this folder take the same fixture in, and Playwright runs once in a process
        yield RUNNING[0]
        return
    with ExitStack() as stack:
        RUNNING.append(stack.enter_context(program.launched()))
        yield RUNNING[0]
        RUNNING.clear()
        with costs.told_apart("browser"):  # not to whatever test comes last: the time of a process is known at its end
            stack.close()


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The site, served on a port of its own."""
    server = make_server("localhost", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def open_page(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Opens a visitor's own browser: a phone with a script unless said otherwise."""
    contexts, troubles, outside = [], [], []

    def make(
        script: bool = True, size: dict[str, int] = PHONE, lang: str = "vi", known_errors: tuple[str, ...] = ()
    ) -> Page:
        context = chromium.new_context(
            viewport=size, java_script_enabled=script, base_url=address,
            geolocation={"latitude": BEN_THANH.lat, "longitude": BEN_THANH.lon}, permissions=["geolocation"],
        )  # fmt: skip
        context.add_cookies([{"name": "lang", "value": lang, "url": address}])
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on(
            "console",
            lambda said: (
                troubles.append(said.text)
                if said.type == "error" and not said.location.get("url", "").endswith(known_errors or " ")
                else None
            ),
        )
        page.on("pageerror", lambda error: troubles.append(f"{page.url}: {error.stack or error}"))
        page.on("request", lambda asked: outside.append(asked.url) if not asked.url.startswith(address) else None)
        contexts.append(context)
        return page

    yield make
    for context in contexts:
        context.close()
    assert [said for said in troubles if not re.search("410|422|503|INTERNET_DISCONNECTED", said)] == [], (
        "the console complains"
    )
    assert [url for url in outside if not url.startswith(("data:", "blob:"))] == [], "asked of elsewhere"


def known(role: str = "volunteer", **over: object) -> Person:
    """Somebody who can sign in with the password of all tests."""
    return make_person(role, **{"password_hash": accounts.hasher.hash(PASSWORD)} | over)  # type: ignore[arg-type]


def give_password(page: Page, person: Person, path: str | None = None) -> None:
    """Gives phone and password where somebody was sent, or on the way to a page of their own choice."""
    if path:
        page.goto(f"/accounts/sign-in?next={path}")
    page.fill("[name=phone]", person.phone)
    page.fill("[name=password]", PASSWORD)
    page.locator("main form .btn.main").first.click()


def sign_in(page: Page, person: Person, path: str | None = None) -> None:
    """The same, until the site has let them in."""
    give_password(page, person, path)
    expect(page).not_to_have_url(re.compile("sign-in"))


def press(page: Page, name: str) -> None:
    """A button or link of the main part by its words, and the page that it leads to."""
    main = page.locator("main")
    follow(page, main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)))


def follow(page: Page, link: Locator) -> None:
    """The first of these buttons or links, and the page that it leads to: a click alone does not wait for it."""
    with page.expect_navigation():
        link.first.click()


def fits(page: Page) -> bool:
    """Whether nothing sticks out sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def faults(page: Page, path: str | None = None) -> list[str]:
    """What axe finds on a page, and whether something sticks out sideways."""
    if path:
        page.goto(path)
    page.wait_for_load_state("networkidle" if page.locator("[data-outlines]").count() else "load")
    new = new_kinds(page)
    found = axe(page, new) if new else []
    out = [f"{page.url}: {one['id']}: {node['target']}" for one in found for node in one["nodes"]]
    if not fits(page):
        out.append(f"{page.url}: wider than the screen")
    return out


def axe(page: Page, around: list[int] | None = None) -> list[dict[str, Any]]:
    """What axe finds on the page as it is; of the elements, by number, at or below some, where `around` names them."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate(RUN, [around, OF_THE_PAGE])
    return found


# Rules about a page as a whole: asked of all of it always, for a part alone says nothing of them.
OF_THE_PAGE = """
    accesskeys aria-hidden-body bypass document-title duplicate-id-aria empty-heading heading-order html-has-lang
    html-lang-valid html-xml-lang-mismatch landmark-banner-is-top-level landmark-complementary-is-top-level
    landmark-contentinfo-is-top-level landmark-main-is-top-level landmark-no-duplicate-banner
    landmark-no-duplicate-contentinfo landmark-no-duplicate-main landmark-one-main landmark-unique meta-refresh
    meta-viewport page-has-heading-one region skip-link
""".split()
RUN = """async ([around, ofThePage]) => {
    const named = { 'label-content-name-mismatch': { enabled: true } } // on trial in axe, and right for our signs
    const wanted = { resultTypes: ['violations'], rules: named }
    if (around === null) return (await axe.run(document, wanted)).violations
    const whole = { resultTypes: ['violations'], runOnly: { type: 'rule', values: ofThePage } }
    const { violations } = await axe.run(document, whole)
    const all = document.querySelectorAll('*')
    const new_ = new Set(around.map((number) => all[number]).filter((one) => document.body.contains(one)))
    const include = [...new_].filter((one) => {
        for (let above = one.parentElement; above; above = above.parentElement) if (new_.has(above)) return false
        return true
    })
    if (!include.length) return violations
    const rules = { ...named, ...Object.fromEntries(ofThePage.map((rule) => [rule, { enabled: false }])) }
    return [...violations, ...(await axe.run({ include }, { ...wanted, rules })).violations]
}"""

# Each element with the one around it, its classes and the names of its attributes; and how the page is looked at.
KIND = """
[...document.querySelectorAll('*')].map(one => [one.parentElement, one].map(e => e ? [
    e.localName, e.getAttribute('class'), e.getAttribute('type'), e.getAttribute('role'), e.hidden, e.disabled,
    ...e.getAttributeNames().sort()] : []).join())
    .map(told => [told, matchMedia('(prefers-color-scheme: dark)').matches, innerWidth > 700].join())
"""
_looked_at: set[str] = set()


def new_kinds(page: Page) -> list[int]:
    """The numbers of the elements that stand where axe has not yet seen such stand, in this light, on such a screen.

    The language and the words make no new kind. In full, `make proofs`, every element is new.
    """
    told = page.evaluate(KIND)
    new = [number for number, kind in enumerate(told) if LONG or kind not in _looked_at]
    _looked_at.update(told)
    return new


def cramped(page: Page) -> list[str]:
    """Links that stand by themselves, or begin a line of a list, and are too low for a thumb."""
    found = page.locator(".list > li > a:first-child, .back a, p.minor > a:only-child").evaluate_all(
        "all => all.map(a => [a.innerText, a.getBoundingClientRect().height]).filter(([, h]) => h && h < 44)"
    )
    return [f"{page.url}: {words!r} is {height} px high" for words, height in found]


def shot(page: Page, name: str) -> None:
    """Keeps a picture when CONNECT_SHOTS names a folder, for people to look at."""
    if folder := os.environ.get("CONNECT_SHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def keep_pdf(printed: bytes, name: str) -> None:
    """Keeps what was printed, as `shot` keeps pictures."""
    if folder := os.environ.get("CONNECT_SHOTS"):
        (Path(folder) / f"{name}.pdf").write_bytes(printed)


def ten_minutes_pass() -> None:
    """For whoever holds a case: the clock of the pages is that of the machine."""
    db.session.rollback()
    with db.transaction():
        for held in db.session.scalars(sa.select(Claim).where(Claim.ended_at.is_(None))):
            held.taken_at -= timedelta(minutes=10)
