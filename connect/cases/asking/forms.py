"""The forms of a requester: they check a post and lose nothing that was typed."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any, ClassVar

from flask import request
from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from connect import config, geo
from connect.areas.place_told import PlaceTold
from connect.areas.queries import Place
from connect.cases import rules, words
from connect.cases.answers import forms as answer_forms
from connect.cases.asking import household_size, location_doubts, need_fields
from connect.cases.asking.need_fields import NeedsWrong, Typed
from connect.cases.asking.request_details import Location, RequestDetails
from connect.cases.asking.together.forms import AsksTogether
from connect.cases.clinical import rules as clinical
from connect.cases.signs import forms as sign_forms
from connect.errors import RuleBroken
from connect.gateways.media import reaches
from connect.incidents.signs.rules import Answers
from connect.text import clean, one_line, phone_for_eyes, phones_in
from connect.web.pages import languages
from connect.web.pages.forms import ErrorAt, Form, Needed, phone_of

LONGEST = {"name": 80, "reporter_name": 80, "words": 1000, "clinical_words": 1000, "door": 300, "place_text": 300}
LONGEST_DOOR_KEPT = 1000  # with what was typed about the place, and a second phone


class DetailsForm(answer_forms.AsksQuestions, Form):
    """The questions about the household: people, needs, urgency, words, names and phones."""

    people = household_size.PeopleField(
        _l("How many people are you at home?"), validators=[InputRequired(_l("Write how many people."))]
    )
    vulnerable = SelectMultipleField(
        _l("Is one of them …"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False),
        choices=[SelectChoice(*one) for one in words.VULNERABLE.items()], validate_choice=False,
    )  # fmt: skip
    guards = SelectMultipleField(
        _l("Is one of these so?"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False),
        choices=[SelectChoice(*one) for one in words.GUARDS.items()], validate_choice=False,
    )  # fmt: skip
    urgency = RadioField(
        _l("How urgent is it?"),
        choices=[SelectChoice(name, words.URGENCIES[n]) for name, n in reversed(rules.URGENCIES.items())],
        default="normal", validators=[InputRequired(_l("Choose how urgent it is."))],
    )  # fmt: skip
    words = TextAreaField(_l("A few words on your situation"))
    clinical_words = TextAreaField(_l("For the clinician alone: how is the person, since when?"))
    health = BooleanField(_l("I agree that clinicians read of this illness, to advise me"))
    for_other = BooleanField(_l("I am asking for somebody else"))
    name = StringField(_l("Name"), validators=[Needed()])
    phone = StringField(_l("Phone"), validators=[Needed()])
    reporter_name = StringField(_l("Your own name"), validators=[Needed()])
    reporter_phone = StringField(_l("Your own phone"), validators=[Needed()])
    door = StringField(_l("How to find the door"))
    sms = BooleanField(_l("Tell me by text message when there is news of my request, and before it expires"))

    longest: ClassVar = LONGEST | {"door": LONGEST_DOOR_KEPT}
    needs: dict[str, int]
    limits = need_fields.HOUSEHOLD
    taken: Mapping[str, Typed] | None = None  # what was typed with a suggestion that was taken
    need_errors: Mapping[str, object] = MappingProxyType({})  # item to what is wrong with its number

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if not reaches(config.current(), "sms"):
            del self.sms

    def filled_needs(self) -> dict[str, Typed]:
        """Item to quantity as typed, or as a suggestion has filled it in, for showing the form again."""
        if self.taken is not None:
            return dict(self.taken)
        return need_fields.wanted(request.form) if self.is_submitted() else dict(getattr(self, "_shown_needs", {}))

    def show_needs(self, needs: dict[str, int]) -> None:
        """Fills in the quantities (item: quantity) of an existing request, for the form that changes it."""
        self._shown_needs = need_fields.in_units(needs)

    @cached_property
    def asks_signs(self) -> bool:
        """Whether the signs of danger are asked for by what is wanted so far."""
        return sign_forms.asked(self.filled_needs())

    @property
    def asks_more_signs(self) -> bool:
        """Whether there are signs to ask for that no page has shown yet; without a script each age is a page."""
        return self.asks_signs and not self.sign_fields.is_complete

    @cached_property
    def sign_fields(self) -> sign_forms.SignFields:
        """The signs of danger as they were posted."""
        return sign_forms.read(request.form)

    def show_signs(self, told: Answers | None) -> None:
        """Fills in the age alone of what was told of an existing request: signs and values are asked for as of now."""
        if told and not self.is_submitted():
            self.sign_fields = sign_forms.SignFields(band=told.band)

    def _check_signs(self) -> bool:
        """Whether what was measured can be read; nothing else about them ever keeps the form back."""
        faults = self.sign_fields.faults if self.asks_signs else {}
        self.form_errors += [ErrorAt(name, f"{sign_forms.named(name)}: {why}") for name, why in faults.items()]
        return not faults

    def validate(self, extra_validators: Any = None) -> bool:
        """All fields, and the items and signs of danger, which are no fields."""
        fine = bool(super().validate(extra_validators)) & self._check_signs()
        try:
            self.needs = need_fields.checked(self.filled_needs(), languages.chosen(), self.limits)
        except NeedsWrong as error:
            self.need_errors = error.by_item
            self.form_errors += [ErrorAt(f"qty-{code}", text) for code, text in error.by_item.items()]
            return False
        except RuleBroken as error:
            self.form_errors.append(error.message)
            return False
        return fine & self._check_health() & self.check_questions()

    asks_health = True  # False: it was agreed to before, or is asked for on a later step

    def _check_health(self) -> bool:
        """Whether it was agreed that clinicians read of somebody's health, where they are asked for advice."""
        asks = clinical.asks_advice(self.needs)
        if self.clinical_words.data and not asks:
            self.clinical_words.errors = [
                _("This is for a clinician only: choose “Medical advice” above, or leave it empty.")
            ]
            return False
        if not self.asks_health or not asks or self.health.data:
            return True
        self.health.errors = [_("Without your consent no clinician may read this. Agree, or leave out the advice.")]
        return False

    def validate_people(self, field: Field) -> None:
        """A school asks as one; above that many it is a matter for the authorities."""
        if not 1 <= (field.data or 0) <= household_size.MOST:
            raise ValidationError(
                _("Write one number: how many people in all, 1 to %(most)s.", most=household_size.MOST)
            )

    def validate_name(self, field: Field) -> None:
        """Any name of any people."""
        if not one_line(field.data):
            raise ValidationError(_("Write a name, so that the helper knows whom to ask for."))

    def validate_phone(self, field: Field) -> None:
        """A number that can be rung; one that only the reporter has may stay empty."""
        if not one_line(field.data) and self.for_other.data:
            return
        phone_of(field)

    def validate_reporter_name(self, field: Field) -> None:
        """Only when asking for somebody else."""
        if self.for_other.data and not one_line(field.data):
            raise ValidationError(_("Write your own name too."))

    def validate_reporter_phone(self, field: Field) -> None:
        """Only when asking for somebody else."""
        if self.for_other.data:
            phone_of(field)

    def details(self) -> RequestDetails:
        """The fields as one value, for the action. Call after `validate`."""
        other = bool(self.for_other.data)
        reporter_phone = phone_of(self.reporter_phone) if other else None
        return RequestDetails(
            needs=self.needs,
            people=self.people.data or 1,
            urgency=rules.URGENCIES[self.urgency.data],
            vulnerable=sum(rules.VULNERABLE.get(code, 0) for code in set(self.vulnerable.data or [])),
            guards=sum(rules.GUARDS.get(code, 0) for code in set(self.guards.data or [])),
            words=clean(self.words.data or ""),
            name=one_line(self.name.data),
            phone=phone_of(self.phone) if one_line(self.phone.data) else reporter_phone or "",
            door=self._door(),
            reporter_name=one_line(self.reporter_name.data) if other else None,
            reporter_phone=reporter_phone,
            sms="sms" in self and bool(self.sms.data),
            signs=self.sign_fields.answers if self.asks_signs else None,
            health=bool(self.health.data),
            clinical_words=clean(self.clinical_words.data or ""),
            answers=self.answers(),
        )

    def _door(self) -> str:
        """How to find the door, with the other numbers where several were written: only the helper reads it."""
        door = one_line(self.door.data)
        typed = [self.phone, self.reporter_phone] if self.for_other.data else [self.phone]
        others = [phone_for_eyes(one) for field in typed for one in phones_in(one_line(field.data))[1:]]
        said = [_("another phone: %(phone)s", phone=one) for one in others if one not in door]
        return ", ".join(filter(None, [door, *said]))


class AskForm(AsksTogether, PlaceTold, DetailsForm):
    """The details with a place and a consent, sent once."""

    lat = HiddenField()
    lon = HiddenField()
    accuracy = HiddenField()
    place_by = HiddenField()
    place_text = StringField(_l("Ward, commune or address"))
    ward = HiddenField(_l("Ward or commune"))
    sure = RadioField(
        _l("Which is right?"), validate_choice=False,
        choices=[
            SelectChoice("both", _l("It is right as it stands: the person who needs help is there")),
            SelectChoice("ward", _l("Only the ward is right: forget the position")),
        ],
    )  # fmt: skip
    asked = HiddenField()
    consent = BooleanField(
        _l("I have read this and agree"), validators=[InputRequired(_l("Without your consent we may not keep this."))]
    )
    form_key = HiddenField()

    location: Location
    longest = LONGEST
    doubts: Sequence[str] = ()  # questions on the place that are not answered yet

    def filled_needs(self) -> dict[str, Typed]:
        """The same; of a form that was just opened the things that the link has named, each in its usual number."""
        return super().filled_needs() if self.is_submitted() else need_fields.named(request.args.getlist("item"))

    @property
    def is_sending(self) -> bool:
        """Whether it comes from where the answers were looked over, and the consent with it."""
        return "consent" in request.form or "send" in request.form

    @property
    def place_path(self) -> str | None:
        """That of the place which others see: its incidents and switches are those of the case."""
        ward = self.public_ward
        return ward.path if ward else None

    def check(self) -> bool:
        """All but the consent, which is asked for where the answers are looked over."""
        self.consent.validators = ()
        self.asks_health = False
        return self.validate()

    def lacks_only_a_yes(self) -> bool:
        """Whether all answers are fine, and only the consent or a fresh token is missing. Call after `validate`."""
        return set(self.errors) <= {"consent", "health", "csrf_token"}

    def validate_ward(self, field: Field) -> None:
        """A ward must be chosen, and the position, when there is one, must be possible."""
        point, ward = self.point(), self.chosen_ward()
        self._settle(self._location(point, ward))

    def _settle(self, location: Location) -> None:
        """Takes the place, or asks about it; an answer counts for the very questions that it was given to."""
        typed = self.typed_position()
        texts, turned = [one_line(self.place_text.data), one_line(self.door.data)], bool(typed and typed.turned)
        sent = self.sent_point() if typed else None
        found = location_doubts.doubts(location, texts, for_other=bool(self.for_other.data), turned=turned, sent=sent)
        point = f"{location.point.lat:.4f},{location.point.lon:.4f}"
        here = "|".join([*found, location.ward.code, point]) if found else ""
        answered = self.asked.data == here and self.sure.data in ("both", "ward")
        self.asked.data = here
        if found and not answered:
            self.sure.data = None
            self.doubts = [location_doubts.question(one, location) for one in found]
            self.sure.choices = self.sure.choices[: 1 if location.by == "ward" else 2]
            raise ValidationError(_("Please look at the place once more and answer the question below."))
        only_ward = self.sure.data == "ward"
        self.location = self._location(None, location.ward) if only_ward else location

    def _location(self, point: geo.Point | None, ward: Place) -> Location:
        if point is None:
            return Location(ward.point, "ward", None, ward)
        if self.typed_position():
            return Location(point, "address", None, ward)
        try:
            accuracy = float(self.accuracy.data or "")
        except ValueError:
            accuracy = -1.0
        return Location(point, self.told_by(), accuracy if 0 <= accuracy < 1e6 else None, ward)

    def _door(self) -> str:
        """With what was typed about the place: whatever else came of it, the helper reads it."""
        place, door = one_line(self.place_text.data), super()._door()
        return door if place in door else ", ".join(filter(None, [door, place]))
