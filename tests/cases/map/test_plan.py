"""The list must be answered from the partial index alone, and read no more of a cell than it shows."""

import random

from connect import clock, db, geo
from connect.cases.map import clusters
from connect.cases.map.nearby import AVAILABLE, GRAVE
from connect.nearby import belts, postgres, sqlite
from connect.nearby.ranges import cover_of_disk
from tests.cases import crowd

LAST = "9999-12-31 00:00:00+00"
FIRST = {
    "now": LAST, "kinds": 63, "urgency": 0, "before": LAST, "limit": 20,
    "after_d2": -1.0, "after_urgency": None, "after_waiting_since": None, "after_public_id": None,
}  # fmt: skip


def values_of_a_cell():
    """What SQLite is given to read the first cases of the cell where the crowd is."""
    named = {**FIRST, "cell": geo.cell_of(crowd.HERE), "d2": 0.0}
    return [named[name] for name in sqlite.CELL_VALUES + sqlite.statements(AVAILABLE).values]


def ranges_around():
    """What SQLite is given to look for populated cells around the crowd."""
    return db.range_values(cover_of_disk(geo.metric(geo.snapped(crowd.HERE)), 5000, 6), postgres=False)


def values_of_belts(limit=20, urgency=0):
    """What PostgreSQL is given for all belts around the crowd."""
    way = belts.way_from(crowd.HERE, 0.0, 50_000)
    return {**FIRST, "limit": limit, "urgency": urgency, **postgres.farther_values(way, list(way.belts))}


def test_the_first_cases_of_a_cell_come_from_the_partial_index_in_its_order(app):
    if db.is_postgres():
        return  # the whole walk is one statement there, see below
    crowd.gather(random.Random(1), 300)
    plan = explained(sqlite.statements(AVAILABLE).first, values_of_a_cell())
    assert "USING COVERING INDEX ix_cases_nearby (cell=? AND urgency>?)" in plan
    assert "TEMP B-TREE" not in plan


def test_the_populated_cells_are_leapt_to_and_not_counted_out(app):
    if db.is_postgres():
        return
    crowd.gather(random.Random(1), 300)
    plan = explained(sqlite.statements(AVAILABLE).leaps, ranges_around())
    assert plan.count("SEARCH c USING COVERING INDEX ix_cases_nearby (cell>? AND cell<?)") == 2
    assert "SCAN c" not in plan


def test_the_few_of_a_wide_belt_are_stepped_through_in_the_same_index(app):
    if db.is_postgres():
        return
    plan = explained(sqlite.statements(AVAILABLE).steps, (*db.range_values([(1, 2)], postgres=False), 10))
    assert "SEARCH c USING COVERING INDEX ix_cases_nearby (cell>? AND cell<?)" in plan
    assert "TEMP B-TREE" not in plan


def test_postgresql_reads_each_cell_by_the_same_index_in_its_order(app):
    if not db.is_postgres():
        return
    crowd.gather(random.Random(1), 300)
    cells = belts.neighbourhood(geo.cell_of(crowd.HERE))
    plan = explained(postgres.statements(AVAILABLE).close, {**FIRST, **postgres.close_values(cells)})
    assert "Index Only Scan using ix_cases_nearby" in plan
    assert plan.count("Sort Key") == 2  # of the cells and of what they gave, not inside a cell


def test_postgresql_leaps_by_the_same_index_and_never_begins_a_belt_that_is_not_needed(app):
    if not db.is_postgres():
        return
    crowd.gather(random.Random(1), 300)
    plan = explained(postgres.statements(AVAILABLE).farther, values_of_belts(limit=1), "ANALYZE, TIMING OFF")
    assert plan.count("Index Only Scan using ix_cases_nearby") == 3  # two kinds of leaps, and the first of a cell
    assert "Seq Scan" not in plan
    assert "Incremental Sort" in plan  # which ends with the limit, cell by cell
    assert "loops=1)" in next(line for line in plan.splitlines() if "Recursive Union" in line)


def test_who_looks_for_lives_in_danger_reads_only_their_own_index(app):
    crowd.gather(random.Random(1), 300)
    if db.is_postgres():
        plan = explained(postgres.statements(GRAVE).farther, values_of_belts(urgency=3))
        assert plan.count("Index Only Scan using ix_cases_grave") == 3
    else:
        ask, ranges = sqlite.statements(GRAVE), ranges_around()
        for sql, values in ((ask.first, values_of_a_cell()), (ask.leaps, ranges), (ask.steps, (*ranges, 10))):
            plan = explained(sql, values)
            assert "USING COVERING INDEX ix_cases_grave (cell" in plan
            assert "ix_cases_nearby" not in plan


def test_the_driver_knows_the_statements_again():
    assert max(map(len, (*postgres.statements(AVAILABLE), *postgres.statements(GRAVE)))) <= 4096


def test_the_map_reads_one_row_a_cell_and_of_the_cases_only_leases_that_are_over(app):
    crowd.gather(random.Random(1), 300)
    reader = db.Reader()
    ranges = db.range_values([(1, 2)], reader.postgres)
    plan = explained(clusters.sums_sql(reader.postgres, False), (*ranges, 8, reader.value_of(clock.now())))
    assert "ix_cases_leases" in plan
    assert "ix_cases_clock" not in plan
    assert ("cell_totals_pkey" in plan or "pk_cell_totals" in plan) if reader.postgres else "USING PRIMARY KEY" in plan


def explained(sql, values, how="VERBOSE off"):
    """The plan of a statement of the driver, as text, where scans and sorts are not cheaper for being small."""
    reader = db.Reader()
    if db.is_postgres():
        for switch in ("seqscan", "bitmapscan"):
            reader._cursor.execute(f"SET enable_{switch} = off")
    return "\n".join(
        map(str, reader.rows((f"EXPLAIN ({how}) " if reader.postgres else "EXPLAIN QUERY PLAN ") + sql, values))
    )
