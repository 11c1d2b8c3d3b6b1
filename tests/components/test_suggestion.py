"""What a household usually needs, offered."""

import re

from connect.cases.asking.suggestion.rules import Suggestion
from connect.incidents.households.rules import named
from tests.components.conftest import Piece

LINES = {line.item: line for line in named(None).lines}


def test_it_says_for_whom_and_how_much_and_fills_nothing_in_by_itself(piece: Piece) -> None:
    said = piece("suggestion", "suggestion_box", Suggestion(LINES), "/cases/ask")
    assert "Rice 14\xa0kg, drinking water 84\xa0litres" in said and " open" not in said.split(">")[0]
    assert (
        '<option value="4" selected>4 people</option>' in said and '<option value="7" selected>7 days</option>' in said
    )
    assert 'name="suggest" value="1" formaction="/cases/ask#suggested"' in said
    assert re.search(r'role="status"[^>]*></p>', said) and "formula" not in said.lower()


def test_once_taken_it_stays_open_and_says_so(piece: Piece) -> None:
    said = piece("suggestion", "suggestion_box", Suggestion(LINES, 2, 3, taken=True), "/cases/ask")
    assert 'id="suggested" open' in said and "Filled in below" in said.split('role="status"')[1].split(">")[1]
    assert 'name="suggested" value="2-3"' in said


def test_without_a_table_nothing_is_offered(piece: Piece) -> None:
    assert piece("suggestion", "suggestion_box", Suggestion({}), "/cases/ask") == ""
