"""A story as everybody will read it, and the words to which somebody agrees."""

from wtforms import BooleanField, Form, StringField

from connect.incidents import kinds
from tests.components.conftest import Piece


class Consent(Form):
    """The two fields of a consent."""

    agrees, first_name = BooleanField("Yes"), StringField("Name")


def test_words_stand_in_their_language_and_what_is_covered_is_explained(piece: Piece) -> None:
    kind = kinds.kind("food")
    said = piece(
        "telling", "telling", "Huế", "week of 23/11", kind, [("Cảm ơn ▒▒▒ <b>.\nNhiều lắm.", "vi"), (None, "en")]
    )
    assert '<blockquote class="words" lang="vi"><p>Cảm ơn ▒▒▒ &lt;b&gt;.</p><p>Nhiều lắm.</p></blockquote>' in said
    assert 'lang="en"' not in said and "something is covered" in said and "Without any name" in said


def test_a_picture_has_its_words_and_what_is_said_of_the_people_in_it(piece: Piece) -> None:
    pictures = [("/p/1", "Bao gạo", "Nobody in it.")]
    said = piece("telling", "telling", "Huế", "", kinds.kind("food"), [("Xong.", "vi")], pictures, ("Hạnh", "Lan"))
    assert 'src="/p/1" alt="Bao gạo"' in said and "Bao gạo · Nobody in it." in said
    assert "Hạnh and Lan" in said and "something is covered" not in said


def test_before_the_tick_stands_every_sentence(piece: Piece) -> None:
    form = Consent()
    said = piece("telling", "consent_fields", form.agrees, form.first_name, ["Everybody reads it.", "You may say no."])
    assert said.index("Everybody reads it.") < said.index("You may say no.") < said.index('type="checkbox"')
