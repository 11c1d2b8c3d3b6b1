"""docs/asvs.csv names every item of ASVS 5.0.0 that applies, once, and only tests that there are."""

import ast
import csv
import re
from collections import Counter

import pytest

from tests.test_architecture import ROOT

ROWS = list(csv.DictReader((ROOT / "docs" / "asvs.csv").open(encoding="utf-8")))
# How many items of level 1 and 2 each chapter has; OAuth (V10) and WebRTC (V17) are not used here.
ITEMS = {
    "V1": 27, "V2": 11, "V3": 19, "V4": 10, "V5": 9, "V6": 35, "V7": 18, "V8": 7, "V9": 7, "V11": 14, "V12": 9,
    "V13": 13, "V14": 9, "V15": 13, "V16": 16,
}  # fmt: skip
PROVEN_AT_LEAST = 150


def node_ids() -> set[str]:
    """The node ids of all tests, without running or importing them."""
    return {
        f"{path.relative_to(ROOT)}::{node.name}"
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def faults(rows: list[dict[str, str]]) -> list[str]:
    """What is wrong with the list, in words that say what to do."""
    there, found = node_ids(), []
    for row in rows:
        evidence = row["evidence"].split()
        if row["status"] not in ("proven", "reason", "open"):
            found.append(f"{row['id']}: status is proven, reason or open, not {row['status']!r}")
        if row["status"] == "proven" and not evidence:
            found.append(f"{row['id']}: name the test that proves it")
        if row["status"] in ("reason", "open") and len(evidence) < 3:
            found.append(f"{row['id']}: write why it does not apply, or what is missing")
        if row["status"] == "proven":
            found += [f"{row['id']}: there is no test {one}" for one in evidence if one not in there]
        if not 2 <= len(row["topic"].split()) <= 8:
            found.append(f"{row['id']}: two to eight words of topic")
        if row["level"] not in ("1", "2") or not re.fullmatch(r"V\d+\.\d+\.\d+", row["id"]):
            found.append(f"{row['id']}: no item of level 1 or 2")
    return found


def test_every_row_is_whole_and_every_test_it_names_is_there() -> None:
    found = faults(ROWS)
    assert not found, "\n".join(found)


def test_every_item_that_applies_stands_there_once() -> None:
    ids = [row["id"] for row in ROWS]
    assert len(ids) == len(set(ids)) == sum(ITEMS.values()) == 217
    assert Counter(one.split(".")[0] for one in ids) == ITEMS


def test_at_least_so_many_are_proven() -> None:
    assert [row["status"] for row in ROWS].count("proven") >= PROVEN_AT_LEAST


@pytest.mark.parametrize(
    "change",
    [{"evidence": "tests/web/test_web.py::test_nothing"}, {"status": "done"}, {"topic": "x"}, {"evidence": ""}],
)
def test_the_check_finds_a_row_that_claims_too_much(change: dict[str, str]) -> None:
    good = next(row for row in ROWS if row["status"] == "proven")
    assert not faults([good])
    assert faults([good | change])
