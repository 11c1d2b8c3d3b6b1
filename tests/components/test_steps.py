"""The steps of a form by their names."""

import re

from tests.components.conftest import Piece


def test_what_is_done_is_marked_and_the_step_at_hand_is_said(piece: Piece) -> None:
    said = piece("steps", "steps", ["One", "Two", "Three"], 2, "Three steps")
    assert re.findall(r"<li([^>]*)>", said) == [' class="past"', ' aria-current="step"', ""]
    assert re.findall(r'href="(#step-\d)"', said) == ["#step-1", "#step-2", "#step-3"]


def test_with_a_form_the_other_steps_are_buttons_that_bring_what_was_typed(piece: Piece) -> None:
    said = piece("steps", "steps", ["One", "Two"], 2, "Two steps", "ask", "/ask")
    assert '<button form="ask" name="edit" value="1" formaction="/ask#step-1">One</button>' in said
    assert '<a href="#step-2">Two</a>' in said
