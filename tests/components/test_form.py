"""Fields with label, hint and error; the token; the summary of what is wrong."""

import re
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Form, RadioField, StringField, ValidationError

from tests.components.conftest import Piece


class Asked(Form):
    """A field of each look; nothing in it is right."""

    name = StringField("Name")
    yes = BooleanField("I agree")
    one = RadioField("One of", choices=[("a", "Apples"), ("b", "Pears")], validate_choice=False)

    def validate_name(self, field: Any) -> None:
        """Refuses every name."""
        raise ValidationError("Too <short>")


@pytest.fixture
def wrong() -> Asked:
    """What somebody has sent."""
    form = Asked(MultiDict({"name": 'An "A"', "one": "b"}))
    form.validate()
    return form


def test_a_field_names_its_label_hint_and_error(piece: Piece, wrong: Asked) -> None:
    said = piece("form", "field", wrong.name, "As in your papers", autocomplete="name")
    assert '<label for="name">Name' in said and "(if you like)" in said
    assert 'aria-describedby="name-hint name-error"' in said and 'aria-invalid="true"' in said
    assert 'id="name-hint">As in your papers' in said and "Too &lt;short&gt;" in said
    assert 'class="flow tight wrong"' in said and 'autocomplete="name"' in said and "&#34;A&#34;" in said


def test_a_field_that_is_right_says_nothing_more(piece: Piece) -> None:
    said = piece("form", "field", Asked().name)
    assert "aria-" not in said and "wrong" not in said


def test_a_tick_stands_before_its_words(piece: Piece, wrong: Asked) -> None:
    assert re.search(
        r'<label for="yes"><input [^>]*type="checkbox"[^>]*> <span>I agree</span></label>',
        piece("form", "field", wrong.yes),
    )


def test_choices_are_tiles_with_a_legend(piece: Piece, wrong: Asked) -> None:
    said = piece("form", "choices", wrong.one, "Choose", icons={"a": "apple", "b": ""})
    assert "<legend>One of</legend>" in said and said.count('class="option"') == 2 and said.count("#apple") == 1
    assert re.search(r'<input[^>]* checked[^>]* value="b"', said) and 'aria-describedby="one-hint"' in said


def test_the_summary_leads_to_each_field_that_is_wrong(piece: Piece, wrong: Asked) -> None:
    said = piece("form", "error_summary", wrong)
    assert 'role="alert"' in said and '<a href="#name">Name: Too &lt;short&gt;</a>' in said
    assert piece("form", "error_summary", Asked()) == ""


def test_the_token_is_a_hidden_field_with_a_value(piece: Piece) -> None:
    assert re.fullmatch(r'<input type="hidden" name="csrf_token" value="[^"]{20,}">', piece("form", "csrf"))


def test_the_button_that_sends_has_sign_words_and_what_it_is_told(piece: Piece) -> None:
    said = piece("form", "submit", "Send", "send", name="do", value="it")
    assert said.startswith('<button class="btn main" type="submit" name="do" value="it">')
    assert "#send" in said and "<span>Send</span>" in said
