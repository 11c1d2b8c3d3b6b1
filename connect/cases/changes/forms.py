"""The answer of a requester to a moderator's question."""

from typing import ClassVar

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import Field, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from connect.cases.asking.forms import LONGEST
from connect.text import clean
from connect.web.pages.forms import Form


class NoteForm(Form):
    """An answer to a moderator's question."""

    longest: ClassVar = {"note": LONGEST["words"]}
    note = TextAreaField(_l("Your answer"), validators=[InputRequired(_l("Write your answer first."))])

    def validate_note(self, field: Field) -> None:
        """Something, and not a book."""
        if not 1 <= len(clean(field.data or "")) <= LONGEST["words"]:
            raise ValidationError(_("Please shorten it to %(most)s letters.", most=LONGEST["words"]))
