"""The search on a table that it was not written for: stalls of a market, made up here, against geodesic distances.

Stalls have an order, a filter, an index and a condition of their own. Some sites show where a stall is, others only
its cell; both are searched here by the same code that searches cases.
"""

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from geopy.distance import geodesic

from connect import db, geo
from connect.nearby import belts, postgres, sqlite
from connect.nearby.search import After, search
from connect.nearby.source import Row, Source, metric_values
from connect.supplies.finding import nearby as supplies

HERE = geo.Point(10.7769, 106.7009)
EXACT = Source(
    table="stalls",
    index="ix_stalls_near",
    listed="closed = 0",
    filters="goods & :goods <> 0 AND opened_at <= :now",
    order=("confirmed_at DESC", "code"),
    columns=("code", "confirmed_at", "lat", "lon", "goods"),
    exact=True,
)
BY_CELL = replace(EXACT, exact=False)
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Stall:
    """A row of the table. `point` is what the site shows: where it stands, or the centre of its cell."""

    code: str
    point: geo.Point
    cell: int
    goods: int
    confirmed_at: datetime
    opened_at: datetime
    closed: int


@pytest.fixture(params=[EXACT, BY_CELL], ids=["exact points", "cells only"])
def source(request: pytest.FixtureRequest, app: Flask) -> Iterator[Source]:
    """Each of the two sources, with its table and index in the database."""
    moment = "timestamptz" if db.is_postgres() else "TEXT"
    with db.transaction() as session:
        session.execute(
            sa.text(f"""
            CREATE TABLE stalls (
                id INTEGER PRIMARY KEY, code TEXT UNIQUE, cell BIGINT, lat DOUBLE PRECISION, lon DOUBLE PRECISION,
                goods SMALLINT, confirmed_at {moment}, opened_at {moment}, closed SMALLINT
            )
        """)
        )
        columns = "cell, confirmed_at DESC, code, goods, opened_at, lat, lon, closed"
        session.execute(sa.text(f"CREATE INDEX ix_stalls_near ON stalls ({columns}) WHERE closed = 0"))
    yield request.param


def gather(source: Source, number: int, seed: int) -> list[Stall]:
    """So many stalls: a third at a few markets, on one spot each, a third in one cell, the rest ever farther."""
    dice = random.Random(seed)
    markets = [geo.Point(HERE.lat + dice.uniform(-0.1, 0.1), HERE.lon + dice.uniform(-0.1, 0.1)) for _ in range(5)]
    return put([_stall(dice, f"{n * 7919 % 10_007:05d}", markets, source.exact) for n in range(number)])


def put(made: list[Stall]) -> list[Stall]:
    """Writes them into the table."""
    names = ("code", "cell", "lat", "lon", "goods", "confirmed_at", "opened_at", "closed")
    reader = db.Reader()
    with db.transaction() as session:
        for number, one in enumerate(made):
            values = (
                one.code, one.cell, one.point.lat, one.point.lon, one.goods, reader.value_of(one.confirmed_at),
                reader.value_of(one.opened_at), one.closed,
            )  # fmt: skip
            marks = ", ".join(f":{name}" for name in names)
            statement = sa.text(f"INSERT INTO stalls (id, {', '.join(names)}) VALUES ({number}, {marks})")
            session.execute(statement, dict(zip(names, values, strict=True)))
    return made


def stand(code: str, at: geo.Point) -> Stall:
    """A stall that shows where it stands."""
    return Stall(code, at, geo.cell_of(at), 1, NOW, NOW, 0)


def _stall(dice: random.Random, code: str, markets: list[geo.Point], exact: bool) -> Stall:
    at = dice.choice(markets)
    if (where := dice.random()) > 0.33:
        away = 0.002 if where < 0.66 else 10 ** dice.uniform(-2, 0)  # degrees; of these up to a hundred kilometres
        at = geo.Point(HERE.lat + dice.uniform(-1, 1) * away, HERE.lon + dice.uniform(-1, 1) * away)
    cell = geo.cell_of(at)
    return Stall(
        code, at if exact else geo.centre_of(cell), cell, dice.choice((1, 2, 3, 6)),
        NOW - timedelta(hours=dice.randint(0, 5)), NOW + timedelta(hours=dice.choice((-30, -1, 1))),
        dice.choice((0, 0, 0, 1)),
    )  # fmt: skip


def truth(stalls: Iterable[Stall], centre: geo.Point, within_m: float, goods: int) -> list[str]:
    """The codes of all stalls that fit, by a look at each: geodesic distance, then the later confirmed, then code."""
    at = geo.snapped(centre)
    found = [
        (geodesic((at.lat, at.lon), (one.point.lat, one.point.lon)).meters, NOW - one.confirmed_at, one.code)
        for one in stalls
        if not one.closed and one.goods & goods and one.opened_at <= NOW
    ]
    return [code for metres, _, code in sorted(found) if metres <= within_m]


def page(source: Source, centre: geo.Point, within_m: float, goods: int, limit: int, last: Row | None) -> list[Row]:
    """One page after the last row of the page before."""
    shown = {"code": last[0], "confirmed_at": db.Reader.moment_of(last[1])} if last else {}
    after = After(last[-1], tuple(shown[key] for key in source.keys)) if last else None
    values = {"goods": goods, "now": NOW}
    return search(source, centre, within_m=within_m, values=values, limit=limit, after=after)


def pages(source: Source, centre: geo.Point, within_m: float, goods: int, limit: int) -> list[str]:
    """The codes, page by page until one is short; a walk that goes round in circles ends too."""
    found: list[Row] = []
    for _ in range(1000):
        there = page(source, centre, within_m, goods, limit, found[-1] if found else None)
        found += there
        if len(there) < limit:
            break
    return [code for code, *_ in found]


def questions(seed: int, number: int) -> Iterator[tuple[geo.Point, float, int, int]]:
    """Places near and far, each with a radius in metres, goods and the length of a page."""
    dice = random.Random(seed)
    for _ in range(number):
        away = dice.choice((0.0, 0.01, 0.1, 0.5))
        at = geo.Point(HERE.lat + dice.uniform(-1, 1) * away, HERE.lon + dice.uniform(-1, 1) * away)
        yield at, dice.choice((700, 2_000, 10_000, 50_000)), dice.choice((1, 4, 7)), dice.choice((3, 20, 50))


def agree(source: Source, stalls: list[Stall], seed: int = 1, number: int = 16) -> None:
    """The pages together are the truth, without repeats or gaps, wherever one stands."""
    for at, within_m, goods, limit in questions(seed, number):
        assert pages(source, at, within_m, goods, limit) == truth(stalls, at, within_m, goods)


def test_the_pages_together_are_what_a_look_at_every_stall_gives(source: Source) -> None:
    agree(source, gather(source, 450, seed=3))


def test_it_does_not_matter_whether_sqlite_steps_or_leaps(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    if db.is_postgres():
        return  # it leaps always
    monkeypatch.setattr(sqlite, "FEW", 1)
    agree(source, gather(source, 200, seed=4), number=6)


@pytest.mark.parametrize("source", [EXACT], indirect=True)
def test_points_at_the_far_side_of_the_close_cells_do_not_count_twice(source: Source) -> None:
    """The cells of one belt hold points of the next, and are read again for them."""
    at = geo.snapped(HERE)
    beside = geo.centre_of(belts.neighbourhood(geo.cell_of(HERE))[-1][1])
    far_side = geo.Point(beside.lat + (beside.lat - at.lat) * 0.45, beside.lon + (beside.lon - at.lon) * 0.45)
    assert geo.cell_of(far_side) == geo.cell_of(beside)
    stalls = put([stand("1", far_side), stand("2", far_side), stand("3", geo.Point(at.lat + 0.05, at.lon))])
    assert pages(source, HERE, 50_000, 1, 3) == truth(stalls, HERE, 50_000, 1) == ["1", "2", "3"]


def test_a_place_without_any_stall_answers_with_nothing(source: Source) -> None:
    assert pages(source, HERE, 50_000, 7, 20) == []


def test_where_in_its_cell_the_viewer_stands_never_matters(source: Source) -> None:
    gather(source, 100, seed=5)
    at = geo.snapped(HERE)
    corner = geo.Point(at.lat + 0.002, at.lon - 0.002)
    assert geo.cell_of(corner) == geo.cell_of(at)
    assert page(source, corner, 10_000, 7, 50, None) == page(source, at, 10_000, 7, 50, None) != []


def test_nothing_is_farther_than_fifty_kilometres_whatever_is_asked(source: Source) -> None:
    stalls = gather(source, 150, seed=6)
    assert pages(source, HERE, 10_000_000, 7, 50) == truth(stalls, HERE, 50_000, 7) != truth(stalls, HERE, 10**7, 7)


def test_a_row_is_the_columns_and_the_squared_distance_to_what_is_shown(source: Source) -> None:
    stalls = {one.code: one for one in gather(source, 60, seed=7)}
    around = geo.metric(geo.snapped(HERE))
    for code, confirmed_at, lat, lon, *_, d2 in page(source, HERE, 20_000, 7, 50, None):
        assert geo.Point(lat, lon) == stalls[code].point
        assert db.Reader.moment_of(confirmed_at) == stalls[code].confirmed_at
        assert d2 == pytest.approx(around.squared(lat, lon))


@pytest.mark.parametrize("source", [replace(EXACT, first="goods & 1 <> 0")], indirect=True)
def test_what_stands_first_stands_before_all_others_however_far(source: Source) -> None:
    stalls = gather(source, 300, seed=10)
    for at, within_m, _, limit in questions(5, 16):
        parts = [[one for one in stalls if bool(one.goods & 1) == first] for first in (True, False)]
        expected = [code for part in parts for code in truth(part, at, within_m, 7)][:limit]
        assert [row[0] for row in page(source, at, within_m, 7, limit, None)] == expected
    with pytest.raises(ValueError, match="first page"):
        page(source, HERE, 50_000, 7, 3, page(source, HERE, 50_000, 7, 3, None)[0])


# --- Sources that are wrong -------------------------------------------------------------------------------

WRONG: dict[str, Callable[[Source], Source]] = {
    "another order": lambda source: replace(source, order=("code", "confirmed_at DESC")),
    "the wrong way round": lambda source: replace(source, order=("confirmed_at", "code")),
    "an order that is not unique": lambda source: replace(source, order=("confirmed_at DESC",)),
    "a filter forgotten": lambda source: replace(source, filters="opened_at <= :now"),
    "points taken for centres": lambda source: replace(source, exact=not source.exact),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_source_that_is_wrong_is_noticed(source: Source, what: str) -> None:
    if what == "points taken for centres" and not source.exact:
        return  # centres taken for points are right: both are where the site shows the stall
    stalls = gather(source, 300, seed=8)
    agree(source, stalls, number=6)
    with pytest.raises(AssertionError):
        agree(WRONG[what](source), stalls, number=6)


@pytest.mark.parametrize("missing", ["code", "lat"])
def test_a_source_whose_pages_could_not_go_on_is_refused(missing: str) -> None:
    with pytest.raises(ValueError, match=f"stalls: .* without its {missing}"):
        replace(EXACT, columns=tuple(column for column in EXACT.columns if column != missing))


def test_of_cells_no_part_stands_first() -> None:
    with pytest.raises(ValueError, match="stalls"):
        replace(BY_CELL, first="goods = 1")


# --- Plans ------------------------------------------------------------------------------------------------


def test_the_statements_of_a_source_are_made_once_and_short_enough_for_the_driver_to_know_again() -> None:
    for made in (sqlite.statements, postgres.statements):
        assert made(EXACT) is made(replace(EXACT))
    longest = replace(supplies.source(tuple(supplies.FILTERS), known_first=True))
    assert max(map(len, (*postgres.statements(EXACT), *postgres.statements(longest)))) <= 4096


def test_cells_and_belts_are_read_from_the_index_of_the_source_alone(source: Source) -> None:
    gather(source, 100, seed=9)
    for plan in (plan_of_a_cell(source), plan_of_a_ring(source)):
        assert "Index Only Scan using ix_stalls_near" in plan or "COVERING INDEX ix_stalls_near (cell" in plan
        assert "Seq Scan" not in plan and plan.count("SCAN c") == plan.count("CO-ROUTINE c")
    assert sorts_inside_a_cell(plan_of_a_cell(source)) == 0


def test_an_order_that_the_index_does_not_hold_is_seen_in_the_plan(source: Source) -> None:
    gather(source, 100, seed=9)
    assert sorts_inside_a_cell(plan_of_a_cell(replace(source, order=("code", "confirmed_at DESC")))) == 1


def plan_of_a_cell(source: Source) -> str:
    """How the first stalls of the close cells are found."""
    way = belts.way_from(HERE, 0.0, 50_000)
    if db.is_postgres():
        return explained(postgres.statements(source).close, values(source) | postgres.close_values(way.close))
    ask, named = sqlite.statements(source), {**values(source), "cell": way.close[0][1], "d2": 0.0}
    return explained(ask.first, [named[name] for name in sqlite.CELL_VALUES + ask.values])


def plan_of_a_ring(source: Source) -> str:
    """How the stalls in a belt are found."""
    around = geo.metric(geo.snapped(HERE))
    belt = next(belts.rings_of_points(around, 4e6, 50_000, lambda: 1.0))
    named = {**values(source), **metric_values(around), "beyond": belt.beyond, "upto": belt.upto}
    if db.is_postgres():
        return explained(postgres.statements(source).rings, named | postgres.belt_values([belt]))
    ask, shared = sqlite.statements(source), named | {"ranges": db.range_values(belt.ranges, postgres=False)[0]}
    return explained(ask.ring, [shared[name] for name in sqlite.RING_VALUES + ask.values])


def values(source: Source) -> dict[str, object]:
    """Those of a first page."""
    now = db.Reader().value_of(NOW)
    return {"goods": 7, "now": now, "limit": 20, "after_d2": -1.0, **dict.fromkeys(source.after_names)}


def sorts_inside_a_cell(plan: str) -> int:
    """PostgreSQL sorts the close cells, and what they gave, in any case."""
    return plan.count("Sort Key") - 2 if db.is_postgres() else plan.count("TEMP B-TREE")


def explained(sql: str, named: object) -> str:
    """The plan of a statement of the driver, as text, where a scan is not cheaper for being small."""
    reader = db.Reader()
    if db.is_postgres():
        for switch in ("seqscan", "bitmapscan"):
            db.session.execute(sa.text(f"SET LOCAL enable_{switch} = off"))
    how = "EXPLAIN (VERBOSE off) " if db.is_postgres() else "EXPLAIN QUERY PLAN "
    return "\n".join(map(str, reader.rows(how + sql, named)))  # type: ignore[arg-type]
