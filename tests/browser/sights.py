"""How a page is looked at: how wide, in which language and light, how large its text; and what is wrong with it so."""

import itertools
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page

from tests.browser.conftest import axe, new_kinds

WIDTHS, LANGUAGES, LIGHTS, TEXTS = (320, 360, 768, 1280), ("vi", "en"), ("light", "dark"), (100, 200)
HEIGHT, USUAL_PX, FIXED_PX = 740, 16, 13
LOOK = (Path(__file__).parent / "look.js").read_text("utf-8")

# What the checks leave alone, and why.
APART = {
    ".sr, .skip": "words for the ear, or for whoever walks by the keyboard",
    ".leaflet-container": "a map lays its signs where the places are",
}
MAY_BREAK = {
    ".code": "a code is spelled out and has no words",
    ".link": "an address of 26 letters and digits: whole, it is wider than a phone",
}
WORDLESS = {
    r"https?:": "an address",
    r"[\w.+-]+@": "an address of mail",
    r"[A-Z0-9]{8}\b": "the code of a case, of a person or an organisation: 8 letters and digits in a heading",
}
MAY_BE_SMALL = {
    ".leaflet-control-attribution": "who drew the map, in a line of its own words",
}
ALLOWED = {
    "apart": ", ".join(APART), "broken": ", ".join(MAY_BREAK), "small": ", ".join(MAY_BE_SMALL),
    "wordless": f"^({'|'.join(WORDLESS)})", "tones": ".tag, .note, .card.case",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sight:
    """One way to look: px, language, light, and the size of text in percent of the usual."""

    width: int
    lang: str
    light: str
    text: int

    def __str__(self) -> str:
        return f"{self.width} px, {self.lang}, {self.light}, {self.text} %"


ALL = [Sight(*one) for one in itertools.product(WIDTHS, LANGUAGES, LIGHTS, TEXTS)]


def drawn(seed: int, count: int) -> list[Sight]:
    """One sight for each page; every way of looking comes as often as every other."""
    dice, out = random.Random(seed), []
    while len(out) < count:
        out += dice.sample(ALL, len(ALL))
    return out[:count]


class Eyes:
    """A page of a browser, and how it is looked at just now."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._devtools: CDPSession = page.context.new_cdp_session(page)
        self._text = 100

    def turn(self, sight: Sight) -> None:
        """Looks so from now on, without loading anything. The language is the visitor's cookie."""
        self.page.set_viewport_size({"width": sight.width, "height": HEIGHT})
        self.page.emulate_media(color_scheme=sight.light)  # type: ignore[arg-type]
        if sight.text != self._text:  # the setting of the browser, which rem and queries in rem follow
            larger = {"standard": USUAL_PX * sight.text // 100, "fixed": FIXED_PX * sight.text // 100}
            self._devtools.send("Page.setFontSizes", {"fontSizes": larger})
            self._text = sight.text

    def faults(self) -> list[str]:
        """What is wrong with the page as it is drawn."""
        return list(self.page.evaluate(LOOK, ALLOWED))

    def axe(self, always: bool = False) -> list[str]:
        """What axe finds; only of kinds of things that it has not seen yet, unless asked always."""
        new = None if always else new_kinds(self.page)
        found: list[dict[str, Any]] = axe(self.page, new) if new is None or new else []
        return [f"{one['id']}: {' '.join(map(str, node['target']))}" for one in found for node in one["nodes"]]
