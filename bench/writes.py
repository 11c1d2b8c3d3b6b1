"""How writing holds under contention: `python -m bench.writes --seed 1 [--minutes 10] [--rounds 1000]`.

Posts by the action beside one fsync of the same disk, by 1, 8 and 16 processes on SQLite (FULL) and on a durable
PostgreSQL of its own; posts over HTTP by 8 clients through `flask serve`, in slices that take turns between the two
databases, one of ten sent twice, then counted in the database; claims of one case by a hundred (`bench.claims`). A
row appears as soon as it is measured. The last line is JSON.
"""

import argparse
import json
import os
import statistics
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa

from bench import claims
from bench.contest import Asker, at_once, meet, served, site
from bench.posters import Poster, Tally
from connect import db
from connect.cases.asking import posting
from connect.cases.models import CaseSecret, link_mark
from connect.errors import Busy
from tests.postgres import Cluster

WRITERS = (1, 8, 16)
DURABLE = "-c fsync=on -c synchronous_commit=on -c full_page_writes=on"
CLIENTS, SLICES = 8, 5


class Base(NamedTuple):
    """One of the two databases, and where its site lies."""

    name: str
    url: str
    folder: Path


def main() -> None:
    """Reads the arguments, measures, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=0.25, help="of posting over HTTP, on each database")
    parser.add_argument("--seconds", type=float, default=3.0, help="of posting by the action, for each row")
    parser.add_argument("--rounds", type=int, default=50, help="of claims, in each of the three ways")
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="connect-bench-")))
        url = stack.enter_context(Cluster(settings=DURABLE))
        bases = [Base("sqlite", "", folder / "sqlite"), Base("postgres", url, folder / "postgres")]
        print(json.dumps(measure(bases, asked.seed, asked.minutes * 60, asked.seconds, asked.rounds)))


def measure(bases: list[Base], seed: int, http_s: float, seconds: float, rounds: int) -> dict[str, Any]:
    """All rows, each printed as it comes."""
    found: dict[str, Any] = {}
    for base in bases:
        with site(base.folder, base.url):
            pass
        found |= named(by_action(base, seed, seconds), base)
    found |= over_http(bases, http_s)
    for base in bases:
        told = claims.by_action(base.url, base.folder, seed, rounds)
        print(f"{base.name:<9} claims, 100 on one case: {told}", flush=True)
        found |= named({f"claim_{key}": value for key, value in told.items()}, base)
        if base.url:
            found |= claims.against_for_update(base.url, base.folder, seed, rounds)
    return found


def named(found: dict[str, Any], base: Base) -> dict[str, Any]:
    """Figures by plain names; those of PostgreSQL say so."""
    return {f"{key}_postgres" if base.url else key: value for key, value in found.items()}


# --- By the action ----------------------------------------------------------------------------------------


def by_action(base: Base, seed: int, seconds: float) -> dict[str, float]:
    """Posts a second by so many writers, beside fsyncs; the least served against the most; what was refused."""
    rows = []
    for writers in WRITERS:
        before = fsync_s(base.folder)
        done = at_once(writers, write, base, seed + writers, seconds)
        floor = (before + fsync_s(base.folder)) / 2
        posts, errors = [one[0] for one in done], sum(one[1] for one in done)
        rate, fair = sum(posts) / seconds, min(posts) / max(*posts, 1)
        rows.append((rate, rate * floor, fair, errors))
        print(f"{base.name:<9} {writers:>2} writers {rate:7.0f} posts/s   fsync {floor * 1000:5.2f} ms   of one fsync "
              f"each {rate * floor:4.2f}   least/most {fair:4.2f}   errors {errors}", flush=True)  # fmt: skip
    one, eight, sixteen = rows
    return {"posts_per_second_1": round(one[0], 1), "fsync_vs_post": round(one[1], 3),
            "fairness_8": round(eight[2], 3), "busy_16": sixteen[3]}  # fmt: skip


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


def write(number: int, base: Base, seed: int, seconds: float) -> tuple[int, int]:
    """One writer: how many posts it made until the time was over, and how many errors it met."""
    done = errors = 0
    with site(base.folder, base.url):
        asker = Asker(f"{seed} {number}")
        meet()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            ready = asker.draft()
            try:
                with db.transaction():
                    posting.post(*ready)
                done += 1
            except (*db.FAILURES, Busy):
                errors += 1
            db.session.remove()
    return done, errors


# --- Over HTTP --------------------------------------------------------------------------------------------


def over_http(bases: list[Base], seconds: float) -> dict[str, Any]:
    """Posts a second that 8 clients get confirmed through `flask serve`, and what the databases hold of them."""
    before = {base: newest(base) for base in bases}
    tallies: dict[Base, list[list[Tally]]] = {base: [] for base in bases}
    with ExitStack() as stack:
        pool = stack.enter_context(ThreadPoolExecutor(CLIENTS))
        ports = {base: stack.enter_context(served(base.folder, base.url)) for base in bases}
        clients = {base: list(pool.map(Poster, range(CLIENTS), [ports[base]] * CLIENTS)) for base in bases}
        for _ in range(SLICES):
            for base in bases:
                tallies[base].append(list(pool.map(lambda one: one.post_for(seconds / SLICES), clients[base])))
                print(f"{base.name:<9} HTTP {rate(tallies[base][-1], seconds):7.0f} posts/s", flush=True)
    found: dict[str, Any] = {}
    for base in bases:
        found |= told(base, [one for slice_ in tallies[base] for one in slice_], since=before[base])
        rates = [rate(slice_, seconds) for slice_ in tallies[base]]
        found[f"http_posts_per_second_{base.name}"] = round(statistics.median(rates), 1)
    if len(bases) > 1:
        ratios = [rate(theirs, seconds) / rate(ours, seconds) for ours, theirs in zip(*tallies.values(), strict=True)]
        found["postgres_vs_sqlite"] = round(statistics.median(ratios), 2)
    return found


def rate(slice_: list[Tally], seconds: float) -> float:
    """Posts confirmed a second in one slice."""
    return sum(len(one.tokens) for one in slice_) / (seconds / SLICES)


def told(base: Base, tallies: list[Tally], since: int) -> dict[str, Any]:
    """What the clients were answered against what stands; prints both."""
    tokens = {token for tally in tallies for token in tally.tokens}
    took = sorted(one for tally in tallies for one in tally.took_s)
    statuses = dict(sum((tally.statuses for tally in tallies), Counter[int]()))
    with site(base.folder, base.url):
        rows = db.session.execute(
            sa.select(CaseSecret.token_hash, CaseSecret.phone_hash).where(CaseSecret.case_id > since)
        ).all()
        marks = {link_mark(token) for token in tokens}
    lost, doubled = verdict(marks, [(row.token_hash, row.phone_hash) for row in rows])
    median, p99 = took[len(took) // 2] * 1000, took[len(took) * 99 // 100] * 1000
    print(f"{base.name:<9} HTTP median {median:5.1f} ms   p99 {p99:6.1f} ms   confirmed {len(tokens)}   lost {lost}   "
          f"doubled {doubled}   answers {statuses}", flush=True)  # fmt: skip
    unwell = sum(n for status, n in statuses.items() if status != 303)
    return named({"lost": lost, "doubled": doubled, "http_p99_ms": round(p99, 1), "http_not_confirmed": unwell}, base)


def verdict(marks: set[str], rows: list[tuple[str, str]]) -> tuple[int, int]:
    """How many confirmed links lead nowhere, and how many cases a phone has too many: each posted one request."""
    return len(marks - {mark for mark, _ in rows}), len(rows) - len({phone for _, phone in rows})


def newest(base: Base) -> int:
    """The last case there is."""
    with site(base.folder, base.url):
        return db.session.scalar(sa.select(sa.func.max(CaseSecret.case_id))) or 0


if __name__ == "__main__":
    main()
