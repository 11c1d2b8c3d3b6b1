"""Pictures of the demo for README.md and docs/tour.md: `python -m tools.tour`, which takes them all anew.

Six for the README, and the first minute of a newcomer as ten, on a phone and in Vietnamese. Each has few colours and
weighs at most `MOST` bytes.
"""

import io
from collections.abc import Iterator

from PIL import Image
from playwright.sync_api import Browser, Page

from connect.config import ROOT
from tools import chromium, form_steps
from tools.demo_site import DemoSite, served

FOLDER = ROOT / "docs" / "screenshots"
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1100, "height": 680}
MOST = 40_000
COLOURS = (192, 128, 96, 64, 48, 32, 24, 128, 64, 32)
FEW = 24  # fewer are ugly: then smaller
# Of the README: the address, for whose eyes, on which screen. The form is the second picture of the tour.
README = {
    "front": ("/", "", DESK), "nearby": ("/cases/nearby?at={at}", "", PHONE), "map": ("/cases/map?at={at}", "", DESK),
    "mine": ("/cases/mine/{token of taken}", "", PHONE), "review": ("/moderation/{pending}", "moderator", DESK),
}  # fmt: skip


def main() -> None:
    """Takes them all."""
    FOLDER.mkdir(exist_ok=True)
    with served(ROOT / "instance" / "tour") as site, chromium.launched() as browser:
        for name, (path, who, screen) in README.items():
            page = opened(browser, site, screen, who)
            page.goto(path.format(**site.things))
            page.wait_for_load_state("networkidle")
            take(page, name)
            page.context.close()
        page = opened(browser, site, PHONE)
        for number, name in enumerate(first_minute(page, site), 1):
            take(page, f"tour-{number:02}-{name}")


def opened(browser: Browser, site: DemoSite, screen: dict[str, int], who: str = "") -> Page:
    """A page of somebody's own browser."""
    context = browser.new_context(
        viewport=screen, base_url=site.address, device_scale_factor=1.5 if screen is PHONE else 1
    )  # fmt: skip
    cookies = {"lang": "vi"} | ({"in": site.cookie_of(who)} if who else {})
    context.add_cookies([{"name": name, "value": value, "url": site.address} for name, value in cookies.items()])
    return context.new_page()


def first_minute(page: Page, site: DemoSite) -> Iterator[str]:
    """Walks the way of somebody in need, then looks at it as a neighbour; stops wherever a picture is worth it."""
    page.goto("/")
    yield "front"
    for step in form_steps.steps(page, urgency=1, rice="10", milk="4"):
        if step != "sent":
            _to_the_top(page)
        yield step
    for name, path in {
        "own": "/cases/mine/{token of open}",
        "nearby": "/cases/nearby?at={at}",
        "case": "/cases/{open}",
    }.items():
        page.goto(path.format(**site.things))
        page.wait_for_load_state("networkidle")
        yield name


def _to_the_top(page: Page) -> None:
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")


def take(page: Page, name: str) -> None:
    """Keeps what the screen shows, in as many colours as the weight allows."""
    whole = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    file = FOLDER / f"{name}.png"
    for colours in COLOURS:
        whole.quantize(colours, dither=Image.Dither.NONE).save(file, optimize=True)
        if file.stat().st_size <= MOST:
            break
        if colours == FEW:
            whole = whole.resize((whole.width * 4 // 5, whole.height * 4 // 5), Image.Resampling.LANCZOS)
    print(f"{file.relative_to(ROOT)}: {colours} colours, {file.stat().st_size} bytes", flush=True)


if __name__ == "__main__":
    main()
