"""From one page of numbers to the other, for whoever may open it."""

from tests.components.conftest import Piece


def test_the_page_that_is_shown_is_marked_and_none_is_offered_that_may_not_be_opened(piece: Piece) -> None:
    said = piece("number_tabs", "number_tabs", "moderation.numbers")
    assert said.count("<a ") == 2 and said.count('aria-current="page"') == 1
    assert 'href="/moderation/numbers" aria-current="page"' in said and "coverage" not in said
