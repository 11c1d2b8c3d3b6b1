"""What switches cost and whether they are right: `python -m bench.switchboard --lines 10000 --seed 1`.

Boards at so many lines over all areas and five incidents, against a plain re-reading of the table. The asking page with
all it loads, four utilities with questions on, as `bench.pages` counts. Posts a second with incidents, so many lines,
four sets and answers against the same build without any; list and map with clinical and drill cases among `--cases`,
against the same without them: rounds take turns, and the ratio is the median of theirs. The last line is JSON.
"""

import argparse
import itertools
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, Page

from bench import contest, pages, people, wave
from connect import clock, db, geo
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.cases import queries as cases
from connect.cases.answers.rules import Answered
from connect.cases.asking import posting
from connect.cases.asking.request_details import RequestDetails
from connect.cases.map.clusters import Box, clusters
from connect.cases.queries import Filters
from connect.cases.rules import Guarded
from connect.incidents import actions as incidents, kinds, queries, rules
from connect.incidents.actions import Wanted
from connect.incidents.catalogue import actions as catalogue, queries as catalogue_queries, rules as catalogue_rules
from connect.incidents.models import Incident, Switch
from connect.incidents.questions import actions as questions
from connect.incidents.rules import IncidentKind, Settings, Status, Verb
from tests.builders import make_person
from tools import chromium

CHECKED, CHANGES = 100_000, 20  # places and moments; lines that are added meanwhile
HOT = 20_000
INCIDENTS = 5
DAYS = 60  # over which lines are spread, half of them behind
ROUNDS, POSTS, WARM, ASKERS = 15, 60, 10, 100
HIDDEN = {Guarded.CLINICAL: 10, Guarded.DRILL: 10}  # one more for each so many cases
# On the asking page, with questions: each utility asks those of one of the flood's.
ON = {"food": "clean_water", "rescue": "rescue", "shelter": "shelter", "clean_water": "clean_water"}
TICKED = ("rice", "boat_pickup", "bed", "tap_water")
ANSWERS = {"now": ("rain",), "containers": "yes", "litres_held": 60, "tank_road": "no"}


def main() -> None:
    """Reads the arguments, measures, prints."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--lines", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", type=int, default=200_000, help="all cases among which the nearest are looked for")
    parser.add_argument("--only", nargs="*", choices=list(PARTS), default=list(PARTS))
    asked = parser.parse_args()
    found: dict[str, float] = {}
    for name in asked.only:
        found |= PARTS[name](asked.lines, asked.seed, asked.cases)
        print(f"{name:<8}{found}", flush=True)
    print(json.dumps(found))


# --- Boards -----------------------------------------------------------------------------------------------


def boards(lines: int, seed: int, _cases: int) -> dict[str, float]:
    """Microseconds of a board that is known, and how many of the boards differ from the plain reading."""
    with tempfile.TemporaryDirectory(prefix="connect-bench-") as folder, contest.site(Path(folder), ""):
        dice = random.Random(f"lines {seed}")
        write_lines(lines, dice)
        wrong = compared(CHECKED, dice)
        return {"board_us": round(hot_us(dice), 2), "board_wrong": wrong}


def write_lines(number: int, dice: random.Random, *, all_on: bool = False) -> None:
    """So many lines over all areas, of five incidents; of some an end or a confirmation comes after.

    `all_on`: none switches anything off.
    """
    by, now = make_person("admin", area="VN"), clock.now().replace(microsecond=0)
    with db.transaction():
        catalogue.bring_in(catalogue_rules.templates()["flood"], by)
    catalogue_queries.catch_up()
    places = [areas.get("VN"), *areas.provinces(), *(w for p in areas.provinces() for w in areas.wards_of(p))]
    with db.transaction():
        made = [_incident(dice, now, by.id, n) for n in range(INCIDENTS)]
        db.session.add_all(made)
        db.session.flush()
    rows: list[dict[str, Any]] = []
    numbers: dict[tuple[int, str], int] = {}
    for n in range(1, number + 1):
        row = _row(dice, now, by.id, n, rows, places, made, numbers)
        rows.append(row | {"is_on": True} if all_on else row)
    with db.transaction():
        db.session.execute(sa.insert(Switch), rows)


def _incident(dice: random.Random, now: datetime, by_id: int, number: int) -> Incident:
    begins = now - timedelta(days=dice.randrange(1, DAYS))
    ends = begins + timedelta(days=dice.randrange(20, 2 * DAYS)) if number % 2 else None
    return Incident(
        kind=IncidentKind.FLOOD, name_vi=f"Lũ {number}", name_en=f"Flood {number}", status=Status.ACTUAL,
        starts_at=begins, ends_at=ends, created_by_id=by_id, created_at=begins,
    )  # fmt: skip


def _row(
    dice: random.Random, now: datetime, by_id: int, number: int, rows: list[dict[str, Any]], places: list[Place],
    made: list[Incident], numbers: dict[tuple[int, str], int],
) -> dict[str, Any]:  # fmt: skip
    about = dice.choice(rows) if rows and dice.random() < 0.2 else None
    about = about if about and about["verb"] not in (Verb.END, Verb.CONFIRM) else None
    place = dice.choice(places if dice.random() < 0.7 else places[:35])
    area, utility = (about["area_id"], about["utility"]) if about else (place.id, dice.choice(kinds.KINDS).code)
    starts_at = now + timedelta(minutes=dice.randrange(-DAYS * 720, DAYS * 720))
    ends_at = starts_at + timedelta(minutes=dice.randrange(30, 20_000)) if dice.random() < 0.7 else None
    verb = dice.choice((Verb.PLAN, Verb.PLAN, Verb.ON, Verb.OFF))
    if about:
        verb = dice.choice((Verb.END, Verb.CONFIRM))
        ends_at = starts_at if verb == Verb.END else None
    numbers[area, utility] = numbers.get((area, utility), 0) + 1
    alone = starts_at + rules.ALONE if verb == Verb.ON and dice.random() < 0.5 else None
    settings = {} if dice.random() < 0.5 else {"fresh_s": dice.randrange(3600, 90_000), "moderation": "peer_to_peer"}
    return {
        "id": number, "incident_id": dice.choice(made).id, "board_id": 0, "utility": utility, "area_id": area,
        "number": numbers[area, utility], "verb": verb, "about_id": about["id"] if about else None,
        "is_on": about["is_on"] if about else verb == Verb.ON or dice.random() < 0.5, "starts_at": starts_at,
        "ends_at": ends_at, "alone_until": alone, "reason": f"r{number}", "note": "", "settings": settings,
        "by_id": by_id, "at": now,
    }  # fmt: skip


def compared(number: int, dice: random.Random) -> int:
    """How many boards, at places and moments drawn, are not what the plain reading says; lines are added meanwhile."""
    wards = [ward for province in areas.provinces() for ward in areas.wards_of(province)]
    now, wrong = clock.now(), 0
    for turn in range(CHANGES):
        table = Plain()
        for n in range(number // CHANGES):
            place = dice.choice(wards)
            at = now + timedelta(seconds=dice.randrange(-DAYS * 50_000, DAYS * 50_000))
            board = queries.board(place.path, at, fresh=n == 0 and turn > 0)
            wrong += told(board) != table.board(place.path, at)
        _one_more(dice, wards)
    return wrong


def _one_more(dice: random.Random, wards: list[Place]) -> None:
    """Another line, as another process would write it."""
    with db.transaction():
        last = db.session.scalars(sa.select(Switch).order_by(Switch.id.desc()).limit(1)).one()
        ward, number = dice.choice(wards), last.id + 1
        db.session.add(Switch(
            incident_id=last.incident_id, utility="food", area_id=ward.id, number=number, verb=Verb.OFF, is_on=False,
            starts_at=clock.now() - timedelta(days=1), ends_at=None, reason="r", by_id=last.by_id, at=clock.now(),
        ))  # fmt: skip


Told = dict[str, tuple[bool, int | None, Any, Any]]


def told(board: rules.Board) -> Told:
    """What of a board is compared: on or off, whose line, and two settings."""
    return {
        code: (one.is_on, one.incident_id, one.settings.fresh_s, one.settings.moderation) for code, one in board.items()
    }


class Said(NamedTuple):
    """A line that switches something, its settings, and from when until when it does, as the database writes it."""

    begins: str
    over: str
    row: Any
    settings: Mapping[str, Any]


class Plain:
    """The table read whole and looked through from its end, line by line, for each question."""

    def __init__(self) -> None:
        rows = db.session.execute(sa.text(
            "SELECT s.id, a.path, s.utility, s.verb, s.is_on, s.starts_at, s.ends_at, s.about_id, s.alone_until,"
            " s.incident_id, s.settings, i.starts_at AS begins, i.ends_at AS over"
            " FROM switches s JOIN areas a ON a.id = s.area_id"
            " JOIN incidents i ON i.id = s.incident_id ORDER BY s.id DESC"
        )).all()  # fmt: skip
        ends: dict[int, list[str]] = {}
        confirmed = {row.about_id for row in rows if row.verb == "confirm"}
        for row in rows:
            if row.verb == "end":
                ends.setdefault(row.about_id, []).append(row.ends_at)
        self.lines: dict[tuple[str, str], list[Said]] = {}
        for row in rows:
            if row.verb not in ("end", "confirm"):
                alone = None if row.id in confirmed else row.alone_until
                last = [one for one in (row.ends_at, row.over, alone, *ends.get(row.id, ())) if one is not None]
                said = Said(max(row.starts_at, row.begins), min(last, default="9999"), row, json.loads(row.settings))
                self.lines.setdefault((row.path, row.utility), []).append(said)

    def board(self, path: str, at: datetime) -> Told:
        """As `told` says it."""
        moment = db.Reader().value_of(at)
        parts = path.strip("/").split("/")
        up = ["/" + "/".join(parts[:n]) + "/" for n in range(len(parts), 0, -1)]
        return {kind.code: self._standing(kind, up, moment) for kind in kinds.KINDS}

    def _standing(self, kind: kinds.Kind, up: list[str], moment: str) -> tuple[bool, int | None, Any, Any]:
        said = [line for path in up if (line := self._newest(path, kind.code, moment)) is not None]
        if not said:
            return kind.is_built_in, None, None, None
        first = {
            name: next((one.settings[name] for one in said if name in one.settings), None)
            for name in ("fresh_s", "moderation")
        }
        return bool(said[0].row.is_on), said[0].row.incident_id, first["fresh_s"], first["moderation"]

    def _newest(self, path: str, utility: str, moment: str) -> Said | None:
        return next((one for one in self.lines.get((path, utility), ()) if one.begins <= moment < one.over), None)


def hot_us(dice: random.Random) -> float:
    """Microseconds of one board that this process has worked out before: the median over many places."""
    wards = [ward.path for province in areas.provinces() for ward in areas.wards_of(province)]
    paths, at = [dice.choice(wards) for _ in range(500)], clock.now()
    for path in paths:
        queries.board(path, at)
    took = []
    for n in range(HOT):
        path = paths[n % len(paths)]
        begun = time.perf_counter()
        queries.board(path, at)
        took.append(time.perf_counter() - begun)
    return statistics.median(took) * 1e6


# --- The asking page and posts ----------------------------------------------------------------------------


def switched_on() -> dict[str, int]:
    """Turns the utilities of `ON` on everywhere, each with questions; the sets' ids. What they ask does not matter."""
    by, other = make_person("admin", area="VN"), make_person("official", area="VN")
    flood, country = catalogue_rules.templates()["flood"], areas.get("VN")
    with db.transaction():
        catalogue.bring_in(flood, by)
    catalogue_queries.catch_up()
    with db.transaction():
        incident = incidents.make(
            by=by, kind=IncidentKind.FLOOD, name_vi="Lũ", name_en="Flood", status=Status.ACTUAL, places=[country],
            starts_at=clock.now(), ends_at=None,
        )  # fmt: skip
    return {code: _turned_on(incident, code, flood.questions[asked], by, other) for code, asked in ON.items()}


def _turned_on(incident: Incident, code: str, body: Mapping[str, Any], by: Person, other: Person) -> int:
    country = areas.get("VN")
    with db.transaction():
        draft = questions.start(code, country, by, body)
        chosen = questions.publish(draft, by, edits=draft.edits).id
        newest = queries.newest(0, code, country.id)
        wanted = Wanted(code, country, True, newest.number if newest else 0, settings=Settings(question_set=chosen))
        line = incidents.turn_on(incident, wanted, by=by)
        incidents.confirm(line, by=other, seen=line.number)
    return chosen


def page(_lines: int, _seed: int, _cases: int) -> dict[str, float]:
    """Kilobytes (of 1000) of the asking page, and of the step with the questions of all four, over the wire."""
    with tempfile.TemporaryDirectory(prefix="connect-bench-") as folder, ExitStack() as stack:
        with contest.site(Path(folder), ""):
            switched_on()
        port = stack.enter_context(contest.served(Path(folder), ""))
        browser = stack.enter_context(chromium.launched())
        sizes = asked(browser, f"http://localhost:{port}/cases/ask")
    return {"ask_kb": round(sum(sizes) / 1000, 1)}


def asked(browser: Browser, address: str) -> list[int]:
    """The bytes of all answers until the questions stand there, or the step after the place where none are asked."""
    with pages.fresh(browser) as (shown, sizes):
        shown.goto(address)
        shown.evaluate("document.querySelectorAll('details.fold').forEach((one) => { one.open = true })")
        for item in TICKED:
            shown.fill(f"#qty-{item}", "2")
        _onward(shown)
        shown.fill("#people", "4")
        _onward(shown)
        shown.fill("#place_text", "Phước Long B, Quận 9")
        shown.locator(".option:has([value='26848'])").click()
        shown.fill("#door", "Số 12 hẻm 45")
        _onward(shown)
        shown.wait_for_load_state("networkidle")
    return sizes


def _onward(shown: Page) -> None:
    shown.locator(".step:visible .next").click()


class Neighbour(contest.Asker):
    """Somebody who asks, with answers where something is asked."""

    answers: Mapping[str, Answered] = MappingProxyType({})

    def _details(self) -> RequestDetails:
        return replace(super()._details(), answers=self.answers)


def posts(lines: int, seed: int, _cases: int) -> dict[str, float]:
    """Posts a second with incidents, so many lines, four sets and answers, as a share of those without any.

    Short slices take turns.

    The same by processor time beside it, which other work on the machine and its disk blur less.
    """
    with tempfile.TemporaryDirectory(prefix="connect-bench-") as folder, ExitStack() as stack:
        before = stack.enter_context(contest.site(Path(folder) / "before", ""))
        after = stack.enter_context(contest.site(Path(folder) / "after", ""))
        write_lines(lines, random.Random(f"on {seed}"), all_on=True)
        said = {"food": Answered(switched_on()["food"], ANSWERS)}
        ratios = []
        for turn in range(ROUNDS):
            pair = [(before, {}), (after, said)][:: 1 if turn % 2 else -1]
            took = {app: _posted(app, answers, f"{seed} {turn}") for app, answers in pair}
            ratios.append([then / now for then, now in zip(took[before], took[after], strict=True)])
    wall, processor = (statistics.median(column) for column in zip(*ratios, strict=True))
    return {"posts_vs_before": round(wall, 3), "posts_vs_before_processor": round(processor, 3)}


def _posted(app: Flask, answers: Mapping[str, Answered], name: str) -> tuple[float, float]:
    """Seconds, and seconds of the processor, of so many posts after a few that only warm up."""
    with app.app_context():
        asker = Neighbour(name)
        asker.answers = answers
        for n in range(WARM + POSTS):
            if n == WARM:
                begun = time.perf_counter(), time.process_time()
            draft, placement = asker.draft()
            with db.transaction():
                posting.post(draft, placement)
        db.session.remove()
        return time.perf_counter() - begun[0], time.process_time() - begun[1]


# --- What is near -----------------------------------------------------------------------------------------


def near(_lines: int, seed: int, number: int) -> dict[str, float]:
    """The time of list and map among clinical and drill cases, as a share of that without them, and if one is shown."""
    opened = number // people.EACH
    with ExitStack() as stack:
        plain = stack.enter_context(wave.site(opened, 1, scratch=True))
        mixed = stack.enter_context(wave.site(opened, 1, scratch=True))
        hidden = _hide(opened)
        ratios, shown = [], 0
        for turn in range(ROUNDS + 1):
            with plain.app_context():
                places = wave.askers(seed * 100 + turn, ASKERS, 1)
            took, told = {}, {}
            for app in (plain, mixed)[:: 1 if turn % 2 else -1]:
                with app.app_context():
                    took[app], told[app] = _looked(places)
            shown += sum(bool(hidden & set(ids)) for ids, _ in told[mixed]) + (told[plain] != told[mixed])
            ratios.append(took[mixed] / took[plain])
    return {"nearby_vs_before": round(statistics.median(ratios[1:]), 3), "hidden_shown": shown}


def _hide(opened: int) -> set[str]:
    """Adds clinical and drill cases, open and where the others are; their public ids."""
    now, found = clock.now().replace(microsecond=1), set()
    spots = people.public_spots(min(people.SPOTS, opened * people.EACH), 2)
    marks = ", ".join("?" * len(people.CASE))
    rows = []
    for place, (why, each) in enumerate(HIDDEN.items(), 1):
        for row in itertools.islice(people.case_rows(opened, 2 + place, now, spots), 0, None, each):
            case = dict(zip(people.CASE, row, strict=True))
            code = f"{'CD'[place - 1]}{row[1][1:]}"
            rows.append({**case, "id": place * 10**8 + row[0], "public_id": code, "state": "open", "guarded": int(why)})
            found.add(code)
    with db.transaction() as session:
        sql = f"INSERT INTO cases ({', '.join(people.CASE)}) VALUES ({marks})"
        session.connection().exec_driver_sql(sql, [tuple(one.values()) for one in rows])
    return found


def _looked(places: list[geo.Point]) -> tuple[float, list[tuple[list[str], list[Any]]]]:
    """Seconds of the list and the map around all places, and what they show."""
    told, took = [], 0.0
    for at in places:
        box = Box(at.lat - 0.05, at.lon - 0.05, at.lat + 0.05, at.lon + 0.05)
        begun = time.perf_counter()
        ids = [one.public_id for one in cases.nearby(at, Filters(within_m=10_000))]
        signs = clusters(box, Filters())
        db.session.remove()
        took += time.perf_counter() - begun
        told.append((ids, signs))
    return took, told


PARTS: dict[str, Callable[[int, int, int], dict[str, float]]] = {
    "boards": boards, "page": page, "posts": posts, "near": near,
}  # fmt: skip

if __name__ == "__main__":
    main()
