"""What is needed, by whom, and for whom: the questions that asking, changing and correcting share."""

import re

from wtforms import BooleanField, Form, RadioField, SelectMultipleField, StringField, TextAreaField

from connect.cases import words
from connect.cases.asking.need_fields import Typed
from connect.incidents import kinds
from tests.components.conftest import Piece


class Told(Form):
    """The fields that the macros show."""

    people, words, name, phone = StringField("People"), StringField("Words"), StringField("Name"), StringField("Phone")
    reporter_name, reporter_phone = StringField("Your name"), StringField("Your phone")
    for_other, clinical_words = BooleanField("For somebody else"), TextAreaField("For the clinician alone")
    vulnerable = guards = SelectMultipleField("Who", choices=[])
    urgency = RadioField("How urgent", choices=[("life_threatening", "danger"), ("low", "can wait")])


def test_every_thing_has_a_number_under_its_name(piece: Piece) -> None:
    item = kinds.KINDS[1].items[0]
    said = piece("needs", "needs_fields", kinds.KINDS, {item.code: Typed("4")}, given={"lang": "en"})
    assert said.count("<details") == len(kinds.KINDS)
    assert len(re.findall(r"<details[^>]* open", said)) == 1, "that of what is wanted; the first only where nothing is"
    assert len(re.findall(r'data-count="{n} chosen">1 chosen', said)) == 1, "a box says how many of its things are set"
    assert f'<label for="qty-{item.code}">{item.en}</label>' in said
    assert re.search(rf'name="qty-{item.code}" value="4"[^>]*data-usual="{item.usual}"', said)


def test_what_is_wrong_stands_at_its_thing_with_what_was_typed_and_chosen(piece: Piece) -> None:
    typed, wrong = {"eggs": Typed("5 kg", "tray_10")}, {"eggs": "Eggs: no"}
    said = piece("needs", "needs_fields", kinds.KINDS, typed, wrong, given={"lang": "en"})
    (row,) = re.findall(r'<li class="wrong">.*?</li>', said)
    assert re.search(r'name="qty-eggs" value="5 kg"[^>]*aria-describedby="qty-eggs-error " aria-invalid="true"', row)
    assert re.search(r'<p class="error" id="qty-eggs-error">.*Eggs: no</p>', row)
    assert '<option value="tray_10" selected>tray of 10</option>' in row


def test_what_is_never_suggested_carries_its_sentence(piece: Piece) -> None:
    said = piece("needs", "needs_fields", kinds.KINDS, {}, given={"lang": "en"})
    assert re.search(r'name="qty-formula"[^>]*aria-describedby="qty-formula-hint"', said)
    assert re.search(r'<p class="hint" id="qty-formula-hint">[^<]*only for those whom a health worker has seen', said)
    assert 'id="qty-rice-hint"' not in said


def test_a_life_in_danger_is_sent_to_the_hotline(piece: Piece) -> None:
    said = piece("needs", "household_fields", Told(), given={"case_words": words})
    assert re.search(r'class="note grave danger">.*<a class="btn grave" href="tel:\d+">', said)
    assert 'name="urgency" type="radio" value="low"' in said and "<b>Can wait</b>" in said


def test_the_phone_says_who_will_see_it(piece: Piece) -> None:
    said = piece("needs", "person_fields", Told())
    assert "Only the helper who takes your request gets to see it." in said
    assert said.index('class="reporter flow"') < said.index('name="reporter_name"') < said.index('id="phone"')
