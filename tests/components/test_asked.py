"""What a requester asks for, as a moderator reads it."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from connect.incidents import kinds
from tests.components.conftest import Piece

ITEM = kinds.KINDS[0].items[0]
WARD = SimpleNamespace(name="Bến Nghé")


@pytest.fixture(autouse=True)
def labels(alone: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The names of wards without their table."""
    monkeypatch.setitem(alone.jinja_env.filters, "area_label", lambda ward: ward.name)


def said(piece: Piece, **secret: Any) -> str:
    """The panel for three people who need five of the first thing there is."""
    told = {
        "wiped_at": None,
        "words": "Hết <gạo>",
        "reporter_name": "",
        "area": WARD,
        "place_by": "ward",
        "accuracy_m": None,
    }
    case = SimpleNamespace(
        kinds=1, needs=[SimpleNamespace(item=ITEM.code, kind=ITEM.kind, quantity=5)], guarded=True, people=3, area=WARD
    )
    return piece("asked", "asked", case, SimpleNamespace(**told | secret), ["infant"], ["child_alone"])


def test_needs_words_people_and_place_stand_together(piece: Piece) -> None:
    html = said(piece)
    for part in ("What is asked", ITEM.name("en"), "Hết &lt;gạo&gt;", "3 people", "Safeguarded", "the ward alone"):
        assert part in html, part
    assert "asked by somebody else" not in html


def test_who_asked_for_somebody_and_how_exact_the_place_is_are_told(piece: Piece) -> None:
    html = said(piece, reporter_name="Lan", place_by="position", accuracy_m=12.0)
    assert "asked by somebody else" in html and "good to 12 m" in html and "Lan" not in html


def test_what_was_deleted_and_what_was_never_written_are_told_apart(piece: Piece) -> None:
    assert "Nothing more was written." in said(piece, words="")
    deleted = said(piece, words="", wiped_at=datetime(2026, 11, 20, tzinfo=UTC))
    assert "were deleted on" in deleted and "Nothing more was written." not in deleted
