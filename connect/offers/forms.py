"""The forms of a giver: they check a post and lose nothing that was typed."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from flask_babel import LazyString, gettext as _, lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import DateField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from connect import clock, config
from connect.accounts.models import Organization
from connect.areas.place_told import PlaceTold
from connect.cases.asking.request_details import Location
from connect.gateways.media import reaches
from connect.incidents import kinds
from connect.offers import rules, words
from connect.offers.actions import TROUBLES, Terms, Thing
from connect.offers.models import Offer, OfferSecret
from connect.offers.rules import Sort
from connect.text import clean, one_line
from connect.web.pages import languages
from connect.web.pages.forms import Form

PLACE_TEXT = 300


def _up_to(most: int) -> LazyString:
    return _l("Write a whole number from 1 to %(most)s.", most=most)


class Whole(IntegerField):
    """A whole number as people write it: "500", "1.000", "1 000"."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Says in words what it could not read."""
        typed = one_line((valuelist or [""])[0])
        plain = typed.replace(" ", "").replace(".", "").replace(",", "")
        self.data: int | None = int(plain) if plain.isdecimal() and len(plain) < 9 else None
        if typed and self.data is None:
            raise ValueError(_("Write a whole number, such as 20."))


class Day(DateField):
    """A day; the offer stands until its end."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Says in words what it could not read."""
        try:
            super().process_formdata([one_line(one) for one in valuelist])
        except ValueError as error:
            raise ValueError(_("This is not a day. Write it like 31/12/2026.")) from error


class TermsForm(Form):
    """The terms of an offer, which its giver may change later."""

    longest: ClassVar = {"words": rules.LONGEST_WORDS}
    sort: Sort = Sort.GOODS

    quantity = Whole(_l("How much is there?"), validators=[InputRequired(TROUBLES["quantity"])])
    kinds = SelectMultipleField(
        _l("What can it help with?"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False),
        validate_choice=False,
    )  # fmt: skip
    within_km = SelectField(
        _l("How far can it go?"), coerce=int, default=5,
        choices=[SelectChoice(km, _l("%(km)s km", km=km)) for km in rules.RADII_KM],
    )  # fmt: skip
    until = Day(
        _l("Until which day?"), format=["%Y-%m-%d", "%d/%m/%Y"], validators=[InputRequired(_l("Say until when."))]
    )
    month_cap = Whole(
        _l("At most in a month"), validators=[Optional(), NumberRange(1, rules.MOST_MONEY, _up_to(rules.MOST_MONEY))]
    )
    words = TextAreaField(_l("Anything that a moderator should know"))
    sms = BooleanField(_l("Ask me by a text message after 14 days whether it is still there"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.quantity.label.text = words.HOW_MUCH[self.of_sort()]
        self.quantity.description = words.HOW_MUCH_HINTS[self.of_sort()]
        self.kinds.choices = [SelectChoice(one.code, one.name(languages.chosen())) for one in kinds.KINDS]
        if not reaches(config.current(), "sms"):
            del self.sms

    def of_sort(self) -> Sort:
        """The sort of the offer that the form is about."""
        return self.sort

    def validate_quantity(self, field: Field) -> None:
        """At least one, and no more than anybody has."""
        most = rules.most_of(self.of_sort())
        if not 1 <= (field.data or 0) <= most:
            raise ValidationError(_("Write a whole number from 1 to %(most)s.", most=most))

    def validate_kinds(self, field: Field) -> None:
        """Goods have the kind of their item; all else says what it can help with."""
        if self.of_sort() != Sort.GOODS and not set(field.data or ()) & set(kinds.BY_CODE):
            raise ValidationError(_("Choose at least one kind of help."))

    def validate_until(self, field: Field) -> None:
        """A day ahead, at most sixty."""
        if field.data is None:
            return
        faults: Sequence[str] = list(rules.trouble_with(Sort.GOODS, 1, _end_of(field.data), clock.now()))
        if faults:
            raise ValidationError(TROUBLES[faults[0]])

    def terms(self) -> Terms:
        """The fields as one value. Call after `validate`."""
        assert self.until.data is not None  # noqa: S101 - for the type checker; the field is required
        return Terms(
            quantity=self.quantity.data or 0, kinds=self.wanted_kinds(), within_km=self.within_km.data,
            until=_end_of(self.until.data), month_cap=self.month_cap.data, words=clean(self.words.data or ""),
            sms="sms" in self and bool(self.sms.data),
        )  # fmt: skip

    def wanted_kinds(self) -> list[str]:
        """The codes of the kinds that were ticked."""
        return [code for code in self.kinds.data or () if code in kinds.BY_CODE]


class OfferForm(PlaceTold, TermsForm):
    """A new offer: the thing, its terms, and where it is."""

    longest: ClassVar = TermsForm.longest | {"place_text": PLACE_TEXT}

    offered = HiddenField()
    item = StringField(_l("Which thing?"))  # its page shows the choices by kind
    vehicle = SelectField(
        _l("Which vehicle?"), default="motorbike", validate_choice=False,
        choices=[SelectChoice(code, name) for code, name in words.VEHICLES.items()],
    )  # fmt: skip
    carries_kg = Whole(
        _l("How many kg does it carry?"), validators=[Optional(), NumberRange(1, rules.MOST_KG, _up_to(rules.MOST_KG))]
    )
    organization = SelectField(_l("In whose name?"), coerce=int, default=0, validate_choice=False)
    lat = HiddenField()
    lon = HiddenField()
    accuracy = HiddenField()
    place_by = HiddenField()
    place_text = StringField(_l("Ward, commune or address"))
    ward = HiddenField(_l("Ward or commune"))

    location: Location

    def __init__(self, organizations: Sequence[Organization] = (), **more: Any) -> None:
        super().__init__(**more)
        mine = [SelectChoice(one.id, one.name) for one in organizations]
        self.organization.choices = [SelectChoice(0, _("My own")), *mine]

    def of_sort(self) -> Sort:
        """The chosen one; goods where none is."""
        return Sort(self.offered.data) if self.offered.data in tuple(Sort) else Sort.GOODS

    def validate_item(self, field: Field) -> None:
        """Goods are one item of the catalogue."""
        if self.of_sort() == Sort.GOODS and field.data not in kinds.ITEMS:
            raise ValidationError(_("Choose which thing it is."))

    def validate_vehicle(self, field: Field) -> None:
        """One of those that are known."""
        if self.of_sort() == Sort.VEHICLE and field.data not in rules.VEHICLES:
            raise ValidationError(_("Choose which vehicle it is."))

    def validate_ward(self, _field: Field) -> None:
        """A ward must be chosen; a position, when there is one, must be possible."""
        point, ward = self.point(), self.chosen_ward()
        found = (ward.point, "ward") if point is None else (point, self.told_by())
        self.location = Location(*found, None, ward)

    def thing(self) -> Thing:
        """The thing that is offered. Call after `validate`."""
        sort = self.of_sort()
        by_vehicle = sort == Sort.VEHICLE
        return Thing(
            sort, self.item.data if sort == Sort.GOODS else None, self.vehicle.data if by_vehicle else None,
            self.carries_kg.data if by_vehicle else None,
        )  # fmt: skip


class ChangeForm(TermsForm):
    """The terms of an offer as they stand, to be changed."""

    version = IntegerField(default=0)

    def __init__(self, offer: Offer, left: int, secret: OfferSecret | None) -> None:
        self.sort = offer.sort
        zone = config.zone()
        stands = {
            "quantity": left, "kinds": [kind.code for kind in kinds.in_mask(offer.kinds)],
            "within_km": offer.within_m // 1000, "until": _last_day(offer.until, zone), "month_cap": offer.month_cap,
            "words": secret.words if secret else "", "sms": bool(secret and secret.sms_agreed_at),
            "version": offer.version,
        }  # fmt: skip
        super().__init__(data=stands)


def _end_of(day: date) -> datetime:
    """The end of a day where the site is."""
    zone = config.zone()
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def _last_day(until: datetime, zone: ZoneInfo) -> date:
    return (until - timedelta(seconds=1)).astimezone(zone).date()


def first_until() -> date:
    """The day that a new offer proposes: four weeks from now."""
    return (clock.now() + timedelta(days=28)).astimezone(config.zone()).date()
