"""The list must be answered from the partial index alone, and read no more of a cell than it shows."""

import random

from connect import clock, db, geo
from connect.cases import clusters, near
from tests.cases import crowd


def test_the_first_cases_of_a_cell_come_from_the_partial_index_in_its_order(app):
    crowd.gather(random.Random(1), 300)
    now = db.Reader().value_of(clock.now())
    plan = explained(near.first_sql(db.is_postgres()), (geo.cell_of(crowd.HERE), now, 63, 0, now, *near.NOTHING, 20))
    if db.is_postgres():
        assert "Index Only Scan using ix_cases_nearby" in plan
        assert "Sort" not in plan
    else:
        assert "USING COVERING INDEX ix_cases_nearby (cell=? AND urgency>?)" in plan
        assert "TEMP B-TREE" not in plan


def test_several_cells_are_read_from_the_same_index_each_in_its_order(app):
    if not db.is_postgres():
        return  # SQLite is asked cell by cell
    crowd.gather(random.Random(1), 300)
    cells = [cell for _, cell in geo.neighbourhood(geo.cell_of(crowd.HERE))]
    values = (cells, [0.0] * 7, clock.now(), 63, 0, clock.now(), -1.0, *near.NOTHING, 20, 20)
    plan = explained(near.FIRST_OF_CELLS, values)
    assert "Index Only Scan using ix_cases_nearby" in plan
    assert plan.count("Sort Key") == 1  # of what the cells gave, not inside one


def test_the_populated_cells_are_leapt_to_and_not_counted_out(app):
    crowd.gather(random.Random(1), 300)
    ranges = geo.cover_of_disk(geo.metric(geo.snapped(crowd.HERE)), 5000, 6)
    plan = explained(near.populated_sql(db.is_postgres()), near.range_values(ranges, db.is_postgres()))
    if db.is_postgres():
        assert "Index Only Scan using ix_cases_nearby" in plan
        assert "Limit" in plan  # the second leap is not printed, but costs as much a row
        assert "Seq Scan" not in plan
    else:
        assert plan.count("SEARCH c USING COVERING INDEX ix_cases_nearby (cell>? AND cell<?)") == 2
        assert "SCAN c" not in plan


def test_the_map_reads_one_row_a_cell_and_of_the_cases_only_leases_that_are_over(app):
    crowd.gather(random.Random(1), 300)
    reader = db.Reader()
    ranges = near.range_values([(1, 2)], reader.postgres)
    plan = explained(clusters.kept_sql(reader.postgres, False), (*ranges, 8, reader.value_of(clock.now())))
    assert "ix_cases_leases" in plan
    assert "ix_cases_clock" not in plan
    assert ("cell_totals_pkey" in plan or "pk_cell_totals" in plan) if reader.postgres else "USING PRIMARY KEY" in plan


def explained(sql, values):
    """The plan of a statement of the driver, as text, where scans and sorts are not cheaper for being small."""
    reader = db.Reader()
    if db.is_postgres():
        for switch in ("seqscan", "bitmapscan"):
            reader._cursor.execute(f"SET enable_{switch} = off")
    return "\n".join(map(str, reader.rows(("EXPLAIN " if reader.postgres else "EXPLAIN QUERY PLAN ") + sql, values)))
