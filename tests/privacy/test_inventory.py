"""The inventory of data is complete: every column has its row, every row its column, and the words are filled in."""

import csv
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db
from connect.cases import wiping
from connect.cases.models import CaseSecret
from connect.deliveries.ledger import store

FILE = Path(__file__).resolve().parents[2] / "docs" / "data-inventory.csv"
CLASSES = {"public", "personal", "secret", "technical"}
BASES = {"consent", "agreement", "safety", "not personal"}


def rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def kept() -> set[tuple[str, str]]:
    """Every table and column as the migrated database has them."""
    looks = [sa.inspect(db.extension.engine)] + ([] if db.is_postgres() else [sa.inspect(store.engine())])
    columns = {
        (table, column["name"])
        for look in looks
        for table in look.get_table_names()
        for column in look.get_columns(table)
    }
    return {(table, column) for table, column in columns if table != "alembic_version"}


def gaps(there: set[tuple[str, str]], told: list[tuple[str, str]]) -> list[str]:
    """What is wrong, each as a sentence that says what to do."""
    wrong = [f"{t}.{c}: add a row to docs/data-inventory.csv" for t, c in sorted(there - set(told))]
    wrong += [f"{t}.{c}: there is no such column, take the row out" for t, c in sorted(set(told) - there)]
    return wrong + [f"{t}.{c}: stands twice" for t, c in sorted({one for one in told if told.count(one) > 1})]


def test_every_column_has_a_row_and_every_row_a_column(app: Flask) -> None:
    found = gaps(kept(), [(row["table"], row["column"]) for row in rows()])
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("there", "told"),
    [({("a", "b")}, []), (set(), [("a", "b")]), ({("a", "b")}, [("a", "b"), ("a", "b")])],
)
def test_the_check_finds_a_planted_gap(there: set[tuple[str, str]], told: list[tuple[str, str]]) -> None:
    assert gaps(there, told)


def test_every_row_says_all_there_is_to_say() -> None:
    for row in rows():
        where = f"{row['table']}.{row['column']}"
        assert row["class"] in CLASSES, where
        assert row["basis"] in BASES, where
        assert all(row[name] for name in ("purpose", "kept", "seen_by")), where
        assert row["class"] == "technical" or row["basis"] != "not personal" or row["class"] == "public", where


def test_what_is_sealed_is_personal_or_secret_and_what_is_wiped_is_not_kept_for_ever() -> None:
    by_name = {(row["table"], row["column"]): row for row in rows()}
    for (table, column), row in by_name.items():
        if column.endswith("_sealed"):
            assert row["class"] in ("personal", "secret"), f"{table}.{column} is sealed, so it is not {row['class']}"
    for column in sa.inspect(CaseSecret).column_attrs:
        if column.key.removesuffix("_sealed") in wiping.WIPED:
            assert "14 days" in by_name["case_secrets", column.key]["kept"]
