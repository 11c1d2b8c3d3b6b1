"""What the driver's cursor inserts reads as if SQLAlchemy had inserted it; what it refuses is SQLAlchemy's error."""

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import clock, db
from connect.cases.models import Case
from connect.cases.screening.models import WatchedPhone
from connect.db.bulk_insert import Writer
from connect.jobs.clock_guard import ClockMark
from tests.builders import post_case

PHONES, MARKS = WatchedPhone.__table__, ClockMark.__table__


def test_moments_come_back_as_they_were(app: Flask) -> None:
    now = clock.now()
    with db.transaction():
        Writer().insert(MARKS, [{"id": 1, "seen_at": now, "steady_since": db.EPOCH}])
    mark = db.session.get_one(ClockMark, 1)
    assert (mark.seen_at, mark.steady_since) == (now, db.EPOCH)


def test_a_row_has_the_number_it_was_given_and_its_table_s_defaults(app: Flask) -> None:
    like, _ = post_case()
    row = {name: getattr(like, name) for name in (
        "state", "cell", "cell_res", "lat", "lon", "area_id", "kinds", "urgency", "people", "wanted", "waiting_since",
        "clock_at", "changed_at",
    )}  # fmt: skip
    with db.transaction():
        number = Writer().insert_one(Case.__table__, row | {"public_id": "AAAA2222"})
    made = db.session.get_one(Case, number)
    assert (made.public_id, made.version, made.given, made.free_at) == ("AAAA2222", 1, 0, db.EPOCH)


def test_what_the_database_refuses_undoes_all_and_is_told_as_usual(app: Flask) -> None:
    row = {"phone_hash": "same", "at": clock.now()}
    with pytest.raises(sa.exc.IntegrityError), db.transaction():
        writer = Writer()
        with writer.together():
            writer.insert(PHONES, [row | {"phone_hash": "other"}])
            writer.insert(PHONES, [row, row])
    assert db.session.scalar(sa.select(sa.func.count()).select_from(PHONES)) == 0
