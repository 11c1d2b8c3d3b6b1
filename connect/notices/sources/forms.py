"""The forms of a source: its address, its name, and the channel that its alerts become drafts of."""

from collections.abc import Sequence
from typing import ClassVar

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import Field, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, ValidationError

from connect.notices.models import Channel
from connect.notices.sources.models import LONGEST_ADDRESS, LONGEST_LABEL
from connect.text import one_line
from connect.web.pages.forms import Form


class SourceForm(Form):
    """A source; it is looked at before it is kept."""

    longest: ClassVar = {"address": LONGEST_ADDRESS, "label": LONGEST_LABEL}
    channel = SelectField(_l("Its alerts become drafts of"), coerce=int)
    address = StringField(
        _l("Address of the file or feed"), validators=[InputRequired(_l("Write the whole address, with https."))]
    )
    label = StringField(_l("Whose alerts they are"), validators=[InputRequired(_l("Write whose alerts they are."))])

    def offer(self, channels: Sequence[Channel]) -> None:
        """Fills in what can be chosen."""
        self.channel.choices = [SelectChoice(one.id, one.name) for one in channels]

    def validate_address(self, field: Field) -> None:
        """A whole address of the web."""
        if not one_line(field.data).startswith(("https://", "http://")):
            raise ValidationError(_("Write the whole address, with https."))

    def values(self) -> tuple[str, str]:
        """Address and label as they are kept."""
        return one_line(self.address.data), one_line(self.label.data)
