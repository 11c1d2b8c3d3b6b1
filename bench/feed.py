"""The feed of a place: `python -m bench.feed --notices 1000000 --seed 7 [--rounds 5]`.

A country in which so many notices were published in three years, a twentieth of them withdrawn, and in which a storm
goes on: the same five hundred are in force whether there are a thousand or a million. Wards ask for their first page
on SQLite beside 20 look-ups by key, on PostgreSQL beside SELECT 1 in a session as theirs, for their fifth page beside
the first, and beside a site with a thousand notices. All that is shown is compared with a plain reading of every
notice. One place more has 10,000 in force. Rounds are interleaved; ratios are medians. The last line is JSON.
"""

import argparse
import importlib
import itertools
import json
import random
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import Flask

from bench import wave
from connect import clock, db
from connect.app import create_app
from connect.areas import actions as area_actions, queries as areas
from connect.areas.queries import Place
from connect.config import ROOT
from connect.db import migration_state
from connect.notices.feed import queries as feeds
from connect.notices.feed.rules import Key
from connect.notices.rules import CANCELLED_SHOWN
from tests.builders import make_channel, make_person
from tests.conftest import KEYS
from tests.postgres import Cluster

SMALL = 1_000
PAGE, DEEP = 20, 5
LIVE, COUNTRY, STORMS, STORM_SHARE = 500, 20, 4, 0.72  # in force; of these told to the country, to provinces in storm
CROWD, CROWDED = 10_000, "96"  # a province in which far more is in force than anybody could read
ASKERS, CHECKED = 60, 40
NOTICE = (
    "id", "public_id", "channel_id", "state", "version", "title", "text", "severity", "starts_at", "ends_at",
    "picture_alt", "created_by_id", "created_at", "changed_at",
)  # fmt: skip
LOOKUP = (
    "SELECT id, public_id, state, status, version, severity, starts_at, ends_at, changed_at, withdrawn_at, title, "
    "text, instruction, channel_id FROM notices WHERE id = ?"
)
WORDS = "Mưa rất to, nước sông lên nhanh. "
Took = dict[str, list[float]]


class Drawn(NamedTuple):
    """A notice that was drawn: where, how grave, from when, until when."""

    area_ids: list[int]
    severity: int
    starts_at: datetime
    ends_at: datetime


def main() -> None:
    """Reads the arguments, measures, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notices", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    print(json.dumps(measure(asked.notices, asked.seed, asked.rounds)))


def measure(number: int, seed: int, rounds: int) -> dict[str, float]:
    """All ratios by name, at so many notices."""
    found: dict[str, float] = {"notices": number, "wrong": 0}
    for name, postgres in (("sqlite", False), ("postgres", True)):
        with ExitStack() as stack:
            many = stack.enter_context(site(number, seed, postgres))
            few = stack.enter_context(site(SMALL, seed, postgres)) if number > SMALL else many
            took = interleaved(few, many, seed, rounds)
            found["wrong"] += wrong(many, seed)
            with many.app_context():
                crowd = _crowd(1, min(CROWD, 10 * number))
                _load(number + 1, crowd)
                crowded = [_timed(areas.get(CROWDED)) for _ in range(9)]
                db.session.remove()
        for what, milliseconds in took.items():
            print(f"{name:<9} {what:<18} {statistics.median(milliseconds):>9.3f} ms", flush=True)
        found |= _ratios(name, took) | {f"{name}_crowded_ms": statistics.median(crowded)}
    for what in ("growth", "page5_vs_page1"):
        found[what] = max(found[f"sqlite_{what}"], found[f"postgres_{what}"])
    return {what: round(value, 3) for what, value in found.items()}


def _ratios(name: str, took: Took) -> dict[str, float]:
    def ratio(ours: str, theirs: str) -> float:
        return statistics.median(b / a for a, b in zip(took[theirs], took[ours], strict=True))

    beside = {"sqlite": ["20 look-ups"], "postgres": ["SELECT 1", "bare SELECT 1"]}[name]
    names = {"20 look-ups": "vs_twenty_lookups", "SELECT 1": "vs_select_1", "bare SELECT 1": "vs_bare_select_1"}
    return {f"{name}_{names[one]}": ratio("first page", one) for one in beside} | {
        f"{name}_growth": ratio("first page", "of a thousand"),
        f"{name}_page5_vs_page1": ratio("fifth page", "first page"),
        f"{name}_first_page_ms": statistics.median(took["first page"]),
    }


# --- Asking -----------------------------------------------------------------------------------------------


def interleaved(few: Flask, many: Flask, seed: int, rounds: int) -> Took:
    """The median milliseconds of each candidate in each round; the first round warms up and is left out."""
    took: Took = defaultdict(list)
    for turn in range(rounds + 1):
        dice = random.Random(f"{seed} {turn}")
        with few.app_context():
            took["of a thousand"].append(statistics.median(map(_timed, _askers(dice))))
            db.session.remove()
        with many.app_context():
            places = _askers(dice)
            took["first page"].append(statistics.median(map(_timed, places)))
            took["fifth page"].append(statistics.median(_timed(one, _last_before(one)) for one in places))
            for name, ask in _beside(dice).items():
                took[name].append(statistics.median(ask() for _ in places))
            db.session.remove()
    return {what: milliseconds[1:] for what, milliseconds in took.items()}


def _timed(place: Place, after: Key | None = None) -> float:
    """Milliseconds of one page, its session and connection included."""
    start = time.perf_counter()
    feeds.page(place, PAGE + 1, after, lang="vi")
    db.session.remove()
    return (time.perf_counter() - start) * 1000


def _last_before(place: Place) -> Key | None:
    """The last line of the fourth page."""
    shown = feeds.page(place, PAGE * (DEEP - 1), lang="vi")
    db.session.remove()
    return shown[-1].key


def _beside(dice: random.Random) -> dict[str, Callable[[], float]]:
    """The work that the first page is held against, over an open connection; SELECT 1 also in a session."""
    bare: Any = db.extension.engine.raw_connection().driver_connection
    if db.is_postgres():
        return {
            "bare SELECT 1": lambda: _took(lambda: bare.execute("SELECT 1").fetchall()),
            "SELECT 1": lambda: _took(_select_1),
        }
    last = db.session.scalar(sa.text("SELECT max(id) FROM notices")) or PAGE

    def look_up() -> list[Any]:
        return [bare.execute(LOOKUP, (number,)).fetchone() for number in numbers]

    numbers = dice.sample(range(1, last + 1), PAGE)
    return {"20 look-ups": lambda: _took(look_up)}


def _select_1() -> None:
    db.Reader().rows("SELECT 1", ())
    db.session.remove()


def _took(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


# --- What they answer -------------------------------------------------------------------------------------


def wrong(app: Flask, seed: int) -> int:
    """How many of so many feeds, read page by page, differ from a plain reading of all notices."""
    dice = random.Random(f"{seed} checked")
    with app.app_context():
        now, told = clock.now(), _read_plainly(clock.now())
        everybody = [one for one in areas.everywhere() if not one.ended]
        places = [*_askers(dice)[: CHECKED // 2], *dice.sample(everybody, CHECKED // 2)]
        found = sum(_by_pages(place, now) != _plainly(place, told) for place in places)
        db.session.remove()
    return found


def _by_pages(place: Place, _now: datetime) -> list[int]:
    shown: list[Any] = []
    while found := feeds.page(place, PAGE, shown[-1].key if shown else None):
        shown += found
    return [one.id for one in shown]


def _read_plainly(now: datetime) -> dict[int, set[tuple[int, datetime, int]]]:
    """The lines of each area alone, by its number: from the notices themselves, not from what is kept for feeds."""
    reader = db.Reader()
    of = reader.moment_of
    live: dict[int, tuple[int, datetime, int]] = {}
    for number, state, status, severity, *moments in reader.rows(
        "SELECT id, state, status, severity, starts_at, ends_at, withdrawn_at FROM notices", ()
    ):
        if status != "Actual":
            continue
        begins, ends, gone = (one and of(one) for one in moments)
        stands = begins <= now < ends if state in ("scheduled", "published") else False
        lately = gone and begins <= gone < ends and now < gone + CANCELLED_SHOWN
        if stands or lately:
            live[number] = (severity, begins, number)
    told: dict[int, set[tuple[int, datetime, int]]] = defaultdict(set)
    for number, area_id in reader.rows("SELECT notice_id, area_id FROM notice_areas", ()):
        if number in live:
            told[area_id].add(live[number])
    return told


def _plainly(place: Place, told: dict[int, set[tuple[int, datetime, int]]]) -> list[int]:
    here = set().union(*(told.get(one.id, set()) for one in areas.ancestors(place)))
    return [number for _severity, _begins, number in sorted(here, reverse=True)]


# --- A country in a storm ---------------------------------------------------------------------------------


@contextmanager
def site(number: int, seed: int, postgres: bool) -> Iterator[Flask]:
    """A site of its own with so many notices."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="connect-bench-")))
        folder.chmod(0o711)
        url = stack.enter_context(Cluster(folder / "postgres", wave.SETTINGS)) if postgres else ""
        app = create_app(testing=True, instance=folder / "site", database_url=url, secret_key="b" * 40, keys=KEYS)
        with app.app_context():
            migration_state.upgrade()
            area_actions.import_areas()
            _load(1, _drawn(number, seed))
            db.session.remove()
        yield app
        with app.app_context():
            db.extension.engine.dispose()


def _storms() -> list[Place]:
    return [one for one in areas.provinces() if one.code != CROWDED][:STORMS]


def _askers(dice: random.Random) -> list[Place]:
    """Wards of the provinces in a storm."""
    wards = [ward for province in _storms() for ward in areas.wards_of(province)]
    return dice.choices(wards, k=ASKERS)


def _drawn(number: int, seed: int) -> Iterator[Drawn]:
    """So many notices: those that are over first, then those in force."""
    dice, now = random.Random(seed), clock.now()
    provinces = [one.id for one in areas.provinces()]
    wards = [ward.id for province in areas.provinces() for ward in areas.wards_of(province)]
    live = min(LIVE, number // 2)
    for _ in range(number - live):
        begins = now - timedelta(seconds=dice.randint(4 * 86400, 3 * 365 * 86400))
        where = dice.random()
        told = (
            [areas.get("VN").id] if where < 0.01 else dice.sample(provinces, 1) if where < 0.15 else dice.choices(wards)
        )
        ends = begins + timedelta(seconds=dice.randint(3600, 3 * 86400))
        yield Drawn(told, dice.choice((1, 1, 1, 2, 2, 3, 4)), begins, ends)
    storms = [one.id for one in _storms()]
    for at in range(live):
        where = at / live
        told = (
            [areas.get("VN").id] if where < COUNTRY / LIVE
            else [storms[at % STORMS]] if where < STORM_SHARE
            else dice.sample(wards, dice.choice((1, 1, 2, 5)))
        )  # fmt: skip
        begins = now - timedelta(seconds=dice.randint(60, 86400) if at % 50 else -3600)
        yield Drawn(
            list(dict.fromkeys(told)), dice.choice((1, 2, 2, 3, 4)), begins, now + timedelta(hours=dice.randint(5, 90))
        )


def _crowd(seed: int, number: int) -> Iterator[Drawn]:
    """As many in force at one place."""
    dice, now, there = random.Random(seed), clock.now(), [areas.get(CROWDED).id]
    for _ in range(number):
        begins = now - timedelta(seconds=dice.randint(60, 86400))
        yield Drawn(there, dice.choice((1, 2, 3)), begins, now + timedelta(hours=dice.randint(5, 90)))


def _load(first: int, drawn: Iterator[Drawn]) -> None:
    """Writes notices as if officials had, and has the migration's own statement list them."""
    with db.transaction() as session:
        channel_id = session.scalar(sa.text("SELECT min(id) FROM channels"))
    channel = channel_id or make_channel("VN").id
    person = make_person("official", area="VN").id
    kept, listed = itertools.tee(enumerate(drawn, first))
    load = wave._load_postgres if db.is_postgres() else wave._load_sqlite
    with wave._bare_connection() as bare:
        load(bare, "notices", NOTICE, (_notice(number, one, channel, person) for number, one in kept))
        rows = ((number, area) for number, one in listed for area in one.area_ids)
        _areas(bare, load, rows)
        bare.execute(
            f"UPDATE notices SET state = 'cancelled', withdrawn_at = starts_at WHERE id >= {first} AND id % 20 = 3"
        )
        (name,) = (path.stem for path in (ROOT / "connect/db/migrations/versions").glob("*_feed.py"))
        migration = importlib.import_module(f"connect.db.migrations.versions.{name}")
        later = migration._LATER_POSTGRES if db.is_postgres() else migration._LATER_SQLITE
        bare.execute(migration._FILL.format(six_hours_later=later) + f" AND n.id >= {first}")
        bare.commit()
        bare.execute("VACUUM ANALYZE" if db.is_postgres() else "PRAGMA wal_checkpoint(TRUNCATE)")


def _areas(bare: Any, load: Any, rows: Iterator[tuple[int, int]]) -> None:
    """That table has no number of its own, which PostgreSQL's loader would set."""
    if not db.is_postgres():
        load(bare, "notice_areas", ("notice_id", "area_id"), rows)
        return
    with bare.cursor() as cursor, cursor.copy("COPY notice_areas (notice_id, area_id) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _notice(number: int, drawn: Drawn, channel: int, person: int) -> tuple[Any, ...]:
    begins, ends = (f"{one:%Y-%m-%d %H:%M:%S.%f}" for one in (drawn.starts_at, drawn.ends_at))
    return (
        number, f"{number:08}", channel, "published", 1, f"Thông báo số {number}", WORDS * 4, drawn.severity, begins,
        ends, "", person, begins, begins,
    )  # fmt: skip


if __name__ == "__main__":
    main()
