"""On to the next page, back to where one came from."""

from tests.components.conftest import Piece


def test_on_and_back_are_links_with_words(piece: Piece) -> None:
    assert '<a class="btn" href="/next?a=1&amp;b=2">More' in piece("pager", "more", "/next?a=1&b=2", "More")
    back = piece("pager", "back", "/before", "Back to the list")
    assert back.startswith('<p><a class="btn bare" href="/before">') and back.endswith("Back to the list</a></p>")
