"""The forms of moderators, and the report of abuse that anybody sends."""

from typing import ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from connect.cases import rules, words
from connect.moderation.reports.report_weight import WORDS_CHARS
from connect.moderation.words import REASONS
from connect.text import clean
from connect.web.pages.forms import Form


class TextForm(Form):
    """A question to the requester, the reason of a look, who takes over."""

    longest: ClassVar = {"text": 500}
    text = TextAreaField(validators=[InputRequired(_l("Write something first."))])

    def validate_text(self, field: Field) -> None:
        """Between three letters and five hundred."""
        if not 3 <= len(clean(field.data or "")) <= 500:
            raise ValidationError(_l("Write between 3 and 500 letters."))

    @property
    def said(self) -> str:
        """The text as it is kept."""
        return clean(self.text.data or "")


class CorrectForm(Form):
    """Another urgency or ward; the items are read like those of the asking form."""

    urgency = SelectField(
        _l("How urgent"),
        choices=[SelectChoice(name, words.URGENCIES[n]) for name, n in reversed(rules.URGENCIES.items())],
    )
    place_text = StringField(_l("Another ward, if the place is wrong"))


class ReportForm(Form):
    """A report of abuse: a reason from `REASONS`, and a few words when somebody likes."""

    longest: ClassVar = {"words": WORDS_CHARS}
    reason = RadioField(
        _l("What is wrong?"), choices=list(REASONS.items()), validators=[InputRequired(_l("Choose what is wrong."))]
    )
    words = TextAreaField(_l("A few words"))

    def validate_words(self, field: Field) -> None:
        """Short; a moderator reads many."""
        if len(clean(field.data or "")) > WORDS_CHARS:
            raise ValidationError(_l("Please shorten it to %(most)s letters.", most=WORDS_CHARS))
