"""The form of a buyer: what is not as it says, and of which thing."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import Field, RadioField, SelectChoice, SelectField
from wtforms.validators import InputRequired, ValidationError

from connect.incidents import kinds
from connect.supplies.models import SupplyGood
from connect.supplies.said.rules import OF_ITEM
from connect.supplies.said.words import WORDS
from connect.web.pages import languages
from connect.web.pages.forms import Form


class SaidForm(Form):
    """One word, and the item where it is about one."""

    word = RadioField(
        _l("What is not as it says?"), choices=[SelectChoice(word.value, said) for word, said in WORDS.items()],
        validators=[InputRequired(_l("Choose what is not as it says."))], validate_choice=False,
    )  # fmt: skip
    item = SelectField(_l("Which thing?"), validate_choice=False)

    def __init__(self, goods: Sequence[SupplyGood], **more: Any) -> None:
        super().__init__(**more)
        lang = languages.chosen()
        named = [SelectChoice(row.item, kinds.item(row.item).name(lang)) for row in goods]
        self.item.choices = [SelectChoice("", _("Choose")), *named]
        if not goods:
            self.word.choices = [SelectChoice(word.value, said) for word, said in WORDS.items() if word not in OF_ITEM]

    def validate_word(self, field: Field) -> None:
        """One of those that can be said here."""
        if field.data not in [choice.value for choice in field.choices]:
            raise ValidationError(_("Choose what is not as it says."))

    def validate_item(self, field: Field) -> None:
        """Named where the word is about a thing."""
        there = [choice.value for choice in field.choices[1:]]
        if self.word.data in OF_ITEM and field.data not in there:
            raise ValidationError(_("Choose which one of the things there."))
