"""A case in a list, from what everybody may know."""

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from connect.incidents import kinds
from tests.components.conftest import Piece


def row(silent: datetime | None = None, given: bool = False, why: str = "") -> Any:
    """One line of a list: rice for three people, 400 m away, waiting for two hours."""
    item = kinds.KINDS[0].items[0]
    found = SimpleNamespace(
        kinds=1, urgency=3, waiting_since=datetime.now(UTC) - timedelta(hours=2), distance_m=400, public_id="ABCD2345"
    )
    card = SimpleNamespace(found=found, wants=((item.code, 5),), people=3, silent=silent, given=given)
    return SimpleNamespace(card=card, area=SimpleNamespace(name="Bến Thành"), why=why)


def test_a_card_says_need_urgency_people_waiting_and_place(piece: Piece) -> None:
    said = piece("case_card", "card", row())
    order = [
        said.index(word)
        for word in ("<h2>", "/cases/ABCD2345", "tag grave", "3 people", "Bến Thành", "waiting for 2 hours")
    ]
    assert order == sorted(order)
    assert re.search(r'class="whole things" href="/cases/ABCD2345"><span>.*Rice 5\xa0kg</span>', said), (
        "called by its need"
    )
    assert said.index("under 1 km</b>") > said.index("Rice")
    assert "fading" not in said and "already brought" not in said


def test_a_card_says_when_nobody_confirmed_and_what_was_brought(piece: Piece) -> None:
    said = piece("case_card", "card", row(silent=datetime.now(UTC) - timedelta(days=9), given=True, why="for you"), 3)
    assert "card case flow tight grave fading" in said and "not confirmed for" in said
    assert "a part was already brought" in said and "<p>for you</p></details>" in said and "<h3" in said


def test_other_cases_are_a_list_or_nothing(piece: Piece) -> None:
    assert piece("case_card", "others", [row(), row()]).count("card case") == 2
    assert piece("case_card", "others", []) == ""


def test_of_a_long_list_the_first_are_named_and_the_rest_counted(piece: Piece) -> None:
    items = [item.code for kind in kinds.KINDS for item in kind.items]
    said = piece("case_card", "things", tuple((code, 1) for code in items[:8]))
    assert said.count("<svg") == 5 and "and 3 more" in said
    assert piece("case_card", "things", tuple((code, 1) for code in items[:6])).count("<svg") == 6


def test_a_thing_that_no_list_has_any_more_is_still_drawn(piece: Piece) -> None:
    assert "#basket" in piece("case_card", "things", (("gone", 2),))


def test_urgency_is_said_with_the_need(piece: Piece) -> None:
    assert [re.sub("<[^>]+>", "", piece("case_card", "urgent", number)).strip() for number in (1, 2, 3)] == [
        "needs help", "needs help, urgent", "life in danger",
    ]  # fmt: skip
