"""The scripts of a conversation alone, on the real markup, against a stand-in that can lose, refuse and be late."""

from collections.abc import Callable, Iterator
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask_babel import force_locale
from markupsafe import Markup
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from connect.app import create_app
from tests.conftest import KEYS
from tests.scripts import ROOT

SITE = "http://localhost"  # never asked: every request is answered here
SCRIPT = '<script type="module" src="/static/js/talk.js"></script>'
REFUSED = {"error": "Hết giờ rồi"}
PHRASES = Markup('<form method="post" action="/phrase"><button name="code" value="here">I am here</button></form>')
OUTBOX = """Object.keys(localStorage).filter((name) => name.startsWith("outbox.")).sort()
    .map((name) => JSON.parse(localStorage[name]))"""


class Site:
    """A thread, its page and its addresses. `next` says what becomes of the next words, else they are kept."""

    def __init__(self, app: Flask) -> None:
        self.app, self.said, self.next, self.asked = app, list[dict[str, Any]](), list[Any](), list[str]()
        self.offline, self.closed, self.ended, self.again, self.seen, self.skips = False, "", False, 0, list[int](), 0
        self.name = "a"

    def hear(self, words: str, key: str = "", mine: bool = False) -> int:
        """Somebody has said something."""
        same = [one for one in self.said if key and one["key"] == key]
        if not same:
            self.said.append({"number": len(self.said) + 1, "key": key, "words": words, "mine": mine})
        return int((same or self.said)[-1]["number"])

    @property
    def etag(self) -> str:
        """It changes with what is new."""
        return f'"{len(self.said)}{self.closed}{self.skips}"'

    def __call__(self, route: Route) -> None:
        """The answer to one request."""
        asked = route.request
        path = urlsplit(asked.url).path
        if path.startswith("/static/"):
            route.fulfill(body=(ROOT / path.lstrip("/")).read_text("utf-8"), content_type="text/javascript")
        elif path == "/other":
            route.fulfill(body="<!doctype html><p>other</p>", content_type="text/html")
        elif self.offline:
            route.abort("internetdisconnected")
        elif asked.method == "POST":
            self._post(route, path, {name: all_[-1] for name, all_ in parse_qs(asked.post_data or "").items()})
        elif path == "/talk.json":
            self._news(route)
        else:
            route.fulfill(body=self.page(), content_type="text/html")

    def _post(self, route: Route, path: str, form: dict[str, str]) -> None:
        if path == "/see":
            self.seen.append(int(form["n"]))
            return route.fulfill(json={})
        self.asked.append(form["key"])
        what = self.next.pop(0) if self.next else {"status": 409, "json": REFUSED} if self.closed else None
        if isinstance(what, dict):
            return route.fulfill(**what)
        words = form["code"] if path == "/phrase" else form["words"]
        number = self.hear(words, form["key"], mine=True)
        if what == "lost":
            return route.abort("connectionreset")
        if path == "/phrase":
            return route.fulfill(status=303, headers={"Location": "/page"})
        return route.fulfill(status=201, json={"number": number, "html": ""})

    def _news(self, route: Route) -> None:
        self.asked.append("news")
        headers = {"ETag": self.etag} | ({"Retry-After": str(self.again)} if self.again else {})
        if route.request.headers.get("if-none-match") == self.etag:
            return route.fulfill(status=304, headers=headers)
        after = int(parse_qs(urlsplit(route.request.url).query)["after"][0])
        fresh = "".join(self._drawn(one) for one in self.said[after:] if one["number"] != self.skips)
        told = f'<ol id="news" data-last="{len(self.said)}" data-mark="{self.closed}">{fresh}</ol>'
        return route.fulfill(body=f"<!doctype html>{told}", content_type="text/html", headers=headers)

    def _macros(self) -> Any:
        return self.app.jinja_env.get_template("components/talk/talk.html").module

    def _shown(self, one: dict[str, Any]) -> Any:
        side = "requester" if one["mine"] else "helper"
        return SimpleNamespace(**one, side=side, at=datetime(2026, 11, 28), hidden=False, code=None, may_hide=False)

    def _drawn(self, one: dict[str, Any]) -> str:
        with self.app.test_request_context(), force_locale("en"):
            return str(self._macros().message(self._shown(one), None))

    def page(self) -> str:
        """The page as it is now."""
        facts = SimpleNamespace(
            news="/talk.json", see="/see", outbox=self.name, last=len(self.said), seen=0, mark=self.closed,
            ended=self.ended, most=1000,
        )  # fmt: skip
        shown = Markup("" if self.closed else "".join(self._drawn(one) for one in self.said))
        with self.app.test_request_context(), force_locale("en"):
            macros = self._macros()
            foot = self.closed or PHRASES + macros.say_form("k")
            told = macros.conversation(shown, facts, caller=lambda: foot)
        return f"<!doctype html><html lang=en><meta charset=utf-8><body>{told}{SCRIPT}"


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(testing=True, instance=tmp_path_factory.mktemp("talk"), secret_key="test", keys=KEYS)


@pytest.fixture
def site(alone: Flask) -> Site:
    return Site(alone)


@pytest.fixture(scope="module")
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    """One phone for all tests here."""
    context = chromium.new_context(base_url=SITE)
    yield context
    context.close()


@pytest.fixture
def talk(phone: BrowserContext, site: Site) -> Iterator[Callable[..., Page]]:
    """Opens the conversation in a tab whose clock stands still until the test lets it run."""
    phone.route("**/*", site)
    troubles: list[str] = []
    tabs: list[Page] = []

    def opened(first: str = "") -> Page:
        page = phone.new_page()
        page.set_default_timeout(20_000)
        page.clock.install()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        if first:
            page.add_init_script(first)
        page.goto("/page")
        tabs.append(page)
        return page

    yield opened
    tabs[0].goto("/other")
    tabs[0].evaluate("localStorage.clear()")
    for tab in tabs:
        tab.close()
    phone.unroute("**/*", site)
    assert troubles == []


def say(page: Page, words: str) -> None:
    """Types and presses the large button."""
    page.get_by_label("Your message").fill(words)
    page.get_by_role("button", name="Send", exact=True).click()


def unsent(page: Page) -> Locator:
    """What is shown as not sent."""
    return page.locator("#unsent > li:not([data-sent])")


def sent(page: Page) -> Locator:
    """What is shown as said by me."""
    return page.locator("#said [data-mine] .said")


def kept(page: Page) -> list[Any]:
    """What lies in the browser's storage of words."""
    found: list[Any] = page.evaluate(OUTBOX)
    return found


def keys(site: Site) -> list[str]:
    """Those under which words were sent."""
    return [one for one in site.asked if one != "news"]


def time_passes(page: Page, seconds: int) -> None:
    """By the clock of the page."""
    page.clock.run_for(seconds * 1000)


def test_words_wait_through_a_dead_network_and_a_reload_and_arrive_once_and_in_order(
    talk: Callable[..., Page], site: Site
) -> None:
    page = talk()
    site.offline = True
    for words in ("một", "hai"):
        say(page, words)
    page.get_by_role("button", name="I am here").click()
    expect(unsent(page)).to_have_count(3)
    expect(unsent(page).locator(".said")).to_have_text(["một", "hai", "I am here"])
    expect(page.locator("#unsent .tag").first).to_contain_text("Not sent yet")
    expect(page.locator("#unsent .why").first).to_contain_text("No connection")
    assert site.said == [] and kept(page) == [{"text": "một"}, {"text": "hai"}, {"code": "here"}], "text and key only"
    site.offline = False
    site.next = ["lost"]
    page.reload()
    expect(page.locator("#unsent .why:visible")).to_have_count(1)
    time_passes(page, 5)
    expect(sent(page)).to_have_text(["một", "hai", "here"])
    expect(page.locator("#unsent > li")).to_have_count(0)
    assert [one["words"] for one in site.said] == ["một", "hai", "here"] and kept(page) == []


def test_what_an_answer_of_something_else_says_is_not_taken_for_sent(talk: Callable[..., Page], site: Site) -> None:
    page = talk()
    site.next = [{"status": 200, "body": "<p>Wi-Fi sign-in</p>", "content_type": "text/html"}, {"status": 503}]
    say(page, "một")
    expect(page.locator("#unsent .why:visible")).to_have_count(1)
    assert site.said == [] and kept(page) == [{"text": "một"}]
    time_passes(page, 4)
    expect(unsent(page)).to_have_count(1)
    time_passes(page, 10)
    expect(sent(page)).to_have_text(["một"])
    assert len(set(keys(site))) == 1


def test_what_is_refused_keeps_its_words_holds_the_later_ones_and_can_be_sent_again(
    talk: Callable[..., Page], site: Site
) -> None:
    page = talk()
    site.next = [{"status": 409, "json": REFUSED}, {"status": 409, "json": REFUSED | {"kept": True}}]
    for words in ("một", "hai"):
        say(page, words)
    expect(page.locator("#unsent .why:visible")).to_have_text("Hết giờ rồi")
    time_passes(page, 300)
    assert len(keys(site)) == 1, "nothing overtakes it, and it does not go by itself"
    page.get_by_role("button", name="Send again").first.click()
    expect(unsent(page)).to_have_count(2)
    page.wait_for_function("document.querySelector('[data-other]')")
    page.get_by_role("button", name="Send again").first.click()
    expect(sent(page)).to_have_text(["một", "hai"])
    first, again, other, _ = keys(site)
    assert first == again != other, "other words had gone out under this key: it is another message"


@pytest.mark.parametrize("status", [404, 422])
def test_what_is_refused_can_be_discarded_and_the_next_goes(talk: Callable[..., Page], site: Site, status: int) -> None:
    page = talk()
    site.next = [{"status": status, "json": REFUSED}]
    for words in ("một", "hai"):
        say(page, words)
    expect(page.locator("#unsent .why:visible")).to_have_text("Hết giờ rồi")
    page.get_by_role("button", name="Discard").first.click()
    expect(sent(page)).to_have_text(["hai"])


def test_too_many_go_by_themselves_when_the_server_says(talk: Callable[..., Page], site: Site) -> None:
    page = talk()
    site.next = [{"status": 429, "json": {"error": "Nhiều quá"}, "headers": {"Retry-After": "40"}}]
    say(page, "một")
    expect(page.locator("#unsent .why:visible")).to_have_text("Nhiều quá")
    time_passes(page, 39)
    expect(unsent(page)).to_have_count(1)
    time_passes(page, 2)
    expect(sent(page)).to_have_text(["một"])


def test_empty_words_and_too_many_letters_are_said_at_once_and_nothing_is_lost(
    talk: Callable[..., Page], site: Site
) -> None:
    page = talk()
    say(page, "  ")
    expect(page.locator("#say-wrong")).to_have_text("Write something first.")
    say(page, "a" * 1001)
    expect(page.locator("#say-wrong")).to_contain_text("1001 letters")
    assert len(page.get_by_label("Your message").input_value()) == 1001 and site.said == []
    page.reload()
    assert len(page.get_by_label("Your message").input_value()) == 1001, "typed and not sent, through a reload"


LISTENS = """() => { window.waits = []; const real = setTimeout;
    setTimeout = (act, ms) => { waits.push(ms); return real(act, ms); }; }"""


def test_it_asks_after_2_5_15_and_60_silent_seconds_and_later_where_the_server_says_so(
    talk: Callable[..., Page], site: Site
) -> None:
    page = talk("Math.random = () => 0.5; now = 0; Date.now = () => now;")
    page.evaluate(LISTENS)
    waits = []
    for silent, again in ((0, 0), (20, 0), (90, 0), (400, 0), (20, 45)):
        site.again = again
        page.evaluate("(silent) => { waits.length = 0; now = silent * 1000; }", silent)
        page.clock.run_for(61_000)
        page.wait_for_function("waits.length > 0")
        waits.append(page.evaluate("waits[0] / 1000"))
    assert waits == [2, 5, 15, 60, 45]


def test_a_hidden_tab_asks_nothing_and_asks_at_once_when_it_is_seen_again(
    talk: Callable[..., Page], site: Site
) -> None:
    page = talk()
    page.evaluate("Object.defineProperty(document, 'hidden', { value: true, configurable: true })")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    site.asked.clear()
    time_passes(page, 600)
    assert site.asked == []
    site.hear("chào")
    page.evaluate("Object.defineProperty(document, 'hidden', { value: false, configurable: true })")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    time_passes(page, 0)
    expect(page.locator("#said .said")).to_have_text(["chào"])
    expect(page.locator("#talk-says")).to_contain_text("chào")


def test_a_gap_is_seen_and_the_page_read_anew(talk: Callable[..., Page], site: Site) -> None:
    page = talk()
    site.hear("một")
    site.hear("hai")
    site.skips = 1
    time_passes(page, 3)
    expect(page.locator("#said .said")).to_have_text(["một", "hai"])


def test_what_was_on_the_screen_is_told_as_seen(talk: Callable[..., Page], site: Site) -> None:
    site.hear("một")
    page = talk()
    site.hear("hai")
    time_passes(page, 3)
    expect(page.locator("#said .said")).to_have_count(2)
    for _ in range(100):
        if site.seen and site.seen[-1] == 2:
            break
        page.wait_for_timeout(20)
    assert site.seen == sorted(site.seen) and site.seen[-1] == 2


def test_who_is_stopped_in_the_middle_of_a_word_reads_no_more_and_keeps_it(
    talk: Callable[..., Page], site: Site
) -> None:
    site.hear("Số nhà 5")
    page = talk()
    page.get_by_label("Your message").fill("Tôi đang đế")
    site.closed = "This conversation was ended."
    time_passes(page, 3)
    expect(page.locator("#talk-foot")).to_have_text("This conversation was ended.")
    expect(page.locator("#said .bubble")).to_have_count(0)
    expect(page.locator("#unsent .said")).to_have_text("Tôi đang đế")
    page.get_by_role("button", name="Discard").click()
    expect(page.locator("#unsent > li")).to_have_count(0)


def test_when_the_case_has_ended_nothing_waits_on_the_phone_any_more(talk: Callable[..., Page], site: Site) -> None:
    page = talk()
    site.offline = True
    say(page, "một")
    expect(unsent(page)).to_have_count(1)
    site.closed, site.ended, site.offline = "It has ended", True, False
    page.reload()
    expect(page.locator("#unsent .said")).to_have_text("một")
    assert kept(page) == [] and site.said == []


def test_words_of_two_people_on_one_phone_are_asked_about_and_those_of_another_link_stay_there(
    talk: Callable[..., Page], site: Site
) -> None:
    page = talk()
    site.offline = True
    say(page, "của Lan")
    expect(unsent(page)).to_have_count(1)
    page.goto("/other")
    site.name, site.offline = "b", False
    page.goto("/page")
    expect(unsent(page)).to_have_count(0)
    site.offline = True
    say(page, "của Minh")
    expect(page.locator("#unsent .why:visible")).to_have_count(1)
    page.goto("/other")
    site.offline = False
    page.goto("/page")
    expect(page.locator("#is-it-you")).to_be_visible()
    time_passes(page, 120)
    assert site.said == []
    page.get_by_role("button", name="Yes, send them").click()
    expect(sent(page)).to_have_text(["của Minh"])
    assert kept(page) == [{"text": "của Lan"}]


@pytest.mark.parametrize(
    "first", ["", "Object.defineProperty(navigator, 'locks', { value: undefined })"], ids=["locks", "leases"]
)
def test_two_tabs_have_one_line_and_say_everything_once(talk: Callable[..., Page], site: Site, first: str) -> None:
    one, two = talk(first), talk(first)
    site.offline = True
    say(one, "một")
    say(two, "hai")
    expect(unsent(one)).to_have_count(2)
    site.offline = False
    for _ in range(6):
        for page in (one, two):
            time_passes(page, 20)
            page.wait_for_timeout(20)
    for page in (one, two):
        expect(sent(page)).to_have_text(["một", "hai"])
        expect(page.locator("#unsent > li")).to_have_count(0)
    assert [each["words"] for each in site.said] == ["một", "hai"]


@pytest.mark.parametrize(("forgets", "left"), [("", []), ("person-", ["outbox.a.000001.k"])])
def test_the_words_that_wait_go_with_the_links_of_a_phone_or_with_an_account(
    talk: Callable[..., Page], site: Site, forgets: str, left: list[str]
) -> None:
    page = talk()
    page.evaluate("""for (const name of ['a', 'person-b'])
        localStorage.setItem(`outbox.${name}.000001.k`, '{"text":"x"}');
        localStorage.setItem('other', '1')""")
    page.evaluate(
        """(forgets) => { const form = Object.assign(document.createElement('form'), { action: '/other' });
        form.dataset.forgets = forgets; form.append(document.createElement('button')); document.body.append(form);
        const script = Object.assign(document.createElement('script'), { type: 'module', src: '/static/js/forget.js' });
        document.body.append(script); return new Promise((done) => script.onload = done); }""",
        forgets,
    )
    page.locator("form[data-forgets] button").click()
    page.wait_for_url("**/other?")
    assert page.evaluate("Object.keys(localStorage).sort()") == ["other", *left]


def test_what_does_not_fit_can_be_changed_and_sent_as_another_message(talk: Callable[..., Page], site: Site) -> None:
    page = talk()
    site.next = [{"status": 422, "json": REFUSED}]
    say(page, "mã 1234")
    page.get_by_role("button", name="Change").click()
    expect(page.get_by_label("Your message")).to_have_value("mã 1234")
    expect(page.locator("#unsent > li")).to_have_count(0)
    say(page, "mã ở nhà")
    expect(sent(page)).to_have_text(["mã ở nhà"])
    assert len(set(keys(site))) == 2
