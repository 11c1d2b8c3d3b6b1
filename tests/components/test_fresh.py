"""The place where an open page says what is new."""

from tests.components.conftest import Piece


def test_it_carries_the_mark_and_the_words_of_its_script_and_shows_nothing(piece: Piece) -> None:
    html = piece("fresh", "news", "abc")
    assert 'data-fresh="abc"' in html and 'role="status"' in html
    assert 'data-count="{n} new – show"' in html
    assert html.endswith("></div>")
