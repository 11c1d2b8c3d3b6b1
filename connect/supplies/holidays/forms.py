"""The form by which an official sets a public holiday right."""

from datetime import date, timedelta
from typing import ClassVar

from flask_babel import gettext as _, lazy_gettext as _l, to_user_timezone
from wtforms import Field, RadioField, SelectChoice, StringField
from wtforms.validators import DataRequired, ValidationError

from connect import clock
from connect.supplies.holidays import queries
from connect.text import one_line
from connect.web.pages.forms import Form, Needed

NAME, GROUNDS = 80, 200


class CorrectionForm(Form):
    """A day, what it is from now on, and what that rests on."""

    longest: ClassVar = {"name": NAME}
    day = StringField(_l("Which day?"), validators=[Needed()])
    what = RadioField(_l("What is it?"), default="off", choices=[
        SelectChoice("off", _l("A public holiday: shops that close on holidays are closed")),
        SelectChoice("working", _l("An ordinary day: the holiday was moved away")),
    ])  # fmt: skip
    name = StringField(_l("Name of the holiday"))
    grounds = StringField(
        _l("By which decision?"), validators=[DataRequired(_l("Write the number or the date of the decision."))]
    )

    def validate_day(self, field: Field) -> None:
        """A day from yesterday on, as far as the table reaches."""
        if self.on is None:
            raise ValidationError(_("Choose a day from the calendar."))
        first = to_user_timezone(clock.now()).date() - timedelta(days=1)
        if not first <= self.on <= date(queries.table().last, 12, 31):
            raise ValidationError(_("Choose a day from today until the end of %(year)s.", year=queries.table().last))

    def validate_name(self, field: Field) -> None:
        """A new holiday needs a name."""
        if self.what.data == "off" and not one_line(field.data):
            raise ValidationError(_("Write what the day is called, as people say it."))

    @property
    def on(self) -> date | None:
        """The chosen day; None when it is none."""
        try:
            return date.fromisoformat(one_line(self.day.data))
        except ValueError:
            return None
