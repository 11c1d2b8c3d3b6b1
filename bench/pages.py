"""What pages weigh and cost: `python -m bench.pages [--before COMMIT]`.

Bytes as a browser counts them that has nothing of the site yet: Chromium on a phone's screen asks `flask serve` over
loopback for each public page, with br and gzip as it does, and all that the page then loads: style, scripts, signs,
pictures, answers for scripts. `ask` is the whole way from the front page to the page that says it was sent. With a
commit to compare with, the processor time of the list, asked for 400 places that nobody asked for before, in the
same process model on both, turn by turn. The last line is JSON.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from bench import contest
from connect import config
from tools import chromium, demo_site, form_steps

# Of each kind of page that somebody without an account opens, one.
PUBLIC = {
    "front": "/", "ask": "/cases/ask", "list": "/cases/nearby?at={at}", "list, no place": "/cases/nearby",
    "map": "/cases/map?at={at}", "case": "/cases/{open}", "own page": "/cases/mine/{token of open}",
    "own page, taken": "/cases/mine/{token of taken}", "own requests": "/cases/mine", "notices": "/notices/",
    "notice": "/notices/{notice}", "areas": "/areas/search?q=quan+9", "organisations": "/accounts/organizations",
    "sign in": "/accounts/sign-in", "sign up": "/accounts/sign-up", "privacy": "/privacy", "nothing": "/no/such/page",
}  # fmt: skip
SCREEN = {"width": 360, "height": 740}
LIST = """
import sys, time
from bench import wave
from connect import geo
from tests.visit import Browser
with wave.site(int(sys.argv[1]), 1) as app:
    cells = [f"{geo.cell_of(at):x}" for at in wave.askers(int(sys.argv[2]), 420, 1)]
    client = Browser(app, app.response_class, use_cookies=True)
    for cell in cells[:20]:
        client.get(f"/cases/nearby?at={cell}")
    begun = time.process_time()
    for cell in cells[20:]:
        assert client.get(f"/cases/nearby?at={cell}").status_code == 200
    print(time.process_time() - begun)
"""


def main() -> None:
    """Reads the arguments, measures, prints."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--before", default="", help="a commit whose list is timed beside ours; without it none is")
    parser.add_argument("--open", type=int, default=3000, help="open cases of the site whose list is timed")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    found: dict[str, float] = weigh()
    if asked.before:
        found["list_vs_before"] = against(asked.before, asked.open, asked.rounds)
    print(json.dumps(found))


# --- Bytes ------------------------------------------------------------------------------------------------


def weigh() -> dict[str, float]:
    """Prints the weight of every page; kilobytes (of 1000) of asking, of the heaviest page, and of the map.

    The map is told apart: three quarters of it are the library and the outlines, which no other page loads.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="connect-bench-")))
        things = demo_site.made(folder, **contest.SECRETS)[1]
        port = stack.enter_context(contest.served(folder, ""))
        browser, site = stack.enter_context(chromium.launched()), f"http://localhost:{port}"
        weights = {name: opened(browser, site + path.format(**things)) for name, path in PUBLIC.items()}
        asking = asked_for_help(browser, site)
    print(f"{'':<20}{'kB':>8}{'answers':>9}")
    for name, sizes in {**weights, "front page to sent": asking}.items():
        print(f"{name:<20}{sum(sizes) / 1000:8.1f}{len(sizes):9}")
    map_kb = _kb(weights.pop("map"))
    return {"ask_kb": _kb(asking), "largest_kb": max(map(_kb, weights.values())), "map_kb": map_kb}


def _kb(sizes: list[int]) -> float:
    return round(sum(sizes) / 1000, 1)


def opened(browser: Browser, address: str) -> list[int]:
    """The bytes of all answers that opening one page takes, heads and bodies as they came."""
    with fresh(browser) as (page, sizes):
        page.goto(address)
        page.wait_for_load_state("networkidle")
    return sizes


def asked_for_help(browser: Browser, site: str) -> list[int]:
    """The bytes of all answers from the front page until a request is sent, by pressing what a visitor presses."""
    with fresh(browser) as (page, sizes):
        page.goto(site)
        for _step in form_steps.steps(page, rice="5"):
            pass
        page.wait_for_load_state("networkidle")
    return sizes


@contextmanager
def fresh(browser: Browser) -> Iterator[tuple[Page, list[int]]]:
    """A page of a browser that knows nothing of the site, and the sizes of the answers that it gets."""
    context: BrowserContext = browser.new_context(viewport=SCREEN)
    page, sizes = context.new_page(), []
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    yield page, sizes
    context.close()


# --- Processor time ---------------------------------------------------------------------------------------


def against(commit: str, number: int, rounds: int) -> float:
    """The processor time of our list, as a share of that commit's: the median of the rounds' ratios."""
    with tempfile.TemporaryDirectory(prefix="connect-bench-") as folder, checked_out(commit, Path(folder)) as before:
        times = [[_list_s(tree, number, turn) for tree in (before, config.ROOT)] for turn in range(rounds + 1)]
    ratios = [now / then for then, now in times[1:]]  # the first round has built the sites
    print("list, before and now, ms of the processor a page:")
    for then, now in times[1:]:
        print(f"{then / 400 * 1000:8.2f}{now / 400 * 1000:8.2f}")
    return round(statistics.median(ratios), 3)


@contextmanager
def checked_out(commit: str, folder: Path) -> Iterator[Path]:
    """The files of a commit in a folder, with the words of its pages ready to be read."""
    tree = folder / "before"
    tree.mkdir()
    packed = subprocess.run(["git", "archive", commit], cwd=config.ROOT, stdout=subprocess.PIPE, check=True).stdout
    subprocess.run(["tar", "-x"], cwd=tree, input=packed, check=True)
    words = [sys.executable, "-m", "babel.messages.frontend", "-q", "compile", "-f", "-d", "connect/translations"]
    subprocess.run(words, cwd=tree, check=True)
    yield tree


def _list_s(tree: Path, number: int, seed: int) -> float:
    command = [sys.executable, "-c", LIST, str(number), str(seed)]
    told = subprocess.run(command, cwd=tree, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, text=True)
    return float(told.stdout.splitlines()[-1])


if __name__ == "__main__":
    main()
