"""How writing holds under contention: `python -m bench.writes --seed 1 [--minutes 10]`.

Posts by the action beside one fsync of the same disk, by 1 to 16 processes on SQLite (FULL) and on a durable
PostgreSQL of its own; posts over HTTP by 8 clients through `flask serve`, each tenth sent twice, then counted in the
database; claims of one case by many, beside SELECT FOR UPDATE on the same tables. The last line is JSON.
"""

import argparse
import json
import multiprocessing
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.exc import OperationalError

from bench.posters import Tally, post_for
from connect import clock, db, geo
from connect.accounts import actions as accounts
from connect.accounts.models import Person
from connect.app import create_app
from connect.areas import actions as area_actions, queries as areas
from connect.cases import claim_actions, posting
from connect.cases.actions import Spot, Wish
from connect.cases.models import Case, CaseSecret
from connect.errors import Conflict
from connect.ids import digest
from tests.postgres import Cluster

WRITERS = (1, 2, 4, 8, 16)
DURABLE = "-c fsync=on -c synchronous_commit=on -c full_page_writes=on"
NO_LIMITS = {
    "moderation": "peer_to_peer", "asks_per_area_hour": 10**9, "asks_per_network_hour": 10**9,
    "asks_per_device_day": 10**9, "asks_ceiling_day": 10**9, "open_claims_cap": 10**9,
}  # fmt: skip
SECRETS = {"secret_key": "b" * 40, "keys": "1:" + "A" * 43 + "="}
CLIENTS = 8
CROWD = 20  # processes that claim one case at once


def main() -> None:
    """Reads the arguments, measures, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=0.25, help="of posting over HTTP, on each database")
    parser.add_argument("--seconds", type=float, default=3.0, help="of posting by the action, for each row")
    parser.add_argument("--rounds", type=int, default=50, help="of claims")
    asked = parser.parse_args()
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="connect-bench-") as folder:
        found |= both("", "sqlite", Path(folder) / "sqlite", asked)
        with Cluster(settings=DURABLE) as url:
            found |= both(url, "postgres", Path(folder) / "postgres", asked)
    found["postgres_vs_sqlite_http"] = round(found["http_posts_per_s_postgres"] / found["http_posts_per_s"], 2)
    print(json.dumps(found))


def both(url: str, name: str, folder: Path, asked: argparse.Namespace) -> dict[str, Any]:
    """All rows on one database."""
    with site(folder, url):
        pass
    found = by_action(url, name, folder, asked.seed, asked.seconds)
    found |= over_http(url, name, folder, asked.minutes * 60)
    return found | claims(url, name, folder, asked.rounds)


@contextmanager
def site(folder: Path, url: str) -> Iterator[Flask]:
    """An app on a site of its own, made ready at the first time; in its context."""
    folder.mkdir(exist_ok=True)
    app = create_app(testing=True, instance=folder, database_url=url, redis_url="", **SECRETS, **NO_LIMITS)
    with app.app_context():
        if not (folder / "ready").exists():
            upgrade()
            area_actions.import_areas()
            (folder / "ready").touch()
        yield app
        db.session.remove()
        db.extension.engine.dispose()


def at_once(number: int, run: Callable[..., Any], *more: Any) -> list[Any]:
    """What `run(n, *more)` answers in so many processes that start together."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(number, _meet, (context.Barrier(number),)) as pool:
        return pool.starmap(run, [(n, *more) for n in range(number)], chunksize=1)


_ready: list[Any] = []


def _meet(barrier: Any) -> None:
    _ready[:] = [barrier]


# --- By the action ----------------------------------------------------------------------------------------


def fsync_s(folder: Path, rounds: int = 200) -> float:
    """Median seconds of appending 4 KiB and one fsync."""
    took = []
    with (folder / "floor").open("ab", buffering=0) as file:
        for _ in range(rounds):
            file.write(b"x" * 4096)
            start = time.perf_counter()
            os.fsync(file.fileno())
            took.append(time.perf_counter() - start)
    return statistics.median(took)


def by_action(url: str, name: str, folder: Path, seed: int, seconds: float) -> dict[str, Any]:
    """Posts a second by so many writers; the least served against the most; what was refused."""
    rows: dict[int, tuple[float, float, int]] = {}
    ratios = []
    for writers in WRITERS:
        before = fsync_s(folder)
        done = at_once(writers, write, url, str(folder), seed + writers, seconds)
        posts, errors = [one[0] for one in done], sum(one[1] for one in done)
        rate, floor = sum(posts) / seconds, (before + fsync_s(folder)) / 2
        rows[writers] = (rate, min(posts) / max(posts), errors)
        ratios.append(rate * floor)
        print(f"{name:<9} {writers:>2} writers {rate:7.0f} posts/s   fsync {floor * 1000:5.2f} ms   of one fsync each "
              f"{rate * floor:4.2f}   least/most {rows[writers][1]:4.2f}   errors {errors}", flush=True)  # fmt: skip
    ends = {"posts_per_s_1": rows[1][0], "posts_vs_fsync": ratios[0], "posts_vs_fsync_8": ratios[3],
            "fairness_8": rows[8][1], "busy_errors_16": rows[16][2]}  # fmt: skip
    return {key if name == "sqlite" else f"{key}_postgres": round(value, 3) for key, value in ends.items()}


def write(number: int, url: str, folder: str, seed: int, seconds: float) -> tuple[int, int]:
    """One writer: how many posts it made until the time was over, and how many errors it met."""
    dice, done, errors = random.Random(f"{seed} {number}"), 0, 0
    with site(Path(folder), url):
        wards = [ward for province in areas.provinces() for ward in areas.wards_of(province)]
        _ready[0].wait(300)
        end = time.time() + seconds
        while time.time() < end:
            spot = somewhere(dice, wards)
            told = posting.draft(wish(dice), spot, form_key=f"{seed} {number} {done}", lang="vi")
            try:
                with db.transaction():
                    posting.post(told)
                done += 1
            except OperationalError:
                errors += 1
            db.session.remove()
    return done, errors


def wish(dice: random.Random) -> Wish:
    """What somebody asks for."""
    return Wish(needs={"rice": 10, "milk": 4}, people=4, urgency=1, vulnerable=2, words="Nhà hết gạo từ hôm qua.",
                name="Nguyễn Thị Lan", phone=f"+849{dice.randrange(10**8):08}", door="Số 12 hẻm 45")  # fmt: skip


def somewhere(dice: random.Random, wards: list[Any]) -> Spot:
    """A place near the middle of a ward."""
    ward = dice.choice(wards)
    return Spot(geo.Point(ward.lat + dice.gauss(0, 0.01), ward.lon + dice.gauss(0, 0.01)), "position", 15.0, ward)


# --- Over HTTP --------------------------------------------------------------------------------------------


def over_http(url: str, name: str, folder: Path, seconds: float) -> dict[str, Any]:
    """Posts a second that 8 clients get accepted through `flask serve`, and what the database holds of them."""
    with site(folder, url):
        before = stored()
    with served(folder, url) as port:
        tallies: list[Tally] = at_once(CLIENTS, post_for, port, seconds)
    tokens = {token for tally in tallies for token in tally.tokens}
    took = sorted(one for tally in tallies for one in tally.took_s)
    with site(folder, url):
        after = stored() - before
    rate = len(tokens) / seconds
    lost, doubled = len({digest(token) for token in tokens} - after), len(after) - len(tokens)
    told = sum((tally.statuses for tally in tallies), Counter[int]())
    median, p99 = took[len(took) // 2] * 1000, took[len(took) * 99 // 100] * 1000
    print(f"{name:<9} HTTP {rate:7.0f} posts/s   median {median:5.1f} ms   p99 {p99:6.1f} ms   lost {lost}   "
          f"doubled {doubled}   {dict(told)}", flush=True)  # fmt: skip
    found = {"http_posts_per_s": round(rate, 1), "lost": lost, "doubled": doubled}
    return {key if name == "sqlite" else f"{key}_postgres": value for key, value in found.items()}


def stored() -> set[str]:
    """The marks of all links in the database."""
    return set(db.session.scalars(sa.select(CaseSecret.token_hash)))


@contextmanager
def served(folder: Path, url: str) -> Iterator[int]:
    """The site behind `flask serve`; yields its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    settings = {**NO_LIMITS, **SECRETS, "instance": folder, "port": port}
    env = {**os.environ, "DATABASE_URL": url, **{f"CONNECT_{key.upper()}": str(one) for key, one in settings.items()}}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
    server = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(20)


# --- Claims -----------------------------------------------------------------------------------------------


def claims(url: str, name: str, folder: Path, rounds: int) -> dict[str, Any]:
    """Cases that many claim at once by our door, and on PostgreSQL by SELECT FOR UPDATE before the same door."""
    with site(folder, url):
        free = sa.select(Case.id).where(Case.state == "open", Case.free_at <= clock.now()).limit(2 * rounds)
        ids = list(db.session.scalars(free))
        people = [volunteer(name, n) for n in range(CROWD)]
    found: dict[str, Any] = {}
    rates = {}
    for way, cases in (("door", ids[:rounds]), ("for_update", ids[rounds:])):
        if way == "for_update" and not url:
            continue
        told = at_once(CROWD, claim_all, url, str(folder), cases, people, way == "for_update")
        counted = sum((one[0] for one in told), Counter[str]())
        rates[way] = len(cases) * CROWD / max(one[1] for one in told)
        print(
            f"{name:<9} claims {way:<10} {len(cases)} cases x {CROWD}: {dict(counted)}   {rates[way]:.0f}/s", flush=True
        )
        if way == "door":
            found |= {"claim_winners": counted["won"], "claim_cases": len(cases), "claim_errors": counted["error"]}
    if url:
        found["claim_vs_for_update"] = round(rates["door"] / rates["for_update"], 2)
    return {f"{key}_{name}" if key != "claim_vs_for_update" else key: value for key, value in found.items()}


def volunteer(name: str, number: int) -> int:
    """Somebody who may claim."""
    with db.transaction():
        one = Person(name="Bình", phone=f"+8436{number:07}", password_hash=name, created_at=clock.now())
        db.session.add(one)
        db.session.flush()
        accounts.grant(one, "volunteer", area=areas.get("VN"))
        return one.id


def claim_all(
    number: int, url: str, folder: str, cases: list[int], people: list[int], lock: bool
) -> tuple[Counter[str], float]:
    """One helper who tries for every case in the same order as the others: what she was told, and how long it took."""
    told: Counter[str] = Counter()
    with site(Path(folder), url):
        _ready[0].wait(300)
        start = time.time()
        for case_id in cases:
            try:
                with db.transaction() as session:
                    if lock:
                        session.execute(sa.select(Case.id).where(Case.id == case_id).with_for_update(of=Case))
                    person = session.get_one(Person, people[number])
                    claim_actions.claim(session.get_one(Case, case_id), person)
                told["won"] += 1
            except Conflict:
                told["told"] += 1
            except Exception as error:
                told["error"] += 1
                told[type(error).__name__] += 1
            db.session.remove()
        return told, time.time() - start


if __name__ == "__main__":
    main()
