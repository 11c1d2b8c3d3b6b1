"""The list must be answered from the partial index alone, and the map from its key, on every page."""

import random

import pytest
import sqlalchemy as sa

from connect import clock, db, geo
from connect.cases import queries
from tests.cases import crowd


def values(ranges):
    """Something for every name the statement waits for."""
    return queries.range_values(ranges) | {
        "lat": 10.7, "lon": 106.7, "kx": 1.0, "ky": 1.0, "shrink": 0.0, "r2": 1e9, "now": clock.now(), "kinds": 63,
        "urgency": 0, "limit": 20, "waiting_before": clock.now(), "after_d2": 1.0, "after_urgency": 1,
        "after_since": clock.now(), "after_id": "22222222",
    }  # fmt: skip


@pytest.mark.parametrize("waiting", [False, True])
@pytest.mark.parametrize("paged", [False, True])
def test_the_list_walks_the_partial_index_and_nothing_else(app, waiting, paged):
    crowd.gather(random.Random(1), 300)
    ranges = geo.cover_of_disk(crowd.HERE, 5000)
    plan = explained(queries.nearby_sql(len(ranges), waiting, paged, queries.listed_cases()), values(ranges))
    if db.is_postgres():
        assert "ix_cases_nearby" in plan
    else:
        assert "USING COVERING INDEX ix_cases_nearby (cell>? AND cell<?)" in plan
        assert "SCAN c" not in plan


def explained(statement, wanted):
    """The plan of a statement as text."""
    said = []

    def ask(conn, cursor, text, parameters, context, executemany):
        if not text.startswith("EXPLAIN"):
            raw = "EXPLAIN " if db.is_postgres() else "EXPLAIN QUERY PLAN "
            cursor.execute(raw + text, parameters)
            said.extend(str(row) for row in cursor.fetchall())

    if db.is_postgres():
        db.session.execute(sa.text("SET LOCAL enable_seqscan = off"))
    engine = db.session.get_bind()
    sa.event.listen(engine, "before_cursor_execute", ask)
    try:
        db.session.execute(statement, {name: wanted[name] for name in statement.compile().params})
    finally:
        sa.event.remove(engine, "before_cursor_execute", ask)
    return "\n".join(said)
