"""Forms about credentials."""

from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from connect import clock, config
from connect.accounts.credentials import rules
from connect.accounts.words import TITLES
from connect.text import clean, one_line
from connect.web.pages.forms import Form


class CredentialForm(Form):
    """The title, number and organisation of a clinician."""

    longest: ClassVar = {"number": rules.NUMBER_CHARS[1]}
    title = SelectField(
        _l("Your title"),
        choices=[SelectChoice("", _l("Choose")), *(SelectChoice(*title) for title in TITLES.items())],
        validators=[InputRequired(_l("Choose your title from the list."))],
        validate_choice=False,
    )
    number = StringField(
        _l("Number of your licence to practise"),
        description=_l("As it stands in the public register. It is kept sealed; only whoever checks it sees it."),
        validators=[InputRequired(_l("Write the number of your licence."))],
    )
    organization = SelectField(
        _l("Clinic or authority"), validators=[InputRequired(_l("Choose the organisation."))], validate_choice=False
    )

    def validate_title(self, field: Field) -> None:
        """One of the list."""
        if field.data not in rules.TITLES:
            raise ValidationError(_l("Choose your title from the list."))

    def validate_number(self, field: Field) -> None:
        """Letters and figures of a fitting length."""
        if not rules.NUMBER_CHARS[0] <= len(rules.number_as_kept(one_line(field.data))) <= rules.NUMBER_CHARS[1]:
            raise ValidationError(_l("Write the number as it stands there: 4 to 30 letters and figures."))

    def validate_organization(self, field: Field) -> None:
        """One of the list."""
        if field.data not in {choice.value for choice in self.organization.choices}:
            raise ValidationError(_l("Choose a verified clinic or authority that you are a member of."))


class CheckForm(Form):
    """The last day on which a credential holds."""

    until = StringField(
        _l("It holds until"),
        description=_l("At most a year from now; then look the number up again."),
        validators=[InputRequired(_l("Choose a day within a year from now."))],
    )

    @property
    def moment(self) -> datetime | None:
        """The end of the chosen day in the site's zone; None when it is no day within a year."""
        try:
            day = date.fromisoformat(one_line(self.until.data)) + timedelta(days=1)
            ends = datetime.combine(day, time(), config.zone()).astimezone(UTC)
        except (ValueError, OverflowError):
            return None
        return ends if clock.now() < ends <= clock.now() + rules.LONGEST + timedelta(days=1) else None

    def validate_until(self, _field: Field) -> None:
        """A day within a year."""
        if self.moment is None:
            raise ValidationError(_l("Choose a day within a year from now."))


class EndForm(Form):
    """Why a credential is refused or revoked."""

    reason = TextAreaField(_l("Why? The person reads this."), validators=[InputRequired(_l("Write why first."))])

    def validate_reason(self, field: Field) -> None:
        """A sentence."""
        if not rules.REASON_CHARS[0] <= len(clean(field.data or "")) <= rules.REASON_CHARS[1]:
            raise ValidationError(_l("Write why, in a sentence of at most 200 characters: the person reads it."))
