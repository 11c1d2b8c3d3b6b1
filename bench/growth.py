"""How the list and the map hold as cases become many: `python -m bench.nearby --open 100000 --seed 1`.

Builds 1,000 and then so many open cases in temporary SQLite sites, spread over the real wards of a wave, and
times the list (query, cards, labels) and the clusters. The last line is JSON with the ratios of the medians.
"""

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask_migrate import upgrade

from connect import clock, db, geo
from connect.app import create_app
from connect.areas import actions as area_actions, queries as areas
from connect.cases import clusters, counts, kinds, place, queries
from connect.cases.models import Case, Need
from connect.cases.views.nearby import rows_of

PROVINCES = {"79": 46, "01": 24, "46": 10, "52": 10, "66": 10}  # share of the wave, in percent
SPREAD_DEG = 0.02  # how far from the middle of a ward people live, one sigma
ZOOMS = {6: 6.0, 9: 0.8, 12: 0.1}  # zoom of a phone's map: height of the view in degrees
ROUNDS = 300
BATCH = 5000


def main() -> None:
    """Reads the arguments, measures, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--open", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    few, many = measure(1000, asked.seed), measure(asked.open, asked.seed)
    list_ratio = many["list"] / few["list"]
    map_ratio = max(many[f"map {zoom}"] / few[f"map {zoom}"] for zoom in ZOOMS)
    print(json.dumps({"list_ratio": round(list_ratio, 2), "map_ratio": round(map_ratio, 2)}))


def measure(number: int, seed: int) -> dict[str, float]:
    """Median milliseconds by what was measured, at so many open cases."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(
            testing=True,
            instance=Path(folder),
            secret_key="b" * 40,
            keys="1:" + "A" * 43 + "=",
            database_url="",
            redis_url="",
        )
        with app.app_context(), app.test_request_context():
            upgrade()
            area_actions.import_areas()
            fill(number, random.Random(seed))
            dice = random.Random(seed + 1)
            places = [spot(dice) for _ in range(ROUNDS)]
            medians = {"list": timed(f"{number:>7,} list", [lambda at=at: page_of(at) for at in places])}
            for zoom, height in ZOOMS.items():
                views = [view_around(at, height) for at in places]
                label = f"{number:>7,} map {zoom}"
                medians[f"map {zoom}"] = timed(label, [lambda box=box: map_of(box) for box in views])
            db.session.remove()
            db.extension.engine.dispose()
    return medians


def page_of(at: geo.Point) -> None:
    """One page of the list, as the view makes it."""
    rows_of(queries.nearby(at, queries.Filters(), limit=21)[:20])
    db.session.rollback()


def map_of(box: clusters.Box) -> None:
    """One view of the map, as the view makes it."""
    clusters.clusters(box, queries.Filters())
    db.session.rollback()


def timed(label: str, calls: list[Callable[[], None]]) -> float:
    """Runs the calls after a warm-up; prints median and p95 in milliseconds, returns the median."""
    for call in calls[: len(calls) // 5]:
        call()
    took = []
    for call in calls:
        start = time.perf_counter()
        call()
        took.append((time.perf_counter() - start) * 1000)
    median, p95 = statistics.median(took), statistics.quantiles(took, n=20)[-1]
    print(f"{label:<16} median {median:6.2f} ms   p95 {p95:6.2f} ms", flush=True)
    return median


def view_around(at: geo.Point, height: float) -> clusters.Box:
    """A phone's view of so many degrees, its middle at a place."""
    half, wide = height / 2, height / 3
    return clusters.Box(at.lat - half, at.lon - wide, at.lat + half, at.lon + wide)


def spot(dice: random.Random) -> geo.Point:
    """A place of the wave: near the middle of a ward of one of its provinces."""
    province = dice.choices(list(PROVINCES), list(PROVINCES.values()))[0]
    ward = dice.choice(areas.wards_of(areas.get(province)))
    return geo.Point(ward.lat + dice.gauss(0, SPREAD_DEG), ward.lon + dice.gauss(0, SPREAD_DEG))


def fill(number: int, dice: random.Random) -> None:
    """So many open cases, loaded in bulk, and the counts of the map made anew."""
    now = clock.now()
    for start in range(1, number + 1, BATCH):
        ids = range(start, min(start + BATCH, number + 1))
        with db.transaction() as session:
            rows = [case_row(one, dice, now) for one in ids]
            session.execute(sa.insert(Case), rows)
            session.execute(sa.insert(Need), [need for row in rows for need in need_rows(row, dice)])
    with db.transaction():
        counts.recount()


def case_row(number: int, dice: random.Random, now: Any) -> dict[str, Any]:
    """One open case at a place of the wave."""
    where = place.place_of(geo.cell_of(spot(dice), dice.choices((8, 7, 6), (8, 3, 1))[0]))
    since = now - timedelta(hours=dice.expovariate(1 / 20))
    return {
        "id": number, "public_id": f"{number:08d}", "state": "open", "version": 1, "cell": where.cell,
        "cell_res": where.resolution, "lat": where.centre.lat, "lon": where.centre.lon,
        "area_id": areas.ward_at(where.centre).id, "kinds": dice.choice((1, 1, 1, 2, 3, 5, 16)),
        "urgency": dice.choices((0, 1, 2, 3), (10, 60, 25, 5))[0], "people": dice.randint(1, 8),
        "wanted": 9, "given": 0, "waiting_since": since, "changed_at": since, "free_at": db.EPOCH,
        "clock_at": since + timedelta(days=7),
    }  # fmt: skip


def need_rows(case: dict[str, Any], dice: random.Random) -> list[dict[str, Any]]:
    """Two things wanted of each kind of a case."""
    wanted = [item for kind in kinds.in_mask(case["kinds"]) for item in dice.sample(kind.items, 2)]
    return [
        {"case_id": case["id"], "kind": item.kind, "item": item.code, "quantity": item.usual, "given": 0}
        for item in wanted
    ]


if __name__ == "__main__":
    main()
