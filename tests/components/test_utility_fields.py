"""What an admin says of a utility and of its items."""

import re
from types import SimpleNamespace

from flask import Flask

from connect.incidents.catalogue.forms import ItemForm, NewUtilityForm, UtilityForm
from connect.incidents.catalogue.words import ICONS
from tests.components.conftest import Piece


def test_each_drawing_is_seen_beside_its_name_and_one_is_chosen(alone: Flask, piece: Piece) -> None:
    with alone.test_request_context():
        form = UtilityForm(data={"icon": "boat"}, meta={"csrf": False})
    said = piece("utility_fields", "utility_fields", form, ICONS)
    assert said.count('type="radio"') == said.count('<label class="chip"') == len(ICONS)
    assert re.findall(r'<input[^>]* checked[^>]*value="(\w+)"', said) == ["boat"]
    assert "<span>Boat</span>" in said


def test_a_code_is_asked_for_once_and_never_again(alone: Flask, piece: Piece) -> None:
    with alone.test_request_context():
        new, old = (kind(meta={"csrf": False}) for kind in (NewUtilityForm, UtilityForm))
    assert 'name="code"' in piece("utility_fields", "utility_fields", new, ICONS)
    assert 'name="code"' not in piece("utility_fields", "utility_fields", old, ICONS)


def test_what_is_wrong_with_the_drawing_stands_there(alone: Flask, piece: Piece) -> None:
    with alone.test_request_context():
        form = UtilityForm(meta={"csrf": False})
    form.icon.errors = ("Choose one",)
    assert re.search(
        r'<fieldset class="flow tight wrong" id="icon">.*Choose one</p>',
        piece("utility_fields", "drawings", form.icon, ICONS),
    )


def test_packs_are_folded_until_there_is_one(alone: Flask, piece: Piece) -> None:
    with alone.test_request_context():
        bare, packed = (ItemForm(data=data, meta={"csrf": False}) for data in ({}, {"pack1_of": "5"}))
    said = piece("utility_fields", "item_fields", bare)
    assert re.findall(r"<legend>(Pack \d)</legend>", said) == ["Pack 1", "Pack 2", "Pack 3"]
    assert not re.search("<details[^>]* open", said)
    assert re.search("<details[^>]* open", piece("utility_fields", "item_fields", packed))


def test_the_unit_of_an_item_that_is_there_is_said_and_not_asked(alone: Flask, piece: Piece) -> None:
    with alone.test_request_context():
        form = ItemForm(meta={"csrf": False})
    said = piece("utility_fields", "item_fields", form, SimpleNamespace(code="rice"), "kg")
    assert "Counted in: kg. Code: rice." in said and 'name="unit"' not in said and 'name="code"' not in said
    assert 'name="unit"' in piece("utility_fields", "item_fields", form)
