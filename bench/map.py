"""What the map weighs and how true its signs are: `python -m bench.map`.

Chromium on a phone's screen asks `flask serve` over loopback, as in `bench.pages`. Each row is a function of the stand:
it prints what it found and gives its figures by name. Each has a planted check, so that a row that measures nothing is
seen: `--planted`. The last line is JSON.
"""

import argparse
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page

from bench import contest, pages, presses, streets
from tools import chromium, demo_site


class Stand(NamedTuple):
    """A browser, the address of a demo that is served, and the parts of addresses in it."""

    browser: Browser
    site: str
    things: dict[str, str]
    folder: Path  # of the site: its instance


Row = Callable[[Stand], dict[str, float]]


def main() -> None:
    """Reads the arguments, measures, prints."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--planted", action="store_true", help="do what each row is there to find, and see it found")
    rows = PLANTED if parser.parse_args().planted else ROWS
    with stand() as here:
        found = {name: figure for row in rows for name, figure in row(here).items()}
    print(json.dumps(found))


@contextmanager
def stand() -> Iterator[Stand]:
    """The demo behind `flask serve`, and a browser."""
    folder = Path(tempfile.gettempdir()) / f"connect-bench-map-{os.getuid()}"  # kept for the next time
    with ExitStack() as stack:
        things = demo_site.made(folder, **contest.SECRETS)[1]
        port = stack.enter_context(contest.served(folder, ""))
        yield Stand(stack.enter_context(chromium.launched()), f"http://localhost:{port}", things, folder)


# --- Bytes ------------------------------------------------------------------------------------------------


def weight(here: Stand) -> dict[str, float]:
    """Kilobytes (of 1000) of the map's page around a place, with the wards in view, for a browser that has nothing."""
    sizes, loaded = _opened(here)
    wards = [address for address in loaded if "/map/wards/" in address]
    print(f"map with wards: {sum(sizes) / 1000:.1f} kB in {len(sizes)} answers, {len(wards)} of provinces' wards")
    return {"map_kb": round(sum(sizes) / 1000, 1), "map_ward_files": len(wards)}


def planted_weight(here: Stand) -> dict[str, float]:
    """How much more it is when the page asks for the outlines once more: the row must weigh them, about 9 kB."""
    more = sum(_opened(here, _ask_again)[0]) - sum(_opened(here)[0])
    print(f"planted, the outlines once more: {more / 1000:.1f} kB more")
    return {"map_kb_planted": round(more / 1000, 1)}


def _opened(here: Stand, then: Callable[[Page], None] = lambda _page: None) -> tuple[list[int], list[str]]:
    with pages.fresh(here.browser) as (page, sizes):
        loaded: list[str] = []
        page.on("request", lambda request: loaded.append(request.url))
        page.goto(here.site + pages.PUBLIC["map"].format(**here.things))
        page.wait_for_load_state("networkidle")
        then(page)
    return sizes, loaded


def _ask_again(page: Page) -> None:
    page.evaluate("fetch('/static/map/provinces.json?again').then(answer => answer.arrayBuffer())")
    page.wait_for_load_state("networkidle")


ROWS: tuple[Row, ...] = (weight, streets.weight, streets.first_map, streets.tile_vs_read, presses.empty_presses)
PLANTED: tuple[Row, ...] = (planted_weight, streets.planted_weight, presses.planted_presses)

if __name__ == "__main__":
    main()
