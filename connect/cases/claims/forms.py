"""The forms of helpers. The pages are written by hand; these check the posts."""

from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import Field, FloatField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from connect import geo
from connect.cases import rules
from connect.cases.asking.need_fields import PACK
from connect.cases.clinical import rules as clinical
from connect.cases.models import Case
from connect.errors import RuleBroken
from connect.incidents import kinds
from connect.incidents.packs import rules as packs
from connect.web.pages import languages
from connect.web.pages.forms import Form

GIVEN = "given-"  # and the item: how many of it were handed over
MOST_GIVEN = 9999


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


class ReferForm(ReasonForm):
    """To whom a clinician passes medical advice on, one of `clinical.rules.REFERRALS`."""

    def validate_reason(self, field: StringField) -> None:
        """One of the buttons."""
        if field.data not in clinical.REFERRALS:
            raise ValidationError(_l("Say who takes care of it now, so that the requester knows."))


class GivenField(Field):
    """How many of a thing were handed over, as it is said: a number alone, or in a unit or a pack."""

    data: int | None
    pack = ""  # the code of the pack that was chosen beside the number

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Reads the pack first."""
        self.pack = formdata.get(PACK + self.short_name.removeprefix(GIVEN), "") if formdata else ""
        super().process(formdata, data, extra_filters)

    def process_formdata(self, valuelist: list[str]) -> None:
        """The number of units; what cannot be read is said in words. What was left empty is none."""
        self.data = None
        if typed := (valuelist or [""])[0].strip():
            self.data = self._read(typed)

    def _read(self, typed: str) -> int:
        item, lang = kinds.item(self.short_name.removeprefix(GIVEN)), languages.chosen()
        try:
            number = packs.read(typed, item, self.pack, lang)
        except RuleBroken as error:
            raise ValueError(error.message) from error
        if number > MOST_GIVEN:
            most = packs.Amount(item, MOST_GIVEN).said(lang)
            raise ValueError(_("write a whole number from 0 to %(most)s.", most=most))
        return number

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else str(self.data or "")


class HelpForm(Form):
    """The goods handed over, and the delivery code. `help_form` adds a field for each item."""

    code = StringField(validators=[Optional(), Length(max=20)])

    def given(self) -> dict[str, int]:
        """How many of each item, in its unit; what was left empty is none."""
        return {
            field.short_name.removeprefix(GIVEN): field.data or 0 for field in self if isinstance(field, GivenField)
        }


def help_form(case: Case) -> HelpForm:
    """The form for the things that this case still wants, filled in with all of the rest."""
    fields = {GIVEN + need.item: GivenField(default=need.rest) for need in case.needs if need.rest}
    form: HelpForm = type("HelpForm", (HelpForm,), fields)()
    return form
