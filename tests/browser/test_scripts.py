"""Every script alone, on a page of a few elements, without the site: one browser, one tab, a few seconds."""

import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect

from tests.scripts import ROOT, SCRIPTS

SITE = "http://localhost"  # never asked: every request is answered here; scripts get what secure pages get
ADDRESS = {
    path.name: f"/static/{path.relative_to(ROOT / 'static' if 'static' in path.parts else ROOT / 'templates')}"
    for path in SCRIPTS
}
Bench = Callable[..., Page]
Answers = dict[str, Any]


class Stand:
    """Answers every request of the tab: the page of the moment, scripts from their folders, JSON by path."""

    def __init__(self) -> None:
        self.html, self.json, self.asked = "", Answers(), list[str]()
        self.html_at = dict[str, str]()  # of other pages than the one that is open; "" where no network leads

    def __call__(self, route: Route) -> None:
        """The answer to one request."""
        url = urlsplit(route.request.url)
        path = PurePosixPath(url.path)
        self.asked.append(f"{url.path}?{url.query}")
        if url.path in self.json:
            route.fulfill(json=self.json[url.path])
        elif path.name in ADDRESS and url.path == ADDRESS[path.name]:
            source = next(script for script in SCRIPTS if script.name == path.name)
            route.fulfill(body=source.read_text("utf-8"), content_type="text/javascript")
        elif self.html_at.get(url.path) == "":
            route.abort("internetdisconnected")
        elif url.path in self.html_at:
            route.fulfill(
                body=f"<!doctype html><meta charset=utf-8><body>{self.html_at[url.path]}", content_type="text/html"
            )
        elif url.path.startswith("/static/vendor/"):
            route.fulfill(path=ROOT / url.path.lstrip("/"))
        else:
            route.fulfill(body=f"<!doctype html><meta charset=utf-8>{self.html}", content_type="text/html")


@pytest.fixture(scope="module")
def stand() -> Stand:
    """What stands in for the site."""
    return Stand()


@pytest.fixture(scope="module")
def tab(chromium: Browser, stand: Stand) -> Iterator[Page]:
    """One tab for all tests here."""
    context = chromium.new_context(base_url=SITE, permissions=["geolocation", "clipboard-read", "clipboard-write"])
    context.route("**/*", stand)
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()


@pytest.fixture
def bench(tab: Page, stand: Stand) -> Iterator[Bench]:
    """Opens a page of these elements with scripts; `first` is JavaScript that runs before them."""
    troubles: list[str] = []

    def heard(error: object) -> None:
        troubles.append(str(error))

    tab.on("pageerror", heard)
    stand.asked.clear()
    stand.json, stand.html_at = {}, {}

    def opened(html: str, *scripts: str, first: str = "", **answers: Any) -> Page:
        stand.json = {f"/{name}": answer for name, answer in answers.items()}
        tags = "".join(f'<script type="module" src="{ADDRESS.get(name, name)}"></script>' for name in scripts)
        stand.html = f"<script>{first}</script><body>{html}{tags}"
        tab.goto("/page")
        return tab

    yield opened
    stand.html = ""
    tab.goto("/left")  # a page that is left keeps its draft once more
    tab.evaluate("sessionStorage.clear()")
    tab.remove_listener("pageerror", heard)
    assert troubles == []


# Scripts that speak to the browser's service of messages: only a phone that follows a ward can play them.
FOLLOWING = ("tell_here.js", "following.js", "sw.js")
DRAWING = ("draw.js",)  # played with a real map in test_drawing.py
# Of the map, played with it below.
MODULES = (
    "base.js",
    "ground.js",
    "names.js",
    "clusters.js",
    "sign.js",
    "view.js",
    "beside.js",
    "empty.js",
    "green.js",
    "door.js",
    "streets.js",
    "streets_layer.js",
    "streets_style.js",
)
TALKING = ("talk.js", "outbox.js", "forget.js")  # played in test_talk_script.py


def test_every_script_has_a_test_here_or_with_following() -> None:
    source = (ROOT / "tests" / "browser" / "test_scripts.py").read_text("utf-8")
    assert [name for name in ADDRESS if f'"{name}"' not in source] == []
    followed = (ROOT / "tests" / "browser" / "test_following.py").read_text("utf-8")
    assert "/notices/follow" in followed and "def test_a_phone_follows" in followed


# --- Components -------------------------------------------------------------------------------------------

COPY = """<input id="link" value="/cases/mine/x">
    <button hidden data-copy="link" data-copied="Copied"><span>Copy</span></button>"""


def test_the_print_button_appears_and_prints(bench: Bench) -> None:
    page = bench("<button hidden data-print>Print</button>", "print_button.js")
    page.evaluate("window.print = () => document.body.append('printed')")
    page.locator("button").click()
    expect(page.locator("body")).to_contain_text("printed")


SIGNS = """<form><input name="qty-doctor_call" value="0">
    <div id="signs-of-danger" data-wants="qty-doctor_call" hidden>
    <label><input type="radio" name="age-band" value="adult">Adult</label>
    <label><input type="radio" name="age-band" value="baby">Baby</label><fieldset data-asked>
    <label data-bands="adult baby"><input type="checkbox" name="sign-dry" data-grave="baby">Dry</label>
    <label data-bands="adult"><input type="checkbox" name="sign-chest" data-grave="adult">Chest</label>
    <div data-bands="adult baby"><input name="sign-spo2" data-grave="adult<=91;baby<=95"></div>
    </fieldset></div></form>"""


def test_signs_are_asked_with_advice_alone_those_of_the_age_and_the_danger_is_said_at_the_tick(bench: Bench) -> None:
    page = bench(SIGNS, "signs.js")
    box, sent = page.locator("#signs-of-danger"), "[...new FormData(document.forms[0])].map(([name]) => name).join()"
    expect(box).to_be_hidden()
    assert "signs-seen" not in page.evaluate(sent)
    page.locator("[name=qty-doctor_call]").fill("1")
    expect(box).to_be_visible()
    expect(page.locator("fieldset")).to_be_hidden()
    page.get_by_label("Adult").check()
    page.get_by_label("Chest").check()
    expect(box).to_have_class("in-danger")
    page.get_by_label("Baby").check()
    expect(page.get_by_label("Chest")).to_be_hidden()
    expect(box).not_to_have_class("in-danger")
    assert "sign-chest" not in page.evaluate(sent) and "signs-seen" in page.evaluate(sent)
    page.locator("[name=sign-spo2]").fill("95 %")
    expect(box).to_have_class("in-danger")
    page.get_by_label("Adult").check()
    page.get_by_label("Chest").uncheck()
    page.locator("[name=sign-spo2]").fill("khoảng 90")
    expect(box).not_to_have_class("in-danger")


PASS_ON = (
    """<title>Storm</title><button hidden data-pass-on data-copied="Copied"><svg></svg> <span>Share</span></button>"""
)


def test_a_page_is_passed_on_by_the_phones_own_sheet_or_as_a_copy(bench: Bench) -> None:
    page = bench(PASS_ON, "pass_on.js", first="navigator.share = async (told) => { window.told = told; };")
    page.locator("button").click()
    assert page.evaluate("window.told") == {"title": "Storm", "url": f"{SITE}/page"}
    page = bench(PASS_ON, "pass_on.js", first="Object.defineProperty(navigator, 'share', { value: undefined });")
    page.locator("button").click()
    expect(page.locator("button")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{SITE}/page"


def test_the_copy_button_copies_the_field_and_says_so(bench: Bench) -> None:
    page = bench(COPY, "copy_button.js")
    page.locator("button").click()
    expect(page.locator("button")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "/cases/mine/x"


def test_without_a_clipboard_there_is_no_copy_button(bench: Bench) -> None:
    page = bench(COPY, "copy_button.js", first="Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    expect(page.locator("button")).to_be_hidden()
    page.locator("input").focus()
    assert page.evaluate("getSelection().toString() || document.activeElement.selectionEnd") not in ("", 0)


KEYS = """<button data-key="a" onclick="said.push('a')">A</button><input id="text"><p id="said"></p>
    <details><summary data-key="q">Q</summary><textarea></textarea></details>"""


WIPED = """
<form><input type="file" id="picture"><div data-blur hidden style="width: 300px"><canvas style="width: 300px"></canvas>
<button type="button" data-do="anew">As it was</button></div></form>"""
PIXEL = """async ([x, y]) => {
  const one = await createImageBitmap(document.getElementById('picture').files[0]);
  const canvas = Object.assign(document.createElement('canvas'), { width: one.width, height: one.height });
  const pen = canvas.getContext('2d');
  pen.drawImage(one, 0, 0);
  const [red] = pen.getImageData(x, y, 1, 1).data;
  return [one.width, one.height, red];
}"""


def test_what_a_finger_wipes_over_is_unreadable_in_what_is_sent_and_comes_back_on_one_press(bench: Bench) -> None:
    page = bench(WIPED, "story_pictures.js")
    drawn, stripes = io.BytesIO(), Image.new("L", (2560, 640))
    stripes.putdata([255 if x % 12 < 6 else 0 for _y in range(640) for x in range(2560)])
    stripes.save(drawn, "PNG")
    page.locator("#picture").set_input_files({"name": "x.png", "mimeType": "image/png", "buffer": drawn.getvalue()})
    expect(page.locator("canvas")).to_be_visible()
    assert page.evaluate("document.getElementById('picture').files[0].name") == "x.png", "sent as it is, if nothing is"
    box = page.locator("canvas").bounding_box()
    assert box
    page.mouse.move(box["x"] + 60, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 240, box["y"] + 30, steps=4)
    page.mouse.up()
    page.wait_for_function("document.getElementById('picture').files[0].name === 'picture.jpg'")
    wiped = [page.evaluate(PIXEL, [x, 130]) for x in range(400, 436, 3)]
    assert wiped[0][:2] == [1280, 320] and max(one[2] for one in wiped) - min(one[2] for one in wiped) < 60
    page.get_by_role("button", name="As it was").click()
    page.wait_for_function(f"() => ({PIXEL})([403, 130]).then(([, , red]) => red < 90 || red > 160)")


def test_single_keys_press_what_they_stand_beside(bench: Bench) -> None:
    page = bench(KEYS, "keys.js", first="said = []")
    for key in ("A", "a", "Control+a", "x"):
        page.keyboard.press(key)
    page.locator("#text").press("a")
    assert page.evaluate("said") == ["a", "a"]
    expect(page.locator("#text")).to_have_value("a")


def test_a_key_that_opens_something_leads_into_its_field(bench: Bench) -> None:
    page = bench(KEYS, "keys.js")
    page.keyboard.press("q")
    expect(page.locator("textarea")).to_be_focused()
    page.keyboard.type("aq")
    expect(page.locator("textarea")).to_have_value("aq")


LINES = """<ol class="queue"><li><a href="#1">one</a></li>
    <li aria-current="true"><label><input type="checkbox"></label><a href="#2">two</a></li>
    <li><a href="#3">three</a></li></ol>"""


def test_j_and_k_wander_from_what_is_open_and_x_ticks_without_opening_anything(bench: Bench) -> None:
    page = bench(LINES, "keys.js")
    reached = []
    for key in ("j", "j", "k", "k", "k", "j", "x", "j"):
        page.keyboard.press(key)
        reached.append(page.evaluate("document.activeElement.textContent"))
    assert reached == ["three", "three", "two", "one", "one", "two", "two", "three"]
    assert page.locator("[type=checkbox]").is_checked()
    assert "#" not in page.url


def test_a_tick_set_by_hand_leaves_the_keys_alive(bench: Bench) -> None:
    page = bench(KEYS + LINES, "keys.js", first="said = []")
    page.locator("[type=checkbox]").check()
    page.keyboard.press("a")
    assert page.evaluate("said") == ["a"]


OPTIONS = {"challenge": "AAEC", "allowCredentials": [{"id": "_-8", "type": "public-key"}]}
PASSKEY = """<form data-passkey="get" data-options='{options}' data-refused="Not given" hidden>
    <input name="answer" type="hidden"><button>Use it</button><p class="error" hidden></p></form>"""
SIGNED = """HTMLFormElement.prototype.submit = function () { sent = true }; window.PublicKeyCredential ??= class {};
    const raw = (...all) => new Uint8Array(all).buffer;
    Object.defineProperty(navigator, 'credentials', {value: {get: async ({publicKey}) => { given = publicKey; %s;
    const response = {clientDataJSON: raw(1), signature: raw(2)};
    return {id: 'x', rawId: raw(255, 239), type: 'public-key', response} }}})"""


def test_a_passkey_signs_the_challenge_and_the_form_is_sent(bench: Bench) -> None:
    page = bench(PASSKEY.format(options=json.dumps(OPTIONS)), "passkey.js", first=SIGNED % "")
    page.locator("button").click()
    page.wait_for_function("window.sent")
    assert page.evaluate("[...given.challenge, ...given.allowCredentials[0].id]") == [0, 1, 2, 255, 239]
    answer = json.loads(page.locator("[name=answer]").input_value())
    assert answer["rawId"] == "_-8" and answer["response"] == {"clientDataJSON": "AQ", "signature": "Ag"}


def test_a_passkey_that_is_refused_is_said_and_nothing_is_sent(bench: Bench) -> None:
    page = bench(PASSKEY.format(options=json.dumps(OPTIONS)), "passkey.js", first=SIGNED % "throw new Error('no')")
    page.locator("button").click()
    expect(page.locator(".error")).to_have_text("Not given")
    assert not page.evaluate("window.sent")


def test_where_passkeys_are_unknown_the_form_stays_hidden(bench: Bench) -> None:
    page = bench(PASSKEY.format(options="{}"), "passkey.js", first="delete window.PublicKeyCredential")
    expect(page.locator("form")).to_be_hidden()


MINE = """<form class="my-position" method="post" action="/around" hidden data-finding="Finding" data-denied="Denied">
    <input type="hidden" name="lat"><input type="hidden" name="lon"><button type="button">Here</button>
    <p role="status"></p></form>"""
POSITION = "navigator.geolocation.getCurrentPosition = (found, refused) => %s"


def test_my_position_is_posted_once_it_is_found(bench: Bench) -> None:
    page = bench(MINE, "search.js", first=POSITION % "found({coords: {latitude: 10.5, longitude: 106.5}})")
    with page.expect_request("**/around") as asked:
        page.locator("button").click()
    assert asked.value.method == "POST" and asked.value.post_data == "lat=10.5&lon=106.5"


def test_a_position_that_is_refused_is_said_and_the_button_works_again(bench: Bench) -> None:
    page = bench(MINE, "search.js", first=POSITION % "refused()")
    page.locator("button").click()
    expect(page.locator("[role=status]")).to_have_text("Denied")
    expect(page.locator("button")).to_be_enabled()


SEARCH = """<form class="place-search" action="/cases/nearby" data-wards="/wards?for=nearby"
    data-before="before: {name}"><input type="hidden" name="kind" value="food"><input name="q"></form>
    <section id="found" hidden><ul></ul></section>"""
WARDS = [{"code": "26740", "label": "Bến Nghé <1>", "note": "Quận 1"}, {"code": "2", "label": "Bến Thành", "note": ""}]


def test_wards_are_links_that_keep_the_search(bench: Bench, stand: Stand) -> None:
    page = bench(SEARCH, "search.js", wards=WARDS)
    page.locator("[name=q]").fill("b")
    page.locator("[name=q]").fill("ben")
    expect(page.locator("#found li")).to_have_text(["Bến Nghé <1> before: Quận 1", "Bến Thành"])
    link = page.locator("#found a").first.get_attribute("href")
    assert link == "/cases/nearby?kind=food&area=26740"
    assert [asked for asked in stand.asked if "/wards" in asked] == ["/wards?for=nearby&q=ben"]


# --- The map ----------------------------------------------------------------------------------------------

LEAFLET = "/static/vendor/leaflet-1.9.4/leaflet.js"
CLUSTERS = """<style>.map { width: 600px; height: 400px }</style><p id="map-says"></p>
    <div id="map-side" hidden><ul></ul></div>
    <div id="map-none" data-nowhere="Nowhere" hidden><p>None here</p><button>Nearest</button></div>
    <div class="map" hidden data-clusters="/clusters" data-outlines="/outlines" data-list="/cases/nearby"
    data-around="/around" data-need="need help" data-taken="taken" data-done="helped" data-open="Open"
    data-closer="Closer" data-here="Here" data-failed="Failed" data-centre="10.77,106.7"></div>"""
NO_OUTLINES: Answers = {"scale": 100, "provinces": [], "islands": [], "abroad": []}
CLUSTER = {
    "lat": 10.77,
    "lon": 106.7,
    "place": "Huế <b>",
    "need": 1234,
    "taken": 1,
    "done": 0,
    "finest": True,
    "bounds": [10.76, 106.69, 10.78, 106.71],
    "at": "1f",
}


def test_a_cluster_says_in_words_what_its_sign_shows(bench: Bench, stand: Stand) -> None:
    page = bench(CLUSTERS, LEAFLET, "map.js", clusters={"clusters": [CLUSTER]}, outlines=NO_OUTLINES)
    sign = page.locator(".cluster")
    expect(sign).to_have_attribute("aria-label", "Huế <b>: 1,234 need help, 1 taken. Open")
    assert sign.locator("text").text_content() == "1,234" and sign.locator("b").count() == 0
    expect(page.locator("#map-says")).to_have_text("1,234 need help, 1 taken")
    assert any("south=10." in asked for asked in stand.asked)


def test_the_last_cluster_opens_its_list_by_the_keyboard(bench: Bench) -> None:
    page = bench(CLUSTERS, LEAFLET, "map.js", clusters={"clusters": [CLUSTER]}, outlines=NO_OUTLINES)
    page.locator(".cluster").focus()
    page.keyboard.press("Enter")
    assert str(page.locator(".leaflet-popup a.btn").get_attribute("href")).endswith("/cases/nearby?at=1f")


GREEN = """<style>.map { width: 600px; height: 400px }</style><p id="map-says"></p>
    <div class="map" hidden data-green="/green" data-outlines="/outlines" data-centre="10.77,106.7" data-zoom="12"
    data-share="helped" data-few="few" data-need="wait" data-taken="taken" data-done="done" data-open="More"
    data-failed="Failed"></div>"""
CELL = {
    "edge": [[10.76, 106.69], [10.78, 106.69], [10.77, 106.71]], "lat": 10.77, "lon": 106.7, "waiting": 1234,
    "being_helped": 1, "helped": 5, "share": None, "shade": 1, "place": "Huế <b>", "href": "/cases/green?area=1",
}  # fmt: skip


def test_a_cell_says_who_waits_where_they_are_too_few_for_a_share(bench: Bench) -> None:
    page = bench(GREEN, LEAFLET, "map.js", green={"cells": [CELL]}, outlines=NO_OUTLINES)
    cell = page.locator(".green-place")
    expect(cell).to_have_attribute("aria-label", "Huế <b>: few, 1,234 wait, 1 taken, 5 done")
    expect(cell).to_have_text("few1,234")
    expect(page.locator("path.green-cell.few")).to_have_attribute("fill", "url(#shade-1)")
    cell.focus()
    page.keyboard.press("Space")
    assert str(page.locator(".leaflet-popup a.btn").get_attribute("href")).endswith("/cases/green?area=1")


def test_one_spot_is_drawn_with_how_exact_it_is(bench: Bench) -> None:
    spot = '<div class="map" hidden data-spot="10.77,106.7" data-accuracy="500" data-outlines="/outlines"></div>'
    page = bench(f"<style>.map {{ height: 300px }}</style>{spot}", LEAFLET, "map.js", outlines=NO_OUTLINES)
    expect(page.locator("path.spot")).to_be_attached()
    expect(page.locator("path.accuracy")).to_be_attached()


def province(code: str, name: str, west: int) -> list[Any]:
    """An outline of one degree with its name in it, in hundredths."""
    return [code, name, f"mark{code}", [west + 20, 1050], [west, 1000, 100, 0, 0, 100, -100, 0]]


PROVINCES = {
    "scale": 100,
    "provinces": [province("79", "Thành phố Hồ Chí Minh", 10620), province("75", "Tỉnh Đồng Nai", 10720)],
    "islands": [["Đặc khu Trường Sa", 10710, 1060]],
    "abroad": [[10500, 1000, 120, 0, 0, 100, -120, 0]],
}
SQUARE = [-40, -40, 0, 80, 80, 0, 0, -80]  # steps from a centre, then from corner to corner
CELLS = {"scale": 1000, "wards": [
    ["1", "Phường Sài Gòn", 106700, 10770, SQUARE],
    ["2", "Phường Bến Thành", 106703, 10771, [-3, -1, 0, 9, 9, 0]],
    ["3", "Phường 3", 106780, 10770, SQUARE],
]}  # fmt: skip


def test_near_enough_the_wards_are_drawn_and_named_where_there_is_room_and_one_is_lit_up(
    bench: Bench, stand: Stand
) -> None:
    here = CLUSTERS.replace("<div ", '<div data-ward="1" data-estimated="Estimates" ')
    page = bench(here, LEAFLET, "map.js", clusters={"clusters": []}, outlines=PROVINCES, **{"wards/79.json": CELLS})
    expect(page.locator(".place-label.marked")).to_have_text("Sài Gòn")
    expect(page.locator("path.ward-line")).to_have_count(1)
    assert set(page.locator(".place-label").all_text_contents()) == {"Sài Gòn", "Phường 3"}, "no name lies on another"
    expect(page.locator(".map-note")).to_have_text("Estimates")
    assert [one for one in stand.asked if "/wards/" in one] == ["/wards/79.json?v=mark79"], "only where one looks"
    page.locator(".map").focus()
    page.keyboard.press("Shift+Minus")  # three steps at once
    expect(page.locator(".map-note")).to_have_count(0)
    expect(page.locator(".place-label", has_text="Đồng Nai")).to_have_count(1)
    expect(page.locator(".place-label", has_text="Trường Sa")).to_have_count(1)


def test_wards_that_do_not_come_leave_the_outlines_as_they_are(bench: Bench) -> None:
    page = bench(CLUSTERS, LEAFLET, "map.js", clusters={"clusters": [CLUSTER]}, outlines=PROVINCES)
    expect(page.locator("path.outline")).to_have_count(2)
    expect(page.locator(".cluster")).to_be_visible()
    expect(page.locator(".map-note")).to_have_count(0)


# --- Pages ------------------------------------------------------------------------------------------------

DRAFT = """<form id="f"><input name="csrf_token" value="secret"><input name="name">
    <input type="checkbox" name="item" value="rice"></form><script type="module">
    import { draftOf } from "%s"; window.draft = draftOf(document.getElementById("f"));
    window.kept = draft.restore()</script>"""


def test_a_draft_comes_back_without_the_token(bench: Bench, tab: Page) -> None:
    page = bench(DRAFT % ADDRESS["draft.js"])
    page.locator("[name=name]").fill("Lan")
    page.locator("[name=item]").check()
    assert "secret" not in page.evaluate("JSON.stringify(sessionStorage)")
    tab.reload()
    expect(page.locator("[name=name]")).to_have_value("Lan")
    assert page.locator("[name=item]").is_checked() and page.evaluate("kept.names.includes('item')")


def test_only_a_draft_that_was_sent_is_forgotten_by_the_page_after_it(bench: Bench) -> None:
    page = bench(DRAFT % ADDRESS["draft.js"])
    page.locator("[name=name]").fill("Lan")
    bench("", "sent.js")
    assert page.evaluate("Object.keys(sessionStorage)") == ["draft-f"]
    bench(DRAFT % ADDRESS["draft.js"])
    page.evaluate("draft.sending()")
    bench("", "sent.js")
    assert page.evaluate("Object.keys(sessionStorage)") == []


KEEP = """<input id="own-link" value="http://localhost/cases/mine/x"><button data-share hidden>Share</button>
    <button data-copy="own-link" data-copied="Copied" hidden><span>Copy</span></button>
    <button data-print hidden>Print</button>"""


def test_the_link_is_shared_by_the_sheet_of_the_phone_and_by_nothing_else(bench: Bench, stand: Stand) -> None:
    page = bench(KEEP, "keep.js", first="navigator.share = async (told) => { shared = told.url }")
    page.get_by_role("button", name="Share").click()
    assert page.evaluate("shared") == "http://localhost/cases/mine/x"
    expect(page.locator("button:visible")).to_have_count(3)
    assert not [asked for asked in stand.asked if "mine" in asked]
    page = bench(KEEP, "keep.js", first="navigator.share = undefined")
    expect(page.locator("button:visible")).to_have_count(2)


AGAIN = """<form id="again" action="/sent" data-pause="2"%s><p id="again-says" hidden>Waits</p></form>"""
COUNTED = "HTMLFormElement.prototype.requestSubmit = () => sent++; sent = 0; Math.random = () => 1"


def test_the_busy_page_sends_by_itself_after_its_pause_and_when_there_is_a_network(tab: Page, bench: Bench) -> None:
    timer = "later = []; setTimeout = (act, ms) => later.push([act, ms]);"
    online = "Object.defineProperty(navigator, 'onLine', {value: false})"
    page = bench(AGAIN % " data-alone", "again.js", first=f"{COUNTED}; {timer} {online}")
    expect(page.locator("#again-says")).to_be_visible()
    assert page.evaluate("later[0][1]") == 3000, "half of the pause more, at most"
    assert page.evaluate("later[0][0](), sent") == 0
    assert page.evaluate("dispatchEvent(new Event('online')), sent") == 1


def test_the_busy_page_leaves_it_to_the_visitor_where_that_is_safer(bench: Bench) -> None:
    page = bench(AGAIN % "", "again.js", first=f"{COUNTED}; setTimeout = () => sent++")
    expect(page.locator("#again-says")).to_be_hidden()
    assert page.evaluate("sent") == 0


NOTICE = """<form data-draft="notice" data-largest="3" data-large="Too large" action="/written" method="post">
    <input name="title" value="Rain"><input type="file" name="picture"><button>Publish</button></form>"""


def test_a_picture_that_is_too_large_is_said_before_it_is_sent(bench: Bench) -> None:
    page = bench(NOTICE, "notice.js")
    file = {"name": "a.png", "mimeType": "image/png", "buffer": b"1234"}
    page.locator("[name=picture]").set_input_files([file])  # type: ignore[list-item]
    page.locator("button").click()
    page.locator("button").click()
    expect(page.locator(".live-error")).to_have_text("Too large")
    assert page.url.endswith("/page")
    page.locator("[name=picture]").set_input_files([file | {"buffer": b"12"}])  # type: ignore[list-item]
    page.locator("button").click()
    page.wait_for_url("**/written")


PLACE = """<form id="ask"><div id="place" data-near="/near" data-search="/wards?wards=1"
    data-finding="Finding" data-found="Found" data-denied="Denied" data-failed="Failed" data-none="None"
    data-before="before: {name}"><p hidden><button type="button" data-do="locate">Me</button>
    <button type="button" data-do="map">Map</button></p><div class="map" hidden></div>
    <input type="hidden" name="lat"><input type="hidden" name="lon"><input type="hidden" name="accuracy">
    <input type="hidden" name="place_by"><input id="place_text" name="place_text">
    <button name="find" value="1">Find</button><p id="place-says"></p>
    <fieldset id="wards" hidden><div data-offered="ward"></div></fieldset></div></form>"""
HERE = POSITION % "found({coords: {latitude: 10.7769123, longitude: 106.7009, accuracy: 12.4}})"


def test_a_position_offers_the_wards_around_it_and_chooses_none(bench: Bench, stand: Stand) -> None:
    page = bench(PLACE, "place.js", first=HERE, near=WARDS)
    expect(page.locator("[name=find]")).to_be_hidden()
    page.locator("[data-do=locate]").click()
    expect(page.locator(".option")).to_have_text([re.compile("Bến Nghé <1> .before: Quận 1."), "Bến Thành"])
    assert page.locator("input:checked").count() == 0
    assert page.locator("[name=lat]").input_value() == "10.776912"
    assert [asked for asked in stand.asked if "/near" in asked] == ["/near?lat=10.777&lon=106.701"], (
        "about 100 m go out"
    )


def test_typed_words_take_away_nothing_that_was_chosen(bench: Bench) -> None:
    page = bench(PLACE, "place.js", first=HERE, near=WARDS[:1], wards=[WARDS[1] | {"sure": True}])
    page.locator("[data-do=locate]").click()
    page.locator("[value='26740']").check()
    page.locator("#place_text").fill("thanh")
    expect(page.locator(".option")).to_have_count(2)
    assert page.locator("input:checked").input_value() == "26740"


def test_the_map_is_asked_for_by_a_press_and_tells_where_it_was_tapped(bench: Bench, stand: Stand) -> None:
    names = f'data-pointing="{ADDRESS["choose.js"]}" data-leaflet="{LEAFLET}" data-outlines="/outlines"'
    html = PLACE.replace('<div id="place"', f'<div id="place" {names}').replace('class="map"', 'class="map" id="m"')
    page = bench(f"<style>#m {{ height: 300px }}</style>{html}", "place.js", near=WARDS, outlines=NO_OUTLINES)
    assert not [asked for asked in stand.asked if "map" in asked or "leaflet" in asked]
    page.locator("[data-do=map]").click()
    expect(page.locator("#m.leaflet-container")).to_be_visible()
    for _ in range(3):
        page.locator("#m").click(position={"x": 80, "y": 90})
    expect(page.locator("[name=place_by]")).to_have_value("map")


ASK = """<ol class="steps"><li><a href="#1">Needs</a></li><li><a href="#2">People</a></li>
    <li><a href="#3">Place</a></li><li><a href="#4">Whom</a></li><li><a href="#5">Check</a></li></ol>
    <form id="ask" action="/answers" data-next="Next: {name}" data-checking="Wait" data-failed="No network"
    data-needs="Choose one" data-missing="Fill in" data-long="At most {most}" data-sending="Sending" data-ward="Choose">
    <section class="step" id="step-1" data-less="Less" data-more="More"><h2>Needs</h2><details open><summary>
    <b hidden><span data-count="{n} chosen"></span></b></summary><label for="qty-rice">Rice</label>
    <span class="stepper"><input id="qty-rice" name="qty-rice" data-usual="5"></span></details></section>
    <section class="step" id="step-2"><h2>People</h2><input name="people" data-most="3"></section>
    <section class="step" id="step-3"><h2>Place</h2>%s</section>
    <section class="step" id="step-4"><h2>Whom</h2><input type="checkbox" name="for_other"><input name="name">
    <input name="phone"></section><section class="step" id="step-5"></section>
    <p id="kept" hidden><button type="button">Anew</button></p></form>"""
ASKED = ASK % PLACE.replace('<form id="ask">', "").replace("</form>", "")


def test_asking_goes_on_only_when_the_question_is_answered(bench: Bench) -> None:
    page = bench(ASKED, "ask.js")
    expect(page.locator(".step:visible")).to_have_count(1)
    page.get_by_role("button", name="Next: people").click()
    expect(page.locator(".live-error")).to_have_text("Choose one")
    page.locator("[name=qty-rice]").fill("5")
    page.get_by_role("button", name="Next: people").click()
    expect(page.locator(".steps [aria-current]")).to_have_text("People")
    expect(page.locator(".steps .past")).to_have_text(["Needs"])
    page.locator("[name=people]").fill("1234")
    page.keyboard.press("Enter")
    expect(page.locator(".live-error")).to_have_text("At most 3")


def test_the_name_of_a_later_step_leads_no_further_than_to_what_is_missing(bench: Bench) -> None:
    page = bench(ASKED, "ask.js")
    page.locator("[name=qty-rice]").fill("5")
    page.get_by_role("link", name="Whom").click()
    expect(page.locator(".steps [aria-current]")).to_have_text("People")
    expect(page.locator(".live-error")).to_have_text("Fill in")


LOOKED_OVER = """<h2>Check</h2><input type="hidden" name="send" value="1"><input type="checkbox" name="consent">
    <button name="edit" value="2">Change</button><button type="submit"><svg></svg><span>Send</span></button>"""


QUESTIONS = """<form id="f"><div class="questions" data-utility="food" data-needed="Answer" data-other="Look"
    data-set='[{"code": "roof", "type": "yes_no", "required": 1}, {"code": "high", "type": "number", "from": 0,
    "to": 500, "decimals": 0, "required": 1, "ask_if": {"all": [{"code": "roof", "is": "yes"}]}}]'>
    <fieldset data-code="roof"><input type="radio" name="q-food-roof" value="yes" id="y">
    <input type="radio" name="q-food-roof" value="no" id="n"></fieldset>
    <div data-code="high"><p class="only-if">Only if</p><input name="q-food-high" value="90"></div></div></form>"""


def test_a_question_that_is_not_asked_is_hidden_and_not_sent_and_keeps_what_was_typed(bench: Bench) -> None:
    page = bench(QUESTIONS, "question_fields.js")
    sent = "new URLSearchParams(new FormData(document.getElementById('f'))).toString()"
    expect(page.locator("[data-code=high]")).to_be_hidden()
    assert page.evaluate(sent) == ""
    page.locator("#y").check()
    expect(page.locator("[name=q-food-high]")).to_have_value("90")
    assert page.evaluate(sent) == "q-food-roof=yes&q-food-high=90"
    page.locator("#n").check()
    assert page.evaluate(sent) == "q-food-roof=no"


def test_what_is_missing_or_wrong_is_told_of_questions_that_are_asked_alone(bench: Bench) -> None:
    page = bench(QUESTIONS, "question_fields.js")
    told = "async (at) => (await import(at)).unanswered(document).map(([part, text]) => [part.name ?? part.id, text])"
    address = ADDRESS["question_fields.js"]
    assert [text for _at, text in page.evaluate(told, address)] == ["Answer"]
    page.locator("#y").check()
    page.locator("[name=q-food-high]").fill("950")
    assert page.evaluate(told, address) == [["q-food-high", "Look"]]
    page.locator("#n").check()
    assert page.evaluate(told, address) == []


def test_sets_that_are_tried_in_two_languages_are_decided_each_for_itself(bench: Bench) -> None:
    page = bench(
        "".join(QUESTIONS.replace('name="q-', f'name="{lang}-q-') for lang in ("vi", "en")), "question_fields.js"
    )
    page.locator("[name=en-q-food-roof][value=yes]").check()
    expect(page.locator("[name=en-q-food-high]")).to_be_visible()
    expect(page.locator("[name=vi-q-food-high]")).to_be_hidden()


def test_the_evaluator_is_a_module_of_its_own(bench: Bench) -> None:
    page = bench("", "questions.js")  # what it decides is in test_questions.py
    run = "async (address) => (await import(address)).evaluate([{code: 'a', type: 'yes_no'}], {a: ['no']}).values.a"
    assert page.evaluate(run, ADDRESS["questions.js"]) == "no"


def at_the_last_step(page: Page) -> Page:
    """Fills in what must be there, and asks to look it over."""
    page.evaluate("""document.querySelector("[data-offered]").innerHTML =
        '<label class="option"><input type="radio" name="ward" value="1" checked><span>W</span></label>'""")
    for name, text in {"qty-rice": "5", "people": "3", "name": "Lan", "phone": "0912345678"}.items():
        page.locator(f"[name={name}]").evaluate("(field, text) => field.value = text", text)
    page.get_by_role("link", name="Check").click()
    return page


def test_the_last_step_comes_from_the_server_and_is_asked_for_anew_after_a_change(bench: Bench, stand: Stand) -> None:
    stand.html_at["/answers"] = LOOKED_OVER
    page = at_the_last_step(bench(ASKED, "ask.js"))
    expect(page.locator(".steps [aria-current]")).to_have_text("Check")
    page.locator("[name=consent]").check()
    page.get_by_role("button", name="Change").click()
    expect(page.locator("h2:visible")).to_have_text("People")
    assert page.locator("[name=send], [name=consent]").count() == 0, "a consent is to what was looked over"
    page.evaluate("history.back()")
    expect(page.locator(".steps [aria-current]")).to_have_text("Check")
    expect(page.locator("[name=consent]")).not_to_be_checked()
    assert len([asked for asked in stand.asked if asked.startswith("/answers")]) == 2


def test_without_a_network_the_last_step_says_so_and_the_answers_stay(bench: Bench, stand: Stand) -> None:
    stand.html_at["/answers"] = ""
    page = at_the_last_step(bench(ASKED, "ask.js"))
    expect(page.locator(".live-error")).to_have_text("No network")
    expect(page.locator(".step:visible h2")).to_have_text("Needs")
    assert page.locator("[name=name]").input_value() == "Lan"


def test_a_number_has_a_button_for_one_less_and_one_more(bench: Bench) -> None:
    page = bench(ASKED, "stepper.js")
    more, less = page.get_by_role("button", name="More: Rice"), page.get_by_role("button", name="Less: Rice")
    expect(less).to_be_disabled()
    more.click()
    assert page.locator("#qty-rice").input_value() == "5", "the first press gives the usual number"
    more.click()
    less.click()
    expect(page.locator("#qty-rice")).to_have_value("5")
    expect(page.locator("[data-count]")).to_have_text("1 chosen")
    page.locator("#qty-rice").fill("2 lớn 3 nhỏ")
    more.click()
    expect(page.locator("#qty-rice")).to_have_value("2 lớn 3 nhỏ")
    page.locator("#qty-rice").fill("1")
    less.click()
    expect(page.locator("#qty-rice")).to_have_value("")
    expect(page.locator("[data-count]")).to_be_hidden()


PACKED = """<form data-less="Less" data-more="More"><label for="qty-eggs">Eggs</label>
    <span class="row"><span class="stepper"><input id="qty-eggs" name="qty-eggs" data-usual="10"></span>
    <span class="unit"><select name="pack-eggs"><option value="">egg<option value="tray_10">tray</select></span></span>
    </form>"""


def test_the_first_press_with_a_pack_is_one_pack(bench: Bench) -> None:
    page = bench(PACKED, "stepper.js")
    page.locator("select").select_option("tray_10")
    page.get_by_role("button", name="More: Eggs").click()
    expect(page.locator("#qty-eggs")).to_have_value("1")


SUGGESTED = """<form><details id="suggested" open data-lines="rice 1/2 1,light 2/30 2 home,gone 1 1">
    <select name="for_people"><option value="1">1<option value="4" selected>4<option value="5">5</select>
    <select name="for_days"><option>3<option selected>7</select>
    <p id="suggested-things"></p><input type="hidden" name="suggested"><button name="suggest">Fill</button>
    <p data-done="Done"></p></details>
    <details><label for="r">Rice</label><span class="row"><input id="r" name="qty-rice"> <span class="unit">
    <select name="pack-rice"><option value="">kg<option value="bag_5kg">bag</select></span></span>
    <label for="l">Light</label><span class="row"><input id="l" name="qty-light">
    <span class="unit" data-one="piece">pieces</span></span></details><input name="people"></form>"""


def test_a_suggestion_is_said_anew_and_filled_in_where_nothing_was_typed(bench: Bench) -> None:
    page = bench(SUGGESTED, "suggestion.js")
    said, rice = page.locator("#suggested-things"), page.locator("#r")
    expect(said).to_have_text("Rice 14\xa0kg, light 2\xa0pieces")
    expect(rice).to_have_value("")
    page.locator("[name=for_days]").select_option("3")
    expect(said).to_have_text("Rice 6\xa0kg, light 2\xa0pieces")
    page.locator("#l").evaluate("field => field.value = '1'")
    page.get_by_role("button", name="Fill").click()
    expect(rice).to_have_value("6")
    expect(page.locator("#l")).to_have_value("1")
    expect(page.locator("[name=people]")).to_have_value("4")
    expect(page.locator("[data-done]")).to_have_text("Done")
    page.locator("[name=people]").fill("5")
    expect(said).to_have_text("Rice 8\xa0kg, light 2\xa0pieces")
    page.get_by_role("button", name="Fill").click()
    expect(rice).to_have_value("8")
    page.locator("[name=pack-rice]").select_option("bag_5kg")
    page.locator("[name=for_people]").select_option("1")
    page.get_by_role("button", name="Fill").click()
    expect(rice).to_have_value("8")
    expect(page.locator("[name=people]")).to_have_value("1")


def test_what_was_chosen_in_place_of_something_leaves_less_of_it_to_fill_in(bench: Bench) -> None:
    noodles = '<label for="n">Noodles</label><span class="row"><input id="n" name="qty-noodles"></span>'
    page = bench(SUGGESTED.replace(" open data-", ' open data-instead="noodles rice 11" data-')
                 .replace("</details><input", f"{noodles}</details><input"), "suggestion.js")  # fmt: skip
    page.get_by_role("button", name="Fill").click()
    expect(page.locator("#r")).to_have_value("14")
    page.locator("#n").fill("66")
    expect(page.locator("#suggested-things")).to_contain_text("Rice 8\xa0kg")
    page.get_by_role("button", name="Fill").click()
    expect(page.locator("#r")).to_have_value("8")
    page.locator("#n").fill("999")
    expect(page.locator("#suggested-things")).to_have_text("Light 2\xa0pieces")


def test_back_in_the_browser_is_the_question_before(bench: Bench) -> None:
    page = bench(ASKED, "ask.js")
    page.locator("#qty-rice").fill("5")
    page.get_by_role("button", name="Next: people").click()
    expect(page.locator("h2:visible")).to_have_text("People")
    page.evaluate("history.back()")
    expect(page.locator("h2:visible")).to_have_text("Needs")


# --- News of an open page, see also test_fresh.py -----------------------------------------------------------

TIMERS = (
    "var waits = [], acts = [], fails; setTimeout = (act, wait) => { acts.push(act); waits.push(wait); return 1; };"
)
PART = "document.addEventListener('fresh', one => one.detail.push(fails ? Promise.reject(1) : Promise.resolve(true)));"


def test_parts_of_a_page_are_told_when_to_look_and_a_failure_makes_the_pause_longer(bench: Bench) -> None:
    page = bench('<div data-fresh=""></div>', "fresh.js", first=f"{TIMERS}{PART}")
    page.wait_for_function("waits.length === 1")
    page.evaluate("acts[0]()")
    page.wait_for_function("waits.length === 2")
    page.evaluate("() => { fails = true; acts[1](); }")
    page.wait_for_function("waits.length === 3")
    first, second, third = (wait / 1000 for wait in page.evaluate("waits"))
    assert 16 <= first <= 24 and 16 <= second <= 24 and 32 <= third <= 48


ORDER = """<section class="order" data-unknown="and {n} more" data-over="{over} over" data-lines-told="{n} of {most}">
    <div data-price="299000" data-g="6200"><input id="combo" name="order-combo-a"></div>
    <ul><li class="order-row" data-g="0"><select name="order-thing-1"><option value=""></option>
      <option value="rice" data-g="1000" data-usual="5">Rice</option></select>
      <input name="order-qty-1"><input id="top" name="order-top-1"></li></ul>
    <input id="budget" name="order-budget"><div class="order-sums"><b data-sum></b><i data-rest></i><i data-weight></i>
      <i data-lines data-limit="15"></i><p data-over hidden></p></div></section>"""


def test_an_order_says_its_sum_weight_and_what_is_over_the_budget_while_it_is_written(bench: Bench) -> None:
    page = bench(ORDER, "order.js")
    page.fill("#combo", "2")
    page.select_option("select", "rice")
    said = page.locator(".order-sums")
    expect(said).to_contain_text("598")
    expect(said).to_contain_text("and 1 more")
    expect(said).to_contain_text("17.4 kg")
    page.fill("#top", "100k")
    page.fill("#budget", "0,5 tr")
    expect(said).to_contain_text("2 of 15")
    expect(page.locator("[data-over]:not(.order-sums)").last).to_contain_text("198")


CODES = """<form id="codes" action="/codes" data-run="R1" data-waits="They wait here" data-sent="Sent">
  <div id="codes-line" hidden><p></p></div><label for="code-a">1</label><input id="code-a" name="code-a">
  <input type="hidden" name="key-a" value="k1"><p id="said-a"></p><button>Send</button></form>"""


def test_codes_from_paper_wait_for_the_network_and_go_with_the_key_that_they_were_typed_under(
    bench: Bench, stand: Stand
) -> None:
    stand.html_at["/codes"] = ""
    page = bench(CODES, "codes.js")
    page.fill("#code-a", "4711")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#codes-line")).to_have_text("They wait here")
    kept = "Object.values(localStorage).join()"
    assert json.loads(page.evaluate(kept)) == {"key": "k1", "code": "4711"}
    stand.json["/codes"] = {"answers": {"a": ["delivered", "Delivered"]}}
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#said-a")).to_have_text("Delivered")
    assert page.evaluate(kept) == "" and not page.locator("#code-a").is_editable()
