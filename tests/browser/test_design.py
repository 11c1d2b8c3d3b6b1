"""Each component of /design is drawn as it was when somebody looked at it last.

Two machines hardly have the same fonts, so all letters are blocks of one width (`tools/block_font.py`): lines wrap
alike everywhere, and what is compared is shape, room and colour. Pictures are a quarter as large as the page; a part
differs when more than `SHARE` of its pixels do. After a change that is meant, look at /design, then renew them:
`RENEW_BASELINES=1 .venv/bin/python -m pytest tests/browser/test_design.py`.
"""

import base64
import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image, ImageChops, ImageOps
from playwright.sync_api import Browser, Page

from tests.conftest import Clock

pytestmark = pytest.mark.browser
KEPT = Path(__file__).parent / "baselines"
SIGHTS = {"360-light-vi": (360, "light", "vi"), "360-dark-en": (360, "dark", "en"),
          "1280-light-en": (1280, "light", "en"), "1280-dark-vi": (1280, "dark", "vi")}  # fmt: skip
SMALLER, SCALE = 4, 0.5
SHARE, ALIKE, BITS = (
    0.02,
    18,
    5,
)  # BITS: of each channel, so that the files are small; ALIKE: of 255, in the channel that differs most
BLOCKS = base64.b64encode((KEPT / "blocks.woff2").read_bytes()).decode()
STYLE = f"""
    @font-face {{ font-family: Blocks; src: url(data:font/woff2;base64,{BLOCKS}) }}
    * {{ font-family: Blocks !important; animation: none !important; transition: none !important }}
"""
PARTS = """[...document.querySelectorAll('main section[id]')].map((one) => {
    const box = one.getBoundingClientRect()
    return [one.id, box.left + scrollX, box.top + scrollY, box.right + scrollX, box.bottom + scrollY]
})"""


@pytest.fixture
def app(make_app, clock: Clock) -> Flask:
    """A site in development, at a moment that stands still."""
    clock.at("2026-11-28 08:00")
    return make_app(development=True)


@pytest.fixture(params=SIGHTS)
def design(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[tuple[str, Page]]:
    """The page in blocks, and the name of how it is looked at."""
    width, light, lang = SIGHTS[request.param]
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, base_url=address, bypass_csp=True, device_scale_factor=SCALE,
        color_scheme=light,
    )  # fmt: skip
    context.add_cookies([{"name": "lang", "value": lang, "url": address}])
    page = context.new_page()
    answer = page.goto("/design")
    assert answer is not None and answer.ok
    page.add_style_tag(content=STYLE)
    page.evaluate("document.fonts.load('16px Blocks').then(() => document.fonts.ready).then(() => null)")
    yield request.param, page
    context.close()


def drawn(page: Page) -> Image.Image:
    """The whole page, small."""
    whole = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
    return ImageOps.posterize(whole.reduce(round(SMALLER * SCALE)), BITS)


def parts(page: Page) -> dict[str, tuple[int, ...]]:
    """Where each component is on the small picture."""
    return {name: tuple(round(edge / SMALLER) for edge in box) for name, *box in page.evaluate(PARTS)}


def differing(now: Image.Image, kept: Image.Image, boxes: dict[str, tuple[int, ...]]) -> list[str]:
    """The components that are drawn otherwise; one that is higher or lower than before moves all below it."""
    found = []
    for name, box in boxes.items():
        red, green, blue = ImageChops.difference(now.crop(box), kept.crop(box)).split()
        apart = ImageChops.lighter(ImageChops.lighter(red, green), blue).point(lambda v: 255 * (v > ALIKE))
        share = apart.histogram()[255] / (apart.width * apart.height)
        if share > SHARE:
            found.append(f"{name}: {share:.1%} of it")
    return found


def test_each_component_is_drawn_as_before(design: tuple[str, Page], tmp_path: Path) -> None:
    name, page = design
    now, file = drawn(page), KEPT / f"{name}.png"
    if os.environ.get("RENEW_BASELINES"):
        now.save(file, optimize=True)
    found = differing(now, Image.open(file), parts(page))
    if found:
        now.save(tmp_path / f"{name}.png")
    assert not found, (
        f"{found[:5]}: compare {tmp_path / name}.png with {file.name}; renew as the head of this file says"
    )


@pytest.mark.parametrize(
    ("planted", "part"),
    [
        (".btn { border-radius: 0 !important; border-width: 6px !important }", "button"),
        (".tag { background: none !important }", "tag"),
        (".note.need { --soft: #ffd6a8 !important; background: #ffc080 !important }", "note"),
        (".timeline > li { padding-left: 0 !important }", "timeline"),
    ],
)
@pytest.mark.parametrize("design", ["1280-light-en"], indirect=True)
def test_a_component_that_changes_is_found(design: tuple[str, Page], planted: str, part: str) -> None:
    _, page = design
    before = drawn(page)
    page.add_style_tag(content=planted)
    assert part in [one.partition(":")[0] for one in differing(drawn(page), before, parts(page))]
