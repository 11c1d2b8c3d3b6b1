"""The forms of helpers. The pages are written by hand; these check the posts."""

from flask_babel import lazy_gettext as _l
from wtforms import FloatField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from connect import geo
from connect.cases import rules
from connect.cases.models import Case
from connect.web.pages.forms import Form

GIVEN = "given-"  # and the item: how many of it were handed over


class PositionForm(Form):
    """Where the visitor stands, as the browser says it. It changes nothing, so it needs no token."""

    class Meta(Form.Meta):
        """Its page is the same for all, so that it can be shared."""

        csrf = False

    lat = FloatField(validators=[InputRequired(_l("Your position did not come through. Choose your ward instead."))])
    lon = FloatField(validators=[InputRequired(_l("Your position did not come through. Choose your ward instead."))])

    def validate_lon(self, _field: FloatField) -> None:
        """Both together must be a place in Vietnam."""
        try:
            here = geo.in_vietnam(self.point())
        except (TypeError, ValueError):
            here = False
        if not here:
            raise ValidationError(_l("This position is not in Vietnam. Choose your ward instead."))

    def point(self) -> geo.Point:
        """The position; raises ValueError when it is none."""
        return geo.Point(float(self.lat.data), float(self.lon.data))


class ReasonForm(Form):
    """One button of several, each with its reason."""

    reason = StringField(validators=[InputRequired(_l("Choose a reason."))])


class ReleaseForm(ReasonForm):
    """Why a helper gives a case back."""

    def validate_reason(self, field: StringField) -> None:
        """One of the buttons."""
        if field.data not in rules.RELEASE_REASONS:
            raise ValidationError(_l("Choose a reason, so that the next helper is better prepared."))


class CannotReachForm(ReasonForm):
    """The reason for which nobody could be reached, one of `rules.CANNOT_REACH_REASONS`."""

    def validate_reason(self, field: StringField) -> None:
        """One of the buttons."""
        if field.data not in rules.CANNOT_REACH_REASONS:
            raise ValidationError(_l("Choose what happened, so that somebody can follow it up."))


class HelpForm(Form):
    """The goods handed over, and the delivery code. `help_form` adds a field for each item."""

    code = StringField(validators=[Optional(), Length(max=20)])

    def given(self) -> dict[str, int]:
        """How many of each item; what was left empty is none."""
        return {
            field.short_name.removeprefix(GIVEN): field.data or 0
            for field in self
            if field.short_name.startswith(GIVEN)
        }


def help_form(case: Case) -> HelpForm:
    """The form for the things that this case still wants, filled in with all of the rest."""
    fields = {
        GIVEN + need.item: IntegerField(
            default=need.rest,
            validators=[Optional(), NumberRange(0, 9999, _l("A whole number from 0 to %(most)s, please.", most=9999))],
        )
        for need in case.needs
        if need.rest
    }
    form: HelpForm = type("HelpForm", (HelpForm,), fields)()
    return form
