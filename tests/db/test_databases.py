"""What the tests on PostgreSQL take for granted: each begins with a database as the template is."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.conftest import POSTGRES
from tests.databases import Databases, Rows

pytestmark = pytest.mark.skipif(not POSTGRES, reason="on SQLite each test has a file of its own")
STEP = "INSERT INTO cell_steps (cell, colour, kinds, urgency, n) VALUES (1, 'need', 1, 1, 1) RETURNING id"


@pytest.fixture
def lender(template: str) -> Iterator[Databases]:
    """A lender with nothing lent yet."""
    made = Databases(POSTGRES, template)
    yield made
    made.close()


def told(lender: Databases, name: str, statement: str) -> object:
    with psycopg.connect(lender.address(name)) as at_work:
        found = at_work.execute(statement)
        return found.fetchone()[0] if found.description else None  # type: ignore[index]


def test_what_a_test_wrote_is_gone_and_its_numbers_begin_anew(lender: Databases) -> None:
    for _again in range(3):
        name = lender.lend()
        assert name.endswith("_1"), "the same database each time"
        assert told(lender, name, "SELECT count(*) FROM cell_steps") == 0
        assert told(lender, name, STEP) == 1
        assert told(lender, name, STEP) == 2
        lender.take_back(name)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE areas SET name = name || '!' WHERE id = (SELECT min(id) FROM areas)",
        "DELETE FROM area_aliases WHERE id = (SELECT min(id) FROM area_aliases)",
        "CREATE TABLE more (id int)",
        "DROP TABLE cell_steps",
        "ALTER TABLE cell_steps ADD COLUMN more int",
        "CREATE INDEX more ON cell_steps (cell)",
        f"WITH one AS ({STEP}) SELECT 1; ANALYZE cell_steps",
    ],
)
def test_what_cannot_be_put_back_is_copied_anew(lender: Databases, change: str) -> None:
    name = lender.lend()
    told(lender, name, change)
    lender.take_back(name)
    other = lender.lend()
    assert other != name
    lender.take_back(other)


def test_who_is_still_connected_is_sent_away(lender: Databases) -> None:
    name = lender.lend()
    left = psycopg.connect(lender.address(name))
    left.execute(STEP)  # and neither committed nor rolled back: it holds a lock on the table
    lender.take_back(name)
    with pytest.raises(psycopg.OperationalError):
        left.execute("SELECT 1")


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO notes (word) VALUES ('more')",
        "UPDATE notes SET word = 'other' WHERE id = 2",
        "DELETE FROM notes WHERE id = 1",
        "DELETE FROM notes; INSERT INTO notes (word) VALUES ('more'), ('and more')",
        "TRUNCATE notes",
        "INSERT INTO notes (word) VALUES (DEFAULT), ('a\tb\\c')",
    ],
)
def test_rows_are_put_back_as_often_as_they_are_changed(lender: Databases, change: str) -> None:
    name = lender.lend()
    told(lender, name, "CREATE TABLE notes (id serial PRIMARY KEY, word text); INSERT INTO notes (word) VALUES (NULL)")
    told(lender, name, "INSERT INTO notes (word) VALUES ('a\tb\\c')")
    all_of_it = (
        "SELECT array_agg((id, word)::text ORDER BY id)::text || (SELECT last_value FROM notes_id_seq) FROM notes"
    )
    before = told(lender, name, all_of_it)
    rows = Rows(lender.address(name))
    for _again in range(3):
        told(lender, name, change)
        assert told(lender, name, all_of_it) != before
        rows.put_back()
        assert told(lender, name, all_of_it) == before
    told(lender, name, change)
    kept = told(lender, name, all_of_it)
    rows.keep()
    told(lender, name, "DELETE FROM notes; INSERT INTO notes (word) VALUES ('x')")
    rows.put_back()
    assert told(lender, name, all_of_it) == kept
    rows.close()
    lender.take_back(name)
