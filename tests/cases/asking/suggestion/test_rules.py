"""A suggestion, as it was chosen, and laid over what was typed."""

from fractions import Fraction

import pytest

from connect.cases.asking.need_fields import Typed
from connect.cases.asking.suggestion import rules
from connect.cases.asking.suggestion.rules import Suggestion
from connect.incidents.households.rules import Line, named

LINES = {line.item: line for line in named(None).lines}


@pytest.mark.parametrize(
    ("people", "days", "at_home", "found"),
    [
        ("", "", None, (4, 7)), ("6", "14", None, (6, 14)), ("", "3", 5, (5, 3)), ("6", "7", 5, (6, 7)),
        ("", "", 400, (4, 7)), ("21", "5", None, (4, 7)), ("0", "-3", 3, (3, 7)), ("²", "1e1", 2, (2, 7)),
        ("9" * 5000, "٧", None, (4, 7)),
    ],
)  # fmt: skip
def test_it_is_for_those_chosen_or_at_home_or_the_usual_family(
    people: str, days: str, at_home: int | None, found: tuple[int, int]
) -> None:
    assert rules.asked_for(people, days, at_home) == found


@pytest.mark.parametrize(
    ("text", "mark"),
    [("4-7", "4-7"), ("20-14", "20-14"), ("21-7", ""), ("4-8", ""), ("4", ""), ("", ""), ('4-7"><b', ""), ("0-7", "")],
)
def test_a_mark_is_read_back_or_forgotten(text: str, mark: str) -> None:
    assert rules.marked(text) == mark


def test_it_fills_only_what_is_empty_or_what_it_has_filled_before() -> None:
    typed = {"rice": Typed("14"), "water": Typed("20"), "eggs": Typed("1", "tray_10"), "books": Typed("2")}
    taken = rules.filled(typed, Suggestion(LINES, 6, 7, before="4-7"))
    assert taken["rice"] == Typed("21"), "it was the suggestion's"
    assert (taken["water"], taken["eggs"], taken["books"]) == (Typed("20"), Typed("1", "tray_10"), Typed("2"))
    assert taken["oil"] == Typed("2")
    assert rules.filled(typed, Suggestion(LINES, 6, 7))["rice"] == Typed("14"), "nothing was filled in before"


def test_what_stands_for_something_counts_in_its_place() -> None:
    instead = {"noodles": ("rice", Fraction(11)), "bread": ("rice", Fraction(15))}
    less = rules.covered({"noodles": 44, "bread": 30, "books": 3}, instead)
    assert less == {"rice": Fraction(6)}
    now = Suggestion(LINES, instead=instead, covered=less)
    typed = {"noodles": Typed("44"), "bread": Typed("30")}
    assert rules.filled(typed, now)["rice"] == Typed("8") and rules.filled(typed, now)["noodles"] == Typed("44")
    later = Suggestion(LINES, before="4-7", instead=instead, covered=less)
    assert rules.filled(typed | {"rice": Typed("14")}, later)["rice"] == Typed("8"), "chosen after it was filled in"
    assert rules.filled(typed | {"rice": Typed("9")}, later)["rice"] == Typed("9"), "typed by the requester"
    much = Suggestion(LINES, covered=rules.covered({"noodles": 999}, instead))
    assert "rice" not in much.needs and much.needs["water"] == 84
    assert now.exchanges == "noodles rice 11,bread rice 15"


def test_a_script_is_told_the_same_lines() -> None:
    home = Line("light", Fraction(1, 15), by_person=False, step=2, source="here")
    said = Suggestion({"rice": LINES["rice"], "light": home}).by_item
    assert said == "rice 1/2 1,light 1/15 2 home"
