"""How well second tellings are told from other households: `python -m bench.duplicates --seed 1 --open 100000`.

Fills a temporary SQLite site with open cases, then asks, for second tellings of some of them and for honest posts
that look alike, whether the site would warn. The last line is JSON.
"""

import argparse
import json
import random
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from flask_migrate import upgrade

from bench import retypings
from bench.retypings import NEIGHBOURS, Post
from connect import clock, db, geo
from connect.app import create_app
from connect.areas import actions as area_actions
from connect.cases.asking import public_location
from connect.cases.duplicates import queries as duplicates
from connect.cases.duplicates.models import CaseKey
from connect.cases.models import Case, CaseSecret, Need, requester_phone_hash
from connect.incidents import kinds

RETYPINGS, HONEST = 2000, 5000
BATCH = 5000


def main() -> None:
    """Reads the arguments, measures, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--open", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(
            testing=True, instance=Path(folder), secret_key="b" * 40, keys="1:" + "A" * 43 + "=", database_url="",
            redis_url="",
        )  # fmt: skip
        with app.app_context(), app.test_request_context():
            upgrade()
            area_actions.import_areas()
            print(json.dumps(measure(asked.open, random.Random(asked.seed))))
            db.session.remove()
            db.extension.engine.dispose()


def measure(number: int, dice: random.Random) -> dict[str, float]:
    """Recall, share of false warnings and milliseconds of one check, at so many open cases."""
    now = clock.now()
    posts = fill(number, dice)
    took: list[float] = []
    again = [(one, *retypings.retold(dice, posts[one])) for one in dice.sample(sorted(posts), min(RETYPINGS, number))]
    found = [(kind, one in checked(post, took)) for one, kind, post in again]
    near = [posts[dice.choice(sorted(posts))] for _ in range(HONEST)]
    warned = [(kind, bool(checked(post, took))) for kind, post in (retypings.honest(dice, one, now) for one in near)]
    table("told twice, found", found)
    table("honest, warned of", warned)
    p95 = statistics.quantiles(took, n=20)[-1]
    print(f"one check: median {statistics.median(took):.1f} ms, p95 {p95:.1f} ms, worst {max(took):.1f} ms")
    return {
        "recall": share(hit for _, hit in found), "false_warning_rate": share(hit for _, hit in warned),
        "p95_ms": round(p95, 1), "open_cases": number,
    }  # fmt: skip


def checked(post: Post, took: list[float]) -> set[int]:
    """The cases that a post is likely told of already; notes how long that took."""
    start = time.perf_counter()
    found = {one.case_id for one in duplicates.suspects(post.telling())}
    took.append((time.perf_counter() - start) * 1000)
    db.session.rollback()
    db.session.expunge_all()
    return found


def share(hits: Iterable[bool]) -> float:
    """The mean of yes and no."""
    return round(statistics.mean(map(float, hits)), 4)


def table(title: str, rows: list[tuple[str, bool]]) -> None:
    """Prints the share of hits by kind."""
    by_kind = defaultdict(list)
    for kind, hit in rows:
        by_kind[kind].append(hit)
    for kind, hits in sorted(by_kind.items()):
        print(f"{title:<18} {kind:<24} {sum(hits):>5} of {len(hits):>5}   {share(hits):7.2%}", flush=True)


# --- So many open cases -----------------------------------------------------------------------------------


def fill(number: int, dice: random.Random) -> dict[int, Post]:
    """So many open cases, several to a lane, with their keys; the posts by the id of the case."""
    now = clock.now()
    posts: dict[int, Post] = {}
    while len(posts) < number:
        lane = retypings.alley(dice)
        for _ in range(min(number - len(posts), 1 + round(dice.expovariate(1 / (NEIGHBOURS - 1))))):
            posts[len(posts) + 1] = retypings.post(dice, lane, now)
    ids = list(posts)
    for start in range(0, number, BATCH):
        with db.transaction() as session:
            batch = ids[start : start + BATCH]
            session.add_all(case_of(one, posts[one]) for one in batch)
            session.flush()
            session.add_all(secret_of(one, posts[one]) for one in batch)
            keys = [(key, one) for one in batch for key in duplicates.keys_of(posts[one].telling())]
            session.execute(sa.insert(CaseKey), [{"hash": key, "case_id": one} for key, one in keys])
        db.session.expunge_all()
    return posts


def case_of(number: int, post: Post) -> Case:
    """The public half of a post, open."""
    public = public_location.place_of(geo.cell_of(post.point or post.alley.ward_point, public_location.CITY_WARD))
    return Case(
        id=number, public_id=f"{number:08d}", state="open", cell=public.cell, cell_res=public.resolution,
        lat=public.centre.lat, lon=public.centre.lon, area_id=post.alley.ward_id,
        kinds=kinds.mask_of({kinds.ITEMS[item].kind for item in post.items}), urgency=1, people=post.people,
        wanted=len(post.items), given=0, waiting_since=post.at, changed_at=post.at,
        clock_at=post.at + timedelta(days=7),
        needs=[Need(kind=kinds.ITEMS[item].kind, item=item, quantity=1) for item in sorted(post.items)],
    )  # fmt: skip


def secret_of(number: int, post: Post) -> CaseSecret:
    """The secret half of a post."""
    at = post.point or post.alley.ward_point
    return CaseSecret(
        case_id=number, lat=at.lat, lon=at.lon, accuracy_m=post.accuracy_m,
        place_by="position" if post.point else "ward", area_id=post.alley.ward_id, name=post.name, phone=post.phone,
        reporter_phone=post.reporter, door=post.door, words=post.words,
        phone_hash=requester_phone_hash(post.phone), vulnerable=0, guards=0,
        token_hash=str(number), form_hash=str(number), delivery_code="0000", lang="vi", consent_version="",
        consent_at=post.at,
    )  # fmt: skip


if __name__ == "__main__":
    main()
