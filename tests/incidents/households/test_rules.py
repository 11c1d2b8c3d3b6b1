"""The tables of what a household needs, held to what a person has to live on; suggestions, and what is much more."""

import tomllib
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from connect.cases.asking.need_fields import MOST_OF_ONE
from connect.incidents import households, kinds
from connect.incidents.households import rules
from connect.incidents.households.rules import Table

FOLDER = Path(households.__file__).parent
FILES = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.toml")}
STANDARD = rules.named(rules.STANDARD)
TABLES = st.sampled_from([*rules.TABLES.values()])
PEOPLE, DAYS = st.integers(1, rules.MOST_PEOPLE), st.sampled_from(rules.DAYS)


def value(table: str, item: str, name: str) -> float:
    """Kilocalories, or grams of protein or fat, of a unit of an item."""
    food: dict[str, Any] = FILES[table]["food"][item]
    return float(food[name] * food["unit_g"] / 100)


@pytest.mark.parametrize("code", rules.TABLES)
def test_a_day_of_every_table_feeds_a_person(code: str) -> None:
    eaten = {line.item: float(line.a_day) for line in rules.TABLES[code].lines if line.item in FILES[code]["food"]}
    kcal, protein_g, fat_g = (
        sum(value(code, item, name) * units for item, units in eaten.items()) for name in ("kcal", "protein_g", "fat_g")
    )
    assert kcal >= 2100, f"{code}: {kcal:.0f} kcal"
    assert 4 * protein_g / kcal >= 0.10, f"{code}: {4 * protein_g / kcal:.1%} protein"
    assert 9 * fat_g / kcal >= 0.17, f"{code}: {9 * fat_g / kcal:.1%} fat"


@pytest.mark.parametrize("code", rules.TABLES)
def test_every_figure_and_every_food_value_names_its_source(code: str) -> None:
    data = FILES[code]
    rows = [*data["line"], *data["instead"], *data["food"].values()]
    assert all(len(row["source"]) > 20 for row in rows)
    items = {row["item"] for row in data["line"]}
    assert items | {row["item"] for row in data["instead"]} <= kinds.ITEMS.keys() and len(items) == len(data["line"])
    assert {row["of"] for row in data["instead"]} <= items
    not_eaten = {"water", "salt", "washing_powder"}
    assert items - not_eaten <= data["food"].keys(), "something is eaten that has no food value"


@pytest.mark.parametrize("code", rules.TABLES)
def test_what_stands_for_something_by_its_energy_has_about_the_same(code: str) -> None:
    for row in FILES[code]["instead"]:
        if row["source"].startswith("The same energy"):
            ratio = value(code, row["item"], "kcal") * row["units"] / value(code, row["of"], "kcal")
            assert 0.9 <= ratio <= 1.1, f"{code}: {row['item']} for {row['of']} is {ratio:.2f}"


def test_all_files_of_the_folder_are_known_and_nothing_is_suggested_that_must_not_be() -> None:
    assert FILES.keys() == rules.TABLES.keys() | {"never"}
    assert {"formula", "pads"} <= rules.NEVER.keys() <= kinds.ITEMS.keys()
    for table in rules.TABLES.values():
        assert not rules.NEVER.keys() & (table.by_item.keys() | table.stands_for.keys())
    for lang, word in (("vi", "nhân viên y tế"), ("en", "health worker")):
        assert word in rules.never("formula", lang) and not rules.never("rice", lang)


def test_four_people_for_a_week() -> None:
    said = STANDARD.suggested(4, 7)
    assert (said["rice"], said["water"], said["eggs"], said["oil"]) == (14, 84, 28, 1)


@given(table=TABLES, people=PEOPLE, days=DAYS)
def test_a_suggestion_covers_the_days_fits_the_form_and_grows_with_people(table: Table, people: int, days: int) -> None:
    said = table.suggested(people, days)
    for line in table.lines:
        exact = line.a_day * days * (people if line.by_person else 1)
        assert exact <= said[line.item] < exact + line.step and 1 <= said[line.item] <= MOST_OF_ONE
        assert said[line.item] <= table.suggested(people + 1, days)[line.item]


@given(table=TABLES, people=st.integers(1, 2000), days=DAYS)
def test_a_suggestion_that_is_taken_is_never_much_more(table: Table, people: int, days: int) -> None:
    assert not table.much_more(table.suggested(people, days), people)


@pytest.mark.parametrize(
    ("needs", "people", "hinted"),
    [
        ({"rice": 42}, 4, {}), ({"rice": 43}, 4, {"rice": 14}), ({"rice": 43}, 8, {}),
        ({"rice": 30, "noodles": 132}, 4, {}), ({"rice": 31, "noodles": 132}, 4, {"rice": 14, "noodles": 154}),
        ({"noodles": 999, "oil": 1}, 4, {"noodles": 154}), ({"fish": 10}, 4, {"fish": 3}),
        ({"formula": 99, "pads": 99, "milk": 999, "books": 99, "no_such_thing": 9}, 1, {}),
    ],
)  # fmt: skip
def test_above_three_times_the_table_is_much_more_and_what_stands_for_it_counts(
    needs: dict[str, int], people: int, hinted: dict[str, int]
) -> None:
    assert STANDARD.much_more(needs, people) == hinted


def test_a_line_can_be_of_a_household_and_rounded_up_to_more_than_a_unit() -> None:
    row = {"item": "light", "household_month": Fraction(2), "step": 2, "source": "here"}
    table = rules.table_of("made", {"vi": "Bảng", "en": "Table", "line": [row]})
    assert table.suggested(1, 3) == table.suggested(20, 30) == {"light": 2}
    assert table.suggested(1, 31) == {"light": 4}


def test_a_table_that_is_not_there_any_more_is_the_standard_one() -> None:
    assert rules.named("gone") is rules.named(None) is STANDARD
    assert rules.named("no_cooking").name("en") == "Households that cannot cook"
