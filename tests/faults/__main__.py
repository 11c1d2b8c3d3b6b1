"""The long proofs: `python -m tests.faults [NAME …] [--times N] [--seed N]`. Prints counts and a last line of JSON.

Each runs in a site of its own on loopback, made for it and thrown away after it, and stops by itself.
"""

import argparse
import json
import time
from collections.abc import Callable
from typing import Any

from flask import Flask

from tests.faults import (
    claims,
    clocks,
    combos,
    crowd,
    cut_off,
    disk,
    gateway_gone,
    kills,
    migrated,
    postgres_gone,
    power,
    receipts,
    redis_gone,
    run_gathered,
    senders,
    slow,
    talk,
    totals,
    withdrawn,
)
from tests.faults.site import fresh_site, new_site
from tests.postgres import Cluster

Told = Any  # counts by name, for the last line


def main() -> None:
    """Reads the arguments, runs, prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(HARNESSES))
    parser.add_argument("--times", type=int, help="how often each fault is injected")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    told = {}
    for name in asked.names or HARNESSES:
        harness, times = HARNESSES[name]
        began = time.monotonic()
        told[name] = harness(asked.times or times, asked.seed)
        print(f"{name}: {told[name]} in {time.monotonic() - began:.0f} s", flush=True)
    print(json.dumps(told[asked.names[0]] if len(asked.names) == 1 and asked.names[0] in BARE else told))


def on_a_fresh_site(harness: Callable[[Flask, int, int], Told], times: int, seed: int) -> Told:
    """One harness on a fresh site."""
    with fresh_site() as app:
        return harness(app, times, seed)


def on_a_jumping_clock(steps: int, seed: int) -> Told:
    """So many actions under a clock that jumps, on both databases, after the planted bugs were found."""
    planted = on_a_fresh_site(lambda app, n, seed: clocks.run(app, n, seed, careless=True), 1_000, seed)
    assert planted["double"] and planted["revived"], "the harness is blind"
    with Cluster() as url, fresh_site(url) as app:
        postgres = clocks.run(app, steps, seed)
    return {"planted": planted, "sqlite": on_a_fresh_site(clocks.run, steps, seed), "postgres": postgres}


def around_the_cut_off(orders: int, seed: int) -> Told:
    """So many orders around a cut-off, on both databases, after the planted bug was found."""
    hasty = on_a_fresh_site(lambda app, n, seed: cut_off.run(app, n, seed, "tests.faults.hasty"), 100, seed)
    assert hasty["late"], f"the harness is blind: {hasty}"
    told = on_a_fresh_site(cut_off.run, orders, seed)
    with Cluster() as url, fresh_site(url) as app:
        postgres = cut_off.run(app, orders, seed)
    lines = {name: told[name] + postgres[name] for name in ("lost", "doubled", "late")}
    return {**lines, "planted_late": hasty["late"], "sqlite": told, "postgres": postgres}


def on_failing_disks(times: int, seed: int) -> Told:
    """Each of the disk's faults so often; the real ones where we may mount a disk."""
    planted = {"full": disk.INJECTED["full"]}
    told = {
        "planted": on_a_fresh_site(lambda app, n, _: disk.suffer(app, planted, n, "tests.faults.trusting"), 1, seed),
        "injected": on_a_fresh_site(lambda app, n, _: disk.suffer(app, disk.INJECTED, n), times, seed),
    }
    assert told["planted"]["lost"], "the harness is blind"
    if disk.may_mount():
        with disk.on_a_small_disk(new_site) as (app, faults):
            told["real"] = disk.suffer(app, faults, times)
    return told


HARNESSES: dict[str, tuple[Callable[[int, int], Told], int]] = {  # and how often, when nobody says
    "processes killed": (lambda times, seed: on_a_fresh_site(kills.kill_processes, times, seed), 10_000),
    "sites killed": (lambda times, seed: on_a_fresh_site(kills.kill_sites, times, seed), 1_000),
    "postgres killed": (postgres_gone.run_killed, 1_000),
    "postgres failed over": (postgres_gone.run_failed_over, 200),
    "redis gone": (lambda times, _seed: redis_gone.run(times), 1_000),
    "migrated in traffic": (lambda times, _seed: migrated.run(times), 100),
    "area totals": (totals.run, 100_000),
    "claims raced": (lambda times, _seed: claims.run(times), 1_000_000),
    "combos raced": (lambda times, _seed: combos.run(times), 10_000),
    "power cut": (power.run, 100_000),
    "ten times the load": (crowd.run, 10),  # seconds of it
    "slow clients": (slow.run, 60),
    "disk": (on_failing_disks, 50),
    "senders killed": (senders.run_killed, 200),
    "sender stopped": (senders.run_stopped, 50),
    "receipts": (receipts.run, receipts.TIMES),
    "gateway gone": (gateway_gone.run, gateway_gone.HOUR_S),  # seconds of it, by the site's clock
    "stories withdrawn": (lambda times, _seed: withdrawn.run(times), 10),
    "cut-off": (around_the_cut_off, 2_000),
    "messages on a bad network": (talk.run, talk.TIMES),
    "run gathered": (run_gathered.run, 5),  # runs on each database
    "clock": (on_a_jumping_clock, 20_000),
}

BARE = (
    "combos raced", "cut-off", "run gathered", "senders killed", "sender stopped", "gateway gone", "receipts",
    "messages on a bad network",
)  # fmt: skip

if __name__ == "__main__":
    main()
