"""Today's pages beside those of a look: `python -m tools.contact_sheet --look FOLDER [--to FOLDER] [GROUP …]`.

Fills and serves the demo, opens each page in both languages, at 360 and 1280 px, light and dark, and writes
`<group>/<page>-<width>-<theme>.png`: the look's page (when it has one), ours in Vietnamese, ours in English, side by
side. `<group>.png` shows a whole group small. `--page WORD` takes only pages with that word in their name.
"""

import argparse
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from connect.config import ROOT
from tools import chromium
from tools.demo_site import DemoSite, served

WIDTHS, THEMES, LANGUAGES = (360, 1280), ("light", "dark"), ("vi", "en")
SCREEN_H = 800
GAP, GREY = 16, (128, 128, 128)
COLUMN = {360: 360, 1280: 640}  # px of a page on a sheet
LONGEST_PX = {360: 1400, 1280: 2000}  # of a page, before it is made as wide as its column
THUMB = 150


@dataclass(frozen=True, slots=True)
class Sight:
    """A page of ours: its address with names of things in braces, for whose eyes, and the look's page of it."""

    name: str
    path: str
    who: str = ""
    look: str = ""


GROUPS: dict[str, tuple[Sight, ...]] = {
    "front": (
        Sight("front", "/", look="front.html"),
        Sight("notices", "/notices/?area=79"),
        Sight("notice", "/notices/{notice}", look="notice.html"),
        Sight("versions", "/notices/{notice}/versions"),
        Sight("write", "/notices/write", "official"),
        Sight("own-notices", "/notices/mine", "official"),
        Sight("edit", "/notices/{own_notice}/edit", "official"),
        Sight("withdraw-notice", "/notices/{own_notice}/withdraw", "official"),
    ),
    "asking": (
        Sight("ask", "/cases/ask", look="ask.html"),
        Sight("edit", "/cases/mine/{token of open}/edit", look="ask.html"),
    ),
    "own": (
        Sight("mine-waiting", "/cases/mine/{token of waiting}", look="mine.html"),
        Sight("mine-open", "/cases/mine/{token of open}", look="mine.html"),
        Sight("mine-taken", "/cases/mine/{token of taken}", look="mine.html"),
        Sight("mine-helped", "/cases/mine/{token of helped}", look="mine.html"),
        Sight("mine-danger", "/cases/mine/{token of danger}", look="mine.html"),
        Sight("mine-list", "/cases/mine"),
        Sight("withdraw", "/cases/mine/{token of open}/withdraw"),
        Sight("delete", "/cases/mine/{token of open}/delete"),
        Sight("sign-in", "/accounts/sign-in"),
        Sight("sign-up", "/accounts/sign-up"),
        Sight("me", "/accounts/me", "helper"),
        Sight("sessions", "/accounts/sessions", "helper"),
        Sight("factors", "/accounts/factors", "helper"),
        Sight("organizations", "/accounts/organizations"),
        Sight("organization", "/accounts/organizations/{organization}", "helper"),
        Sight("organization-new", "/accounts/organizations/new", "helper"),
        Sight("locks", "/accounts/locks", "admin"),
        Sight("privacy", "/privacy"),
        Sight("areas", "/areas/search?q=quan+9"),
        Sight("not-found", "/nothing-here"),
    ),
    "nearby": (
        Sight("nearby-nowhere", "/cases/nearby", look="nearby.html"),
        Sight("nearby", "/cases/nearby?at={at}", look="nearby.html"),
        Sight("map", "/cases/map?at={at}", look="nearby.html"),
        Sight("case", "/cases/{open}", look="case.html"),
        Sight("case-taken", "/cases/{taken}", "helper", look="case.html"),
        Sight("taken", "/cases/taken", "helper"),
        Sight("help", "/cases/{taken}/help", "helper"),
        Sight("cannot-reach", "/cases/{taken}/cannot-reach", "helper"),
        Sight("release", "/cases/{taken}/release", "helper"),
    ),
    "desk": (
        Sight("queue", "/moderation/", "moderator", "desk.html"),
        Sight("review", "/moderation/{pending}", "moderator", "desk.html"),
        Sight("review-danger", "/moderation/{danger}", "moderator", "desk.html"),
        Sight("duplicates", "/moderation/duplicates", "moderator"),
        Sight("second", "/moderation/second/{second}", "moderator"),
        Sight("reported", "/moderation/reported/{reported}", "moderator"),
        Sight("report", "/moderation/report/{open}"),
        Sight("person", "/moderation/person/{person}", "moderator"),
        Sight("modes", "/moderation/modes", "official"),
    ),
    "charts": (
        Sight("numbers", "/moderation/numbers", "moderator", "numbers.html"),
        Sight("coverage", "/moderation/coverage?area=79", "official", "numbers.html"),
    ),
    "design": (Sight("design", "/design", "moderator", "design.html"),),
}


def main() -> None:
    """Reads the arguments, makes the sheets, says where they are."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("groups", nargs="*", choices=[[], *GROUPS], help="; ".join(GROUPS) + "; none: all")
    parser.add_argument("--look", type=Path, help="folder of the look's pages; without it only ours are shown")
    parser.add_argument("--to", type=Path, default=ROOT / "instance" / "sheets", help="folder of the sheets")
    parser.add_argument("--page", default="", help="only pages with this word in their name")
    asked = parser.parse_args()
    with served(asked.to / "site") as site, chromium.launched() as browser:
        for group in asked.groups or GROUPS:
            sights = [one for one in GROUPS[group] if asked.page in one.name]
            overview = [picture for one in sights for picture in sheets(browser, site, one, asked, group)]
            if overview:
                beside([_small(one) for one in overview], GAP // 2, 8).save(asked.to / f"{group}.png")
                print(asked.to / f"{group}.png", flush=True)


def sheets(
    browser: Browser, site: DemoSite, sight: Sight, asked: argparse.Namespace, group: str
) -> Iterator[Image.Image]:
    """Writes the four sheets of a page and yields each."""
    columns = []
    if asked.look and sight.look:
        columns.append(_shots(browser, (asked.look.resolve() / sight.look).as_uri()))
    columns += [_shots(browser, site.address + sight.path.format(**site.things), site, sight.who, lang)
                for lang in LANGUAGES]  # fmt: skip
    folder = asked.to / group
    folder.mkdir(parents=True, exist_ok=True)
    for kind in columns[0]:
        sheet = beside([one[kind] for one in columns], GAP, len(columns))
        sheet.save(folder / f"{sight.name}-{kind}.png")
        print(folder / f"{sight.name}-{kind}.png", flush=True)
        yield sheet


def _shots(
    browser: Browser, address: str, site: DemoSite | None = None, who: str = "", lang: str = "vi"
) -> dict[str, Image.Image]:
    """A page at each width in each theme, by "360-light" and so on; it is loaded once."""
    context = browser.new_context(viewport={"width": WIDTHS[0], "height": SCREEN_H})
    if site:
        cookies = {"lang": lang} | ({"in": site.cookie_of(who)} if who else {})
        context.add_cookies([{"name": name, "value": value, "url": site.address} for name, value in cookies.items()])
    page = context.new_page()
    answer = page.goto(address)
    if answer and answer.status >= 400 and "nothing-here" not in address:
        print(f"{address} answered {answer.status}", flush=True)
    page.wait_for_load_state("networkidle")
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": SCREEN_H})
        height = min(LONGEST_PX[width], page.evaluate("document.documentElement.scrollHeight"))
        page.set_viewport_size({"width": width, "height": height})  # so that what sticks to the foot lies there
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            found[f"{width}-{theme}"] = shot(page, width)
    context.close()
    return found


def shot(page: Page, width: int) -> Image.Image:
    """What the page shows, as wide as its column."""
    whole = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    column = COLUMN[width]
    return whole.resize((column, round(whole.height * column / whole.width)), Image.Resampling.LANCZOS)


def beside(pictures: list[Image.Image], gap: int, columns: int) -> Image.Image:
    """Pictures in rows of so many, each row as high as its highest."""
    rows = [pictures[start : start + columns] for start in range(0, len(pictures), columns)]
    width = max(sum(one.width for one in row) + gap * (len(row) + 1) for row in rows)
    height = sum(max(one.height for one in row) + gap for row in rows) + gap
    sheet, y = Image.new("RGB", (width, height), GREY), gap
    for row in rows:
        x = gap
        for one in row:
            sheet.paste(one, (x, y))
            x += one.width + gap
        y += max(one.height for one in row) + gap
    return sheet


def _small(sheet: Image.Image) -> Image.Image:
    width = THUMB * 3
    return sheet.resize((width, max(1, round(sheet.height * width / sheet.width))), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    main()
