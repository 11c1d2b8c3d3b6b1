"""Where somebody is: found with and without a script, and always with a ward that was chosen."""

import re

from wtforms import Form, HiddenField, StringField

from tests.components.conftest import Piece


class Told(Form):
    """The fields that the macro shows."""

    lat = lon = accuracy = place_by = HiddenField()
    place_text, ward = StringField("Ward, commune or address"), StringField("Ward")


def place(piece: Piece, *, finding: bool = False, link: bool = False) -> str:
    form = Told(data={"place_text": "Bến Thành", "lat": "10.77"})
    return piece("place", "place_fields", form, "/offers/new", [], link, finding, "Which ward is it?")


def test_without_a_script_the_form_itself_is_sent_to_find_the_ward(piece: Piece) -> None:
    said = place(piece)
    assert re.search(r'<button class="btn" name="find" value="1" formaction="/offers/new#ward">', said)
    assert '<label for="place_text">Ward, commune or address</label>' in said
    assert 'name="place_text" value="Bến Thành"' in said and 'name="lat" value="10.77"' in said


def test_where_nothing_is_found_it_says_what_to_try_next(piece: Piece) -> None:
    assert "Nothing has that name." in place(piece, finding=True).split('role="status"')[1]
    assert "copy the address or the two numbers" in place(piece, link=True).split('role="status"')[1]
    assert "Nothing has that name." not in place(piece).split('role="status"')[1]
