"""What a moderator sends."""

from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from connect import web
from connect.cases import rules, words
from connect.text import clean


class TextForm(web.Form):
    """A question to the requester, the reason of a look, who takes over."""

    text = TextAreaField(validators=[InputRequired(_l("Write something first."))])

    def validate_text(self, field: Field) -> None:
        """Between three letters and five hundred."""
        if not 3 <= len(clean(field.data or "")) <= 500:
            raise ValidationError(_l("Write between 3 and 500 letters."))

    @property
    def said(self) -> str:
        """The text as it is kept."""
        return clean(self.text.data or "")


class CorrectForm(web.Form):
    """Another urgency or ward; the items are read like those of the asking form."""

    urgency = SelectField(
        _l("How urgent"),
        choices=[SelectChoice(name, words.URGENCIES[n]) for name, n in reversed(rules.URGENCIES.items())],
    )
    place_text = StringField(_l("Another ward, if the place is wrong"))
