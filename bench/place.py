"""The front page of a place over HTTP: `python -m bench.place --seed 7 [--open 20000] [--rounds 5]`.

A country in which so many cases are open and four times as many ended, every province has a channel that publishes
figures for its wards, five hundred notices are in force, and a flood has switches on and off. `flask serve` is asked
for all wards, and beside it on the same server a bare Flask hello: `cold` asks each ward at an address that nobody
asked before, `hot` the same fifty, `304` those by their ETag; wrk asks over loopback, in slices that take turns. `kb`
is the first view of the heaviest place in a browser that has nothing of the site yet, in kB of 1000. What each page
says of who waits, is being helped and was helped is compared with a look at every case. The last line is JSON.
"""

import json
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import NamedTuple

import sqlalchemy as sa

import bench
from bench import feed, http, pages, wave
from connect import clock, db
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.cases.models import Case
from connect.cases.rules import LEASED, PUBLIC, State, colour_of
from connect.cases.statistics import day_counts
from connect.cases.statistics.models import DayCount
from connect.incidents import actions as incidents, kinds
from connect.incidents.actions import Wanted
from connect.incidents.rules import IncidentKind, Settings, Status
from connect.notices.bulletins import actions as bulletins
from connect.notices.bulletins.actions import New as NewFigure
from connect.notices.bulletins.rules import Kind
from tests.builders import make_channel, make_person
from tools import chromium

DAYS, FLOODED, COUNTED = 3, 8, 2  # of figures; provinces in the flood; series of a province
TOLD = Settings(text_vi="Thuyền của phường, trực cả ngày.", text_en="Boats of the ward, all day.", hotline="1022")
COLOURS = ("need", "taken", "done")
LUA = """
local codes, tags, n = {%s}, {%s}, 0
request = function()
  n = n + 1
  local at = (n - 1) %% #codes + 1
  local headers = {}
  if #tags > 0 then headers["If-None-Match"] = tags[at] end
  return wrk.format("GET", "%s" .. codes[at] .. %s, headers)
end
"""
SAID = re.compile(r"#(?:loose|laid|woven)\)\"/></svg> <span><b>([\d.]+)</b>")


class Ask(NamedTuple):
    """A kind of request: of which site, and whether each address is new or each asker has the answer already."""

    site: str
    cold: bool = False
    tagged: bool = False


ASKS = {"hello": Ask("bare"), "cold": Ask("ours", cold=True), "hot": Ask("ours"), "304": Ask("ours", tagged=True)}


def main() -> None:
    """Reads the arguments, measures, prints."""
    parser = bench.options(__doc__ or "")
    parser.set_defaults(open=20_000)
    asked = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("NOT MEASURED: wrk is not installed. On Debian: apt-get install wrk")
    print(json.dumps(measure(asked.open, asked.seed, asked.rounds)))


def measure(number: int, seed: int, rounds: int) -> dict[str, float]:
    """All ratios by name, the weight in kB, how many pages say something else than a look at every case."""
    with ExitStack() as stack:
        app = stack.enter_context(wave.site(number, 1, scratch=True))
        furnish(seed)
        places, flooded = [one.code for one in _wards()], _provinces()[0].code
        db.session.remove()
        folder = app.extensions["connect.config"].instance
        ours, _ = stack.enter_context(http.served(folder, ["flask", "--app", "wsgi", "serve"], "/health"))
        bare, _ = stack.enter_context(http.served(folder, ["bench.conventional"], "/"))
        random.Random(seed).shuffle(places)
        wrong = totals_wrong(_over_http(ours), [*places, *(one.code for one in areas.provinces()), "VN"])
        took = interleaved({"ours": ours, "bare": bare}, places, rounds)
        kb = weight(ours, [flooded, "VN", areas.wards_of(areas.get(flooded))[0].code])
    return {**ratios(took), "kb": kb, "totals_wrong": wrong}


def ratios(took: dict[str, list[float]]) -> dict[str, float]:
    """Medians of requests a second, printed, and each against hello."""
    middle = {name: statistics.median(some) for name, some in took.items()}
    for name, a_second in middle.items():
        print(f"{name:<8}{a_second:10.0f} a second")
    return {f"{name}_vs_hello": round(middle[name] / middle["hello"], 3) for name in ASKS if name != "hello"}


# --- The country ------------------------------------------------------------------------------------------


def furnish(seed: int) -> None:
    """Lets every province speak and count, tells five hundred notices, floods some provinces."""
    feed._load(1, feed._drawn(2 * feed.LIVE, seed))
    by = make_person("official", area="VN")
    for province in _provinces():
        channel = make_channel(province.code)
        for number in range(COUNTED):
            names = {"vi": f"Ca mắc mới {number}", "en": f"New cases {number}"}
            with db.transaction():
                series = bulletins.open_series(channel, by, names, {"vi": "ca"}, Kind.DAY, is_health=number == 0)
                bulletins.keep(series, by, series.edition, list(_figures(province, random.Random(seed))))
    _flood(by)
    _last_week()


def _figures(province: areas.Place, dice: random.Random) -> Iterator[NewFigure]:
    for ward in areas.wards_of(province):
        for day in range(DAYS):
            on = clock.now().date() - timedelta(days=day)
            yield NewFigure(ward.id, on, dice.randrange(60) * 1000, 0, "")


def _flood(by: Person) -> None:
    """Some utilities off and some with words of their own, in the provinces of the flood and in some of their wards."""
    flooded, now = _provinces()[:FLOODED], clock.now()
    with db.transaction():
        incident = incidents.make(
            by=by, status=Status.ACTUAL, places=flooded, kind=IncidentKind.FLOOD, name_vi="Lũ lớn", name_en="Flood",
            starts_at=now, ends_at=None,
        )  # fmt: skip
        until = now + timedelta(days=7)
        for place in (one for province in flooded for one in (province, *areas.wards_of(province)[:5])):
            off = Wanted(kinds.KINDS[-1].code, place, False, 0, None, until, reason="Trường đang nghỉ")
            incidents.turn_off(incident, off, by=by)
            incidents.turn_on(incident, Wanted(kinds.KINDS[0].code, place, True, 0, None, until, TOLD), by=by)


def _last_week() -> None:
    """What each ward ended with a week ago, so that its page has a change to tell."""
    day = day_counts.today() - timedelta(days=7)
    with db.transaction() as session:
        rows = [{"area_id": one.id, "day": day, "need": 3, "taken": 1, "done": 2} for one in _wards()]
        session.execute(sa.insert(DayCount), rows)


def _provinces() -> list[areas.Place]:
    return areas.provinces()


def _wards() -> list[areas.Place]:
    return [ward for province in areas.provinces() for ward in areas.wards_of(province)]


# --- What the pages say -----------------------------------------------------------------------------------


def totals_wrong(opened: Callable[[str], str], codes: list[str]) -> int:
    """How many places say other numbers than a look at every case, before or after they are opened."""
    before, said = counted(), {code: told(opened(f"/p/{code}")) for code in codes}
    after = counted()
    return sum(said[code] not in (before[code], after[code]) for code in codes)


def told(page: str) -> tuple[int, ...]:
    """Who waits, is being helped, was helped, as a page says it; where nobody ever needed help it shows no number."""
    found = [int(number.replace(".", "")) for number in SAID.findall(page)]
    return tuple(found) or (0, 0, 0)


def _over_http(site: str) -> Callable[[str], str]:
    def opened(path: str) -> str:
        with urllib.request.urlopen(site + path) as answer:
            return str(answer.read().decode())

    return opened


def counted() -> dict[str, tuple[int, ...]]:
    """The same of every area, one case after the other: a lease that is over counts as waiting."""
    now, found = clock.now(), defaultdict[str, Counter[str]](Counter)
    rows = sa.select(Case.area_id, Case.state, Case.free_at).where(Case.guarded == 0, Case.state.in_(PUBLIC))
    for area_id, state, free_at in db.session.execute(rows):
        over = state in LEASED and free_at is not None and free_at <= now
        for one in areas.ancestors(areas.by_id(area_id)):
            found[one.code]["need" if over else str(colour_of(State(state)))] += 1
    db.session.remove()
    return defaultdict(
        lambda: (0, 0, 0), {code: tuple(some[colour] for colour in COLOURS) for code, some in found.items()}
    )


# --- Asking -----------------------------------------------------------------------------------------------


def interleaved(sites: dict[str, str], codes: list[str], rounds: int) -> dict[str, list[float]]:
    """Requests a second of each kind in each round; the first round warms up and is left out."""
    took: dict[str, list[float]] = defaultdict(list)
    for turn in range(rounds + 1):
        for name, ask in ASKS.items():
            a_second = wrk(sites[ask.site], ask, codes, turn)
            if turn:
                took[name].append(a_second)
    return took


def wrk(site: str, ask: Ask, codes: list[str], turn: int) -> float:
    """One slice: requests a second."""
    some = codes if ask.cold else codes[: http.HOT]
    path = "/p/" if ask.site == "ours" else "/?"
    tags = [http.etag(f"{site}{path}{code}") for code in some] if ask.tagged else []
    more = f'"?turn={turn}-" .. n' if ask.cold else '""'
    script = LUA % (http._listed(some), http._listed(tags), path, more)
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        command = ["wrk", "-t1", f"-c{http.CLIENTS}", f"-d{http.SLICE_S}s", "-s", file.name, site]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if bad := re.search(r"Non-2xx or 3xx responses: (\d+)", said):
        sys.exit(f"{ask}: {bad.group(1)} answers were errors")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])  # type: ignore[index]


def weight(site: str, codes: list[str]) -> float:
    """The first view of the heaviest of some places, printed, in kB."""
    with chromium.launched() as browser:
        sizes = {code: sum(pages.opened(browser, f"{site}/p/{code}")) / 1000 for code in codes}
    for code, kb in sizes.items():
        print(f"/p/{code:<6}{kb:8.1f} kB")
    return round(max(sizes.values()), 1)


if __name__ == "__main__":
    main()
