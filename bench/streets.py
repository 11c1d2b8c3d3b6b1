"""Rows of `bench.map` about streets: bytes of a dense screen, the first map on a slow phone, a tile out of the file.

The town is invented and dense: to a square kilometre 24 km of streets, in pieces of 225 m with six corners, each with a
name of its own, and 800 houses.
"""

import gzip
import math
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Page

from connect.streets import source
from connect.streets.pmtiles import number_of
from tests.builders import BEN_THANH
from tests.streets import made

if TYPE_CHECKING:
    from bench.map import Stand

STREETS, HOUSES, SIDE_M = 2700, 20_000, 5000
ZOOM = 15  # of the screen that is measured
SLOWER = 6
TILES, KEPT, ASKED, ROUNDS = 60_000, 200, 5_000, 7
# The map opens where one looks for a street, and not at the zoom of a search.
NEARER = f"""Object.defineProperty(window, 'L', {{ configurable: true, set(made) {{
  Object.defineProperty(window, 'L', {{ value: made }});
  const {{ setView }} = made.Map.prototype;
  made.Map.prototype.setView = function (at, zoom, more) {{
    return setView.call(this, at, zoom === 12 ? {ZOOM} : zoom, more);
  }};
}} }});"""
WITH_HOUSES = """const asked = window.fetch;
window.fetch = (url, more) => asked(String(url).endsWith('.mvt') ? url + '?buildings=1' : url, more);"""
DRAWN = """() => {
  const all = [...document.querySelectorAll('.leaflet-streets-pane canvas')];
  return all.length > 0 && all.every(one => one.classList.contains('leaflet-tile-loaded'));
}"""


def weight(here: "Stand") -> dict[str, float]:
    """Kilobytes (of 1000) of scripts and tiles of a page that opens on a dense screen of streets, and of all."""
    with dense(here.folder), opened(here) as (page, answers):
        page.wait_for_function(DRAWN)
        page.wait_for_load_state("networkidle")
    tiles, code, own = (
        sum(size for url, size in answers.items() if any(word in url for word in words)) / 1000
        for words in ((".mvt",), (".js?",), ("protomaps", "streets_layer"))
    )
    whole = sum(answers.values()) / 1000
    print(f"streets at zoom {ZOOM}: {code:.1f} kB of scripts, {own:.1f} of them for streets, {tiles:.1f} kB of tiles")
    print(f"  the whole page with wards and streets: {whole:.1f} kB in {len(answers)} answers")
    return {"map_streets_kb": round(code + tiles, 1), "map_streets_page_kb": round(whole, 1)}


def planted_weight(here: "Stand") -> dict[str, float]:
    """Kilobytes of the tiles of the same screen with their houses, which the row must see: most of all."""
    with dense(here.folder), opened(here, WITH_HOUSES) as (page, answers):
        page.wait_for_function(DRAWN)
        page.wait_for_load_state("networkidle")
    whole = sum(size for url, size in answers.items() if ".mvt" in url) / 1000
    print(f"planted, tiles with houses: {whole:.1f} kB")
    return {"map_streets_tiles_kb_planted": round(whole, 1)}


def first_map(here: "Stand") -> dict[str, float]:
    """Seconds until all tiles of the first map are drawn, on a processor slowed six times; the median of five."""
    took = []
    with dense(here.folder):
        for _ in range(5):
            with opened(here, slower=SLOWER) as (page, _answers):
                page.wait_for_function(DRAWN, polling=20)
                took.append(page.evaluate("performance.now()") / 1000)
    found = statistics.median(took)
    print(f"first map with streets, {SLOWER} times slower: {found:.2f} s ({', '.join(f'{one:.2f}' for one in took)})")
    return {"first_map_s": round(found, 2)}


def tile_vs_read(_here: "Stand") -> dict[str, float]:
    """Processor time of a tile through the site's reader against reading the same bytes by offset."""
    dice = random.Random(7)
    tiles = [gzip.compress(dice.randbytes(dice.randrange(2_000, 30_000))) for _ in range(KEPT)]
    spots = [(14, 12_800 + n % 600, 7_400 + n // 600) for n in range(TILES)]
    told = made.archive(((number_of(*spot), tiles[n % KEPT]) for n, spot in enumerate(spots)), leaf=4096)
    with tempfile.TemporaryDirectory() as folder:
        (path := Path(folder) / source.FILE).write_bytes(told)
        streets = source.Streets(path)
        asked = [dice.choice(spots) for _ in range(ASKED)]
        places = [streets.archive.place_of(number_of(*spot)) for spot in asked]
        ratios, each = [], 0.0
        with path.open("rb") as file:
            for _ in range(ROUNDS):
                bare = _took(lambda: [os.pread(file.fileno(), place[1], place[0]) for place in places if place])
                each = _took(lambda: [streets.tile(*spot) for spot in asked])
                ratios.append(each / bare)
    found = statistics.median(ratios)
    print(f"a tile out of {len(told) / 1e6:.0f} MB: {1e6 * each / ASKED:.1f} µs, {found:.2f} times reading its bytes")
    return {"tile_vs_read": round(found, 2)}


def _took(work: Callable[[], Any]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


# --- The town -----------------------------------------------------------------------------------------------


@contextmanager
def dense(folder: Path) -> Iterator[None]:
    """The site has a file of the dense town as long as this lasts."""
    kept = Path(tempfile.gettempdir()) / f"connect-bench-town-{os.getuid()}.pmtiles"
    if not kept.exists():
        kept.write_bytes(made.archive(made.tiles(town(), (11, 12, 13, 14))))
    there = folder / source.FILE
    there.write_bytes(kept.read_bytes())
    try:
        yield
    finally:
        there.unlink()


def town() -> Iterator[made.Feature]:
    """Streets and houses, nothing of them regular."""
    dice = random.Random(11)
    x, y = made.spot_of(BEN_THANH)
    metre = 1 / 40_075_017 / math.cos(math.radians(BEN_THANH.lat))

    def at(east: float, south: float) -> made.Spot:
        return x + east * metre, y + south * metre

    for n in range(STREETS):
        east, south = (dice.uniform(-SIDE_M / 2, SIDE_M / 2) for _ in range(2))
        turn = dice.choice([(1, 0.1), (0.1, -1), (0.7, 0.7)])
        corners = []
        for _ in range(6):
            corners.append(at(east, south))
            east += 45 * turn[0] + dice.uniform(-8, 8)
            south += 45 * turn[1] + dice.uniform(-8, 8)
        about = made.MAIN if n % 20 == 0 else made.SMALL
        name = f"{dice.choice(made.NAMES)} {dice.randrange(400)}/{dice.randrange(90)}"
        yield "roads", made.LINE, corners, about | {"name": name}
    for _ in range(HOUSES):
        east, south = (dice.uniform(-SIDE_M / 2, SIDE_M / 2) for _ in range(2))
        wide, deep, skew = dice.uniform(4, 9), dice.uniform(10, 22), dice.uniform(-3, 3)
        corners = [
            at(east, south),
            at(east + wide, south + skew),
            at(east + wide - skew, south + deep),
            at(east - skew, south + deep),
        ]
        yield "buildings", made.AREA, corners, {"kind": "building", "height": dice.randrange(3, 40), "min_zoom": 13}


# --- The page -----------------------------------------------------------------------------------------------


@contextmanager
def opened(here: "Stand", before: str = "", slower: int = 1) -> Iterator[tuple[Page, dict[str, int]]]:
    """The map around a place, opened at `ZOOM`; bytes of each answer by address. `before` runs ahead of the page."""
    context = here.browser.new_context(viewport={"width": 360, "height": 740}, device_scale_factor=2)
    page, answers, named = context.new_page(), dict[str, int](), dict[str, str]()
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    tools.on("Network.requestWillBeSent", lambda one: named.update({one["requestId"]: one["request"]["url"]}))
    tools.on(
        "Network.loadingFinished",
        lambda one: answers.update({named.get(one["requestId"], one["requestId"]): int(one["encodedDataLength"])}),
    )
    page.add_init_script(NEARER + before)
    page.goto(f"{here.site}/cases/map?at={here.things['at']}")
    yield page, answers
    context.close()
