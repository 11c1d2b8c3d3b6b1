"""Many cases at once, put straight into the table, and what a look at every one of them gives."""

import random
from collections import Counter
from datetime import timedelta

import sqlalchemy as sa

from connect import clock, db, geo
from connect.areas import queries as areas
from connect.cases import rules
from connect.cases.asking import public_location
from connect.cases.map import cell_counts
from connect.cases.models import Case, Need
from connect.cases.queries import Filters

HERE = geo.Point(10.7769, 106.7009)
STATES = (*rules.LISTED, *rules.SERVED, "pending_review", "withdrawn")


def gather(dice: random.Random, number: int) -> list[Case]:
    """So many cases in all states: half of them in a few cells, the rest ever farther; leases that run and do not."""
    now = clock.now()
    few = [geo.cell_of(geo.Point(HERE.lat + n * 0.01, HERE.lon), res) for n in range(4) for res in (8, 7)]
    with db.transaction() as session:
        rows = [_row(n, dice, now, few) for n in range(1, number + 1)]
        session.execute(sa.insert(Case), rows)
        session.execute(
            sa.insert(Need),
            [{"case_id": row["id"], "kind": "food", "item": "rice", "quantity": 5, "given": 0} for row in rows],
        )
    with db.transaction():
        cell_counts.recount()
    return list(db.session.scalars(sa.select(Case)))


def _row(number, dice, now, few):
    if dice.random() < 0.5:
        where = public_location.place_of(dice.choice(few))
    else:
        away = 10 ** dice.uniform(-2, 0.6)  # degrees: a kilometre to half the country
        point = geo.Point(HERE.lat + dice.uniform(-1, 1) * away, HERE.lon + dice.uniform(-1, 1) * away)
        where = public_location.place_of(geo.cell_of(point, dice.choice((6, 7, 8))))
    since = now - timedelta(hours=dice.randint(0, 60))
    state = dice.choices(STATES, (40, 10, 15, 10, 5, 5, 5, 5, 5))[0]
    lease = timedelta(minutes=dice.choice((-90, -1, 5, 600)))
    return {
        "id": number, "public_id": f"{dice.randrange(10**8):08d}", "state": state, "version": 1, "cell": where.cell,
        "cell_res": where.resolution, "lat": where.centre.lat, "lon": where.centre.lon,
        "area_id": areas.ward_at(where.centre).id, "kinds": dice.choice((1, 2, 4, 3, 17, 32)),
        "urgency": dice.randrange(4), "people": dice.randint(1, 9), "wanted": 5, "given": 0, "waiting_since": since,
        "changed_at": since, "clock_at": now + timedelta(days=7),
        "free_at": now + lease if state in rules.LEASED else db.EPOCH,
    }  # fmt: skip


def expected_near(cases: list[Case], at: geo.Point, filters: Filters) -> list[str]:
    """The public ids of `queries.nearby`, all of them, by looking at every case."""
    around, now = geo.metric(geo.snapped(at)), clock.now()
    near = [
        (d2, -case.urgency, case.waiting_since, case.public_id)
        for case in cases
        if rules.is_available(case.state, case.free_at, now)
        and fits(case, filters)
        and (d2 := around.squared(case.lat, case.lon)) <= filters.within_m**2
    ]
    return [public_id for *_, public_id in sorted(near)]


def fits(case: Case, filters: Filters) -> bool:
    """Kinds, urgency and waiting time."""
    long_enough = filters.waiting_before is None or case.waiting_since <= filters.waiting_before
    return bool(case.kinds & filters.kinds) and case.urgency >= filters.urgency and long_enough


def expected_cells(cases: list[Case], resolution: int, filters: Filters) -> dict[int, Counter[str]]:
    """How many of each colour lie in each cell, by looking at every case."""
    cells: dict[int, Counter[str]] = {}
    for case in cases:
        colour = rules.colour_of(rules.shown_state(case.state, case.given, case.free_at, clock.now()))
        if colour and fits(case, filters) and not (filters.waiting_before and colour == "done"):
            cells.setdefault(geo.parent_of(case.cell, resolution), Counter())[colour] += 1
    return cells
