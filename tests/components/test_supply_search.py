"""What is looked for among supply points, as a plain form, and list or map."""

from typing import Any

from connect.home import supply_samples
from connect.supplies import goods, words
from tests.components.conftest import Piece

SEARCH = supply_samples.samples("x", "7KQ2MFXA", "y")["supply_search"]


def filters(piece: Piece, **named: Any) -> str:
    """The form, in English."""
    given = (SEARCH, "/supplies/", goods.offered(), (1, 5, 20), words.PAYS, words.KINDS)
    return piece("supply_search", "supply_filters", *given, given={"lang": "en"}, **named)


def test_the_form_shows_what_was_chosen_and_unfolds_what_is_seldom_asked(piece: Piece) -> None:
    said = filters(piece)
    assert 'method="get" action="/supplies/"' in said and 'name="at" value="1f"' in said
    assert 'value="rice" selected' in said and 'value="5" selected' in said and 'value="cash" selected' in said
    assert 'name="open" value="1" checked' in said and 'name="free" value="1">' in said
    assert '<details class="more" open>' in said


def test_the_map_has_no_radius(piece: Piece) -> None:
    assert 'name="within"' in filters(piece) and 'name="within"' not in filters(piece, radius=False)


def test_list_and_map_lead_to_one_another(piece: Piece) -> None:
    said = piece("supply_search", "supply_switch", SEARCH, "map")
    assert '<a href="/supplies/">' in said and '<a href="/supplies/map" aria-current="page">' in said
