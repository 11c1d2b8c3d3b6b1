"""A page without anything to show says so, and what to do next."""

import re

from tests.components.conftest import Piece


def test_it_says_what_is_missing_and_where_to_go(piece: Piece) -> None:
    said = piece("empty", "empty", "Nothing here", "Come again", "/map", "Look at the map", "map")
    assert "<strong>Nothing here</strong>" in said and "<p>Come again</p>" in said
    assert '<a class="btn" href="/map">Look at the map</a>' in said and "#map" in said


def test_the_title_alone_is_enough(piece: Piece) -> None:
    said = piece("empty", "empty", "Nothing here")
    assert "<a " not in said and said.count("<p>") == 1


def test_a_drawing_takes_the_place_of_the_sign_and_says_nothing_to_those_who_listen(piece: Piece) -> None:
    said = piece("empty", "empty", "Nothing here", drawing="empty-basket")
    assert re.search(r'<img src="/static/drawings/empty-basket\.svg\?v=\w+" width="240" height="160" alt="">', said)
    assert "<svg" not in said
