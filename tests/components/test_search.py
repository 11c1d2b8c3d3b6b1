"""What to look for, where, as list or map."""

from types import SimpleNamespace
from typing import Any

from connect.incidents import kinds
from tests.components.conftest import Piece

SEARCH = SimpleNamespace(
    args=lambda **_over: {"at": "1f"}, area=None, cell=31, kinds=("food",), urgency="urgent", within_km=5, waiting_h=0
)


def filters(piece: Piece, **named: Any) -> str:
    """The form of filters, in English."""
    return piece("search", "filters", SEARCH, "/cases/nearby", (1, 5, 20), (0, 6), given={"lang": "en"}, **named)


def test_list_and_map_keep_the_search_and_say_which_is_open(piece: Piece) -> None:
    said = piece("search", "switch", SEARCH, "map")
    assert '<a href="/cases/nearby?at=1f">' in said and '<a href="/cases/map?at=1f" aria-current="page">' in said


def test_filters_are_a_plain_form_that_shows_what_was_chosen(piece: Piece) -> None:
    said = filters(piece)
    assert 'method="get" action="/cases/nearby"' in said and 'name="at" value="1f"' in said
    assert said.count('name="kind"') == len(kinds.KINDS)
    assert 'value="urgent" selected' in said and 'value="5" selected' in said and 'value="0" selected' in said


def test_the_map_has_no_radius(piece: Piece) -> None:
    assert 'name="within"' in filters(piece) and 'name="within"' not in filters(piece, radius=False)


def test_my_position_is_hidden_until_a_script_can_ask_for_it(piece: Piece) -> None:
    said = piece("search", "my_position", SEARCH, main=True)
    assert 'class="my-position" hidden' in said and 'method="post"' in said and "btn main" in said
    assert 'name="lat"' in said and 'name="lon"' in said and 'role="status"' in said
