"""The form of a summary: three texts in plain words, and a day to talk again. There is deliberately no other field."""

from datetime import UTC, date, datetime, time
from typing import ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, StringField, TextAreaField
from wtforms.validators import DataRequired, ValidationError

from connect import config
from connect.text import clean, one_line
from connect.web.pages.forms import Form

LONGEST = 1000
AT = time(8)  # when on that day the case is back in the queue, in the site's zone
_NEEDED = DataRequired(_l("Write a sentence: the requester reads it at home, alone."))


class SummaryForm(Form):
    """The summary of a consultation, which is the requester's own."""

    longest: ClassVar = {"said": LONGEST, "advised": LONGEST, "call_when": LONGEST}
    said = TextAreaField(_l("What you talked about"), validators=[_NEEDED])
    advised = TextAreaField(_l("What to do now"), validators=[_NEEDED])
    call_when = TextAreaField(_l("When to call for an ambulance"), validators=[_NEEDED])
    again = StringField(_l("A day on which a clinician calls again"))
    holds_wipe = BooleanField(_l("I have asked: what they told may be kept until that day"))

    def validate_again(self, field: Field) -> None:
        """A day, or nothing."""
        if one_line(field.data) and self.again_at is None:
            raise ValidationError(_l("Choose a day from the calendar, or leave it empty."))

    @property
    def again_at(self) -> datetime | None:
        """The morning of the chosen day; None without one."""
        try:
            day = date.fromisoformat(one_line(self.again.data))
            return datetime.combine(day, AT, config.zone()).astimezone(UTC)
        except (ValueError, OverflowError):
            return None

    def texts(self) -> dict[str, str]:
        """The three texts as they are kept."""
        return {name: clean(self[name].data or "") for name in self.longest}
