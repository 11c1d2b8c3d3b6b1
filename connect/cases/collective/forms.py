"""The form of a school that asks for many: it checks a post and loses nothing that was typed."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar

from flask import request
from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, ValidationError

from connect.accounts.models import Organization
from connect.areas.place_told import PlaceTold
from connect.cases import rules as case_rules
from connect.cases.asking import need_fields
from connect.cases.asking.need_fields import NeedsWrong, Typed
from connect.cases.asking.request_details import Location, RequestDetails
from connect.cases.clinical import rules as clinical
from connect.cases.collective import rules
from connect.cases.collective.actions import NAMES, details_of
from connect.errors import RuleBroken
from connect.text import clean, one_line, phones_in
from connect.web.pages import languages
from connect.web.pages.forms import ErrorAt, Form

PLACE_TEXT = 300
_PEOPLE = _l("Write one number: how many pupils in all, 1 to %(most)s.", most=rules.MOST_PEOPLE)


class CollectiveForm(PlaceTold, Form):
    """The request of a school: for how many, what, in which words, and where the school is."""

    longest: ClassVar = {"words": rules.LONGEST_WORDS, "place_text": PLACE_TEXT}

    school = SelectField(_l("Which school?"), coerce=int, validate_choice=False)
    people = IntegerField(_l("For how many pupils?"), validators=[InputRequired(_PEOPLE)])
    address = StringField(_l("Public address of the school"), validators=[InputRequired(_l("Write the address."))])
    words = TextAreaField(_l("A few words on what is needed"))
    lat = HiddenField()
    lon = HiddenField()
    accuracy = HiddenField()
    place_by = HiddenField()
    place_text = StringField(_l("Ward, commune or address"))
    ward = HiddenField(_l("Ward or commune"))
    consent = BooleanField(_l("I have read this, and the school agrees"))
    form_key = HiddenField()

    needs: dict[str, int]
    need_errors: Mapping[str, object] = MappingProxyType({})  # item to what is wrong with its number
    location: Location

    def __init__(self, schools: Sequence[Organization], **more: Any) -> None:
        super().__init__(**more)
        self.schools = {one.id: one for one in schools}
        self.school.choices = [SelectChoice(one.id, one.name) for one in schools]
        if not self.is_submitted():
            self.school.data = schools[0].id

    @property
    def chosen(self) -> Organization:
        """The school that asks; the first where none of them was chosen."""
        return self.schools.get(self.school.data or 0) or next(iter(self.schools.values()))

    def filled_needs(self) -> dict[str, Typed]:
        """Item to quantity as typed, for showing the form again."""
        return need_fields.wanted(request.form) if self.is_submitted() else {}

    def validate(self, extra_validators: Any = None) -> bool:
        """All fields, and the items, which are no fields."""
        fine = bool(super().validate(extra_validators))
        try:
            self.needs = need_fields.checked(self.filled_needs(), languages.chosen(), rules.LIMITS)
        except NeedsWrong as error:
            self.need_errors = error.by_item
            self.form_errors += [ErrorAt(f"qty-{code}", text) for code, text in error.by_item.items()]
            return False
        except RuleBroken as error:
            self.form_errors.append(error.message)
            return False
        if clinical.asks_advice(self.needs):
            self.form_errors.append(_("Medical advice is asked for by each family itself."))
            return False
        return fine

    def validate_people(self, field: Field) -> None:
        """As many as a school has."""
        if not 1 <= (field.data or 0) <= rules.MOST_PEOPLE:
            raise ValidationError(str(_PEOPLE))

    def validate_address(self, field: Field) -> None:
        """An address, as it stands on the sign: everybody reads it."""
        shortest, longest = rules.ADDRESS_CHARS
        if not shortest <= len(one_line(field.data)) <= longest:
            raise ValidationError(_("Write the whole address, with %(from)s to %(to)s letters.", **{
                "from": shortest, "to": longest,
            }))  # fmt: skip
        if phones_in(one_line(field.data)):
            raise ValidationError(_("Everybody reads the address: leave out phone numbers. Helpers see the school's."))

    def validate_words(self, field: Field) -> None:
        """No list of pupils."""
        if rules.looks_like_names(field.data or ""):
            raise ValidationError(str(NAMES))

    def validate_ward(self, _field: Field) -> None:
        """A ward must be chosen; a position, when there is one, must be possible."""
        point, ward = self.point(), self.chosen_ward()
        found = (ward.point, "ward") if point is None else (point, self.told_by())
        self.location = Location(*found, None, ward)

    def details(self) -> RequestDetails:
        """The fields as one value, with the school as the one to ask. Call after `validate`."""
        told = RequestDetails(
            needs=self.needs, people=self.people.data or 1, urgency=case_rules.URGENCIES["normal"], vulnerable=0,
            words=clean(self.words.data or ""), name="", phone="", door="",
        )  # fmt: skip
        return details_of(self.chosen, told, one_line(self.address.data))
