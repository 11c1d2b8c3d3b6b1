"""A case in a list, from what everybody may know."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from connect.cases import kinds
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
    order = [said.index(word) for word in ("<h2>", "tag grave", "3 people", "#clock", "Bến Thành", "/cases/ABCD2345")]
    assert order == sorted(order)
    assert "the case from Bến Thành" in said, "a link is called by more than See"
    assert "fading" not in said and "already brought" not in said


def test_a_card_says_when_nobody_confirmed_and_what_was_brought(piece: Piece) -> None:
    said = piece("case_card", "card", row(silent=datetime.now(UTC) - timedelta(days=9), given=True, why="for you"), 3)
    assert "card case flow tight grave fading" in said and "not confirmed for" in said
    assert "a part was already brought" in said and 'class="quiet small">for you' in said and "<h3" in said


def test_other_cases_are_a_list_or_nothing(piece: Piece) -> None:
    assert piece("case_card", "others", [row(), row()]).count("card case") == 2
    assert piece("case_card", "others", []) == ""
