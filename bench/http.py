"""What a request costs over HTTP: `python -m bench.http --open 100000 --seed 7`.

The site as `flask serve` runs it, and beside it on the same server a bare Flask hello and the list as most sites
would write it (`bench.conventional`). wrk asks over loopback, in slices that are interleaved; `cold` asks each
address once, `hot` the same fifty. The last line is JSON with ratios of the medians of requests a second.
"""

import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import bench
from bench import wave
from connect import config, geo

SLICE_S, HOT, CLIENTS = 2, 50, 16
LUA = """
local cells, tags, n = {%s}, {%s}, 0
request = function()
  n = n + 1
  local at = (n - 1) %% #cells + 1
  local path = "%s?at=" .. cells[at] .. %s
  local headers = {}
  if #tags > 0 then headers["If-None-Match"] = tags[at] end
  return wrk.format("GET", path, headers)
end
"""


@dataclass(frozen=True, slots=True)
class Ask:
    """One kind of request: of which site, for which path, of how many places, and whether each address is new."""

    site: str
    path: str
    cold: bool = False
    tagged: bool = False


ASKS = {
    "hello": Ask("bare", "/"),
    "JSON, cold": Ask("ours", "/cases/nearby.geojson?limit=20", cold=True),
    "JSON, hot": Ask("ours", "/cases/nearby.geojson?limit=20"),
    "page, cold": Ask("ours", "/cases/nearby", cold=True),
    "page, hot": Ask("ours", "/cases/nearby"),
    "page, 304": Ask("ours", "/cases/nearby", tagged=True),
    "conventional, cold": Ask("bare", "/nearby", cold=True),
    "conventional, hot": Ask("bare", "/nearby"),
}
Took = dict[str, list[dict[str, float]]]  # what was asked: requests a second and milliseconds of each round


def main() -> None:
    """Reads the arguments, measures, prints."""
    asked = bench.options(__doc__).parse_args()
    if not shutil.which("wrk"):
        sys.exit("NOT MEASURED: wrk is not installed. On Debian: apt-get install wrk")
    with ExitStack() as stack:
        with wave.site(asked.open, 1) as app:
            folder = app.extensions["connect.config"].instance
            cells = [f"{geo.cell_of(at):x}" for at in wave.askers(asked.seed, 400, 1)]
            scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="connect-bench-")))
            shutil.copyfile(folder / "connect.db", scratch / "connect.db")
        ours, megabytes = stack.enter_context(served(scratch, ["flask", "--app", "wsgi", "serve"], "/health"))
        bare, _ = stack.enter_context(served(scratch, ["bench.conventional"], "/"))
        took = measure({"ours": ours, "bare": bare}, cells, asked.rounds)
        used = megabytes()
    table(took)
    print(json.dumps(ratios(took) | {"worker_mb": used}))


# --- Sites ------------------------------------------------------------------------------------------------


@contextmanager
def served(folder: Path, module: list[str], alive: str) -> Iterator[tuple[str, "Megabytes"]]:
    """A site in processes of its own: its address, and what its largest web process takes in memory."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    environment = {
        **os.environ, "CONNECT_INSTANCE": str(folder), "CONNECT_SECRET_KEY": "b" * 40, "CONNECT_PORT": str(port),
        "CONNECT_KEYS": "1:" + "A" * 43 + "=", "DATABASE_URL": "",
        "CONNECT_WRITES_WAITING": "10000",  # the load is closed, and who is turned away is no answer to time
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", *module], env=environment, cwd=config.ROOT, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        until_it_answers(address + alive, process)
        yield address, Megabytes(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


class Megabytes:
    """The resident memory of the largest child of a process, in megabytes (proc(5))."""

    def __init__(self, parent: int) -> None:
        self.parent = parent

    def __call__(self) -> int:
        """At this moment."""
        children = Path(f"/proc/{self.parent}/task/{self.parent}/children").read_text().split()
        found = [re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{one}/status").read_text()) for one in children]
        return max(int(one.group(1)) // 1024 for one in found if one)


def until_it_answers(address: str, process: "subprocess.Popen[bytes]") -> None:
    """Waits for a site to start."""
    while process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=20):
                return
        except OSError:
            continue
    sys.exit(f"{address} did not start")


# --- Asking -----------------------------------------------------------------------------------------------


def measure(sites: dict[str, str], cells: list[str], rounds: int) -> Took:
    """Slices of everything in turn, one round to warm up."""
    took: Took = defaultdict(list)
    hot = cells[:HOT]
    for turn in range(rounds + 1):
        for name, ask in ASKS.items():
            tags = [etag(f"{sites[ask.site]}{ask.path}?at={cell}") for cell in hot] if ask.tagged else []
            figures = wrk(sites[ask.site], ask, cells if ask.cold else hot, tags, turn)
            if turn:
                took[name].append(figures)
    return took


def etag(address: str) -> str:
    """The mark of what an address answers now."""
    with urllib.request.urlopen(address) as answer:
        return str(answer.headers["ETag"])


def wrk(site: str, ask: Ask, cells: list[str], tags: list[str], turn: int) -> dict[str, float]:
    """One slice: requests a second, and milliseconds of half, 95 and 99 in a hundred."""
    path, _, more = ask.path.partition("?")
    extra = f'"&{more}"' if more else '""'
    if ask.cold:
        extra += f' .. "&turn={turn}-" .. n'  # no argument of ours, so an address that nobody asked before
    script = LUA % (_listed(cells), _listed(tags), path, extra)
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        command = ["wrk", "-t1", f"-c{CLIENTS}", f"-d{SLICE_S}s", "--latency", "-s", file.name, site]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if bad := re.search(r"Non-2xx or 3xx responses: (\d+)", told):
        sys.exit(f"{ask.path}: {bad.group(1)} answers were errors")
    return {"a second": float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])} | {  # type: ignore[index]
        percent: _milliseconds(told, percent) for percent in ("50%", "99%")
    }


def _listed(words: list[str]) -> str:
    return ", ".join(json.dumps(word) for word in words)


def _milliseconds(told: str, percent: str) -> float:
    number, unit = re.search(rf"{percent}\s+([\d.]+)(us|ms|s)", told).groups()  # type: ignore[union-attr]
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


# --- Figures ----------------------------------------------------------------------------------------------


def table(took: Took) -> None:
    """Prints medians of the rounds."""
    print(f"{'':<20}{'a second':>10}{'50 % ms':>10}{'99 % ms':>10}")
    for name in took:
        print(f"{name:<20}{middle(took, name):10.0f}{middle(took, name, '50%'):10.2f}{middle(took, name, '99%'):10.2f}")


def middle(took: Took, name: str, figure: str = "a second") -> float:
    """The median of the rounds."""
    return statistics.median(one[figure] for one in took[name])


def ratios(took: Took) -> dict[str, float]:
    """What the site promises of its pages."""

    def ratio(one: str, other: str) -> float:
        return round(middle(took, one) / middle(took, other), 3)

    return {
        "json_vs_hello": ratio("JSON, cold", "hello"),
        "json_hot_vs_hello": ratio("JSON, hot", "hello"),
        "html_vs_hello": ratio("page, hot", "hello"),
        "html_cold_vs_hello": ratio("page, cold", "hello"),
        "not_modified_vs_hello": ratio("page, 304", "hello"),
        "html_vs_conventional_cold": ratio("page, cold", "conventional, cold"),
        "html_vs_conventional_hot": ratio("page, hot", "conventional, hot"),
    }


if __name__ == "__main__":
    main()
