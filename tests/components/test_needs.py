"""What is needed, by whom, and for whom: the questions that asking, changing and correcting share."""

import re

from wtforms import BooleanField, Form, RadioField, SelectMultipleField, StringField

from connect.cases import kinds
from tests.components.conftest import Piece


class Told(Form):
    """The fields that the macros show."""

    people, words, name, phone = StringField("People"), StringField("Words"), StringField("Name"), StringField("Phone")
    reporter_name, reporter_phone = StringField("Your name"), StringField("Your phone")
    for_other = BooleanField("For somebody else")
    vulnerable = guards = SelectMultipleField("Who", choices=[])
    urgency = RadioField("How urgent", choices=[("low", "can wait")])


def test_every_thing_has_a_tick_and_a_number_by_name(piece: Piece) -> None:
    item = kinds.KINDS[1].items[0]
    said = piece("needs", "needs_fields", kinds.KINDS, {item.code: 4}, given={"lang": "en"})
    assert said.count("<details") == len(kinds.KINDS)
    assert len(re.findall(r"<details[^>]* open", said)) == 2, "the first, and that of what was ticked"
    assert f'name="item" value="{item.code}" checked' in said and f'name="was" value="{item.code}"' in said
    assert re.search(rf'name="qty-{item.code}" value="4"[^>]*aria-label="How many: {re.escape(item.name("en"))}"', said)


def test_a_life_in_danger_is_sent_to_the_hotline(piece: Piece) -> None:
    said = piece("needs", "household_fields", Told())
    assert re.search(r'class="note grave danger">.*<a href="tel:\d+">', said)
    assert 'name="urgency" type="radio" value="low"' in said


def test_the_phone_says_who_will_see_it(piece: Piece) -> None:
    said = piece("needs", "person_fields", Told())
    assert "Only the helper who takes your request gets to see it." in said
    assert said.index('class="reporter flow"') < said.index('name="reporter_name"') < said.index('id="phone"')
