"""The form of a point: it checks a post and loses nothing that was typed."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from flask import request
from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from connect.accounts.models import Organization
from connect.areas import queries as areas
from connect.areas.place_told import PlaceTold
from connect.areas.queries import Place
from connect.errors import RuleBroken
from connect.supplies import rules, words
from connect.supplies.actions import Said
from connect.supplies.models import SupplyPoint
from connect.supplies.registering.actions import Facts, Where, check_place
from connect.supplies.rules import Kind, Pay
from connect.supplies.stock import forms as stock, queries as prices
from connect.supplies.stock.queries import Odd
from connect.text import one_line
from connect.web.pages.forms import ErrorAt, Form, Needed, phone_of

PLACE_TEXT = 300
DELIVERS_KM = (0, 1, 2, 3, 5, 10, 20, 50)


class StockForm(Form):
    """The goods of a point. They are read by hand (`stock.forms`); `levels` holds them after `validate`."""

    version = IntegerField(default=0)
    levels: Mapping[str, Said]

    def __init__(self, *args: Any, rows: Mapping[str, stock.Typed] | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.typed = stock.typed(request.form) if self.is_submitted() else dict(rows or {})
        self.odd: Mapping[str, Odd] = {}
        self.wrong: Mapping[str, str] = {}
        self.levels = {}

    def read_stock(self, ward: Place | None, but: int = 0) -> bool:
        """Whether the goods can be kept; else the form says what is wrong, or which prices want a second look."""
        try:
            self.levels = stock.checked(self.typed)
        except stock.StockWrong as error:
            self.wrong = error.by_item
            self.form_errors.extend(ErrorAt(f"level-{item}", text) for item, text in error.by_item.items())
            return False
        except RuleBroken as error:
            self.form_errors.append(error.message)
            return False
        if ward is not None:
            self.odd = prices.odd_prices(self.levels, ward, but)
            return not stock.unanswered(self.odd, request.form)
        return True


class PointForm(PlaceTold, StockForm):
    """The kind, place, ways to reach and pay, and goods of a point."""

    longest: ClassVar = {"place_text": PLACE_TEXT}

    name = StringField(_l("Name of the point"), validators=[Needed()])
    kind = SelectField(
        _l("Kind"), choices=[SelectChoice(one.value, name) for one, name in words.KINDS.items()], default=Kind.SHOP,
        validate_choice=False,
    )  # fmt: skip
    market = StringField(_l("Market or building in which it stands"))
    shown = RadioField(
        _l("What may everybody see of the place?"), default="exact", validate_choice=False,
        choices=[
            SelectChoice("exact", _l("The place itself, with its address")),
            SelectChoice("ward", _l("Only the ward: I sell from home")),
        ],
    )  # fmt: skip
    address = StringField(_l("House number and street"))
    phone = StringField(_l("Phone number to call"))
    phone_shown = BooleanField(_l("The owner agrees that everybody sees this number"))
    delivers_km = SelectField(
        _l("Brings goods to the door"), coerce=int, default=0, validate_choice=False,
        choices=[SelectChoice(km, _l("Up to %(km)s km", km=km) if km else _l("No")) for km in DELIVERS_KM],
    )  # fmt: skip
    pays = SelectMultipleField(
        _l("How can one pay?"),
        choices=[SelectChoice(one.value, name) for one, name in words.PAYS.items()], default=[Pay.CASH],
        option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False), validate_choice=False,
    )  # fmt: skip
    organization = SelectField(_l("In whose name?"), coerce=int, default=0, validate_choice=False)
    for_others = BooleanField(_l("I register it as an official of this ward: it belongs to somebody else"))
    lat = HiddenField()
    lon = HiddenField()
    accuracy = HiddenField()
    place_by = HiddenField()
    place_text = StringField(_l("Ward, commune or address"))
    ward = HiddenField(_l("Ward or commune"))

    where: Where

    def __init__(self, organizations: Sequence[Organization] = (), official: bool = False, **more: Any) -> None:
        super().__init__(**more)
        mine = [SelectChoice(one.id, one.name) for one in organizations]
        self.organization.choices = [SelectChoice(0, _("My own")), *mine]
        if not official:
            del self.for_others

    def validate_name(self, field: Field) -> None:
        """A name of some letters."""
        if len(one_line(field.data)) < 2:
            raise ValidationError(_("Write the name by which people know it."))
        _fits(field, rules.LONGEST_NAME)

    def validate_market(self, field: Field) -> None:
        """No longer than is kept."""
        _fits(field, rules.LONGEST_MARKET)

    def validate_address(self, field: Field) -> None:
        """No longer than is kept."""
        _fits(field, rules.LONGEST_ADDRESS)

    def validate_kind(self, field: Field) -> None:
        """One of those that are known."""
        if field.data not in tuple(Kind):
            raise ValidationError(_("Choose what kind of place it is."))

    def validate_phone(self, field: Field) -> None:
        """A number, if any."""
        if one_line(field.data):
            phone_of(field)

    def validate_ward(self, _field: Field) -> None:
        """A ward must be chosen; an exact place has a pin, which lies near that ward."""
        exact = self.shown.data != "ward"
        point, ward = self.point(), self.chosen_ward()
        if exact and point is None:
            raise ValidationError(
                _("Put a pin on the map, or paste a map link or the two numbers of a position. Or show only the ward.")
            )
        self.where = Where(point or ward.point, ward, exact)
        try:
            check_place(self.where)
        except RuleBroken as error:
            raise ValidationError(str(error.message)) from error

    def fits(self, but: int = 0) -> bool:
        """Whether all of it can be kept, the prices too."""
        fields = self.validate()
        ward = areas.place_of(self.ward.data)
        return self.read_stock(ward if fields else None, but) and fields

    def facts(self) -> Facts:
        """The facts of the point. A number without the owner's yes is kept by nobody. Call after `fits`."""
        yes, typed = bool(self.phone_shown.data), one_line(self.phone.data)
        km = self.delivers_km.data if self.delivers_km.data in DELIVERS_KM else 0
        return Facts(
            kind=Kind(self.kind.data), name=one_line(self.name.data), market=one_line(self.market.data) or None,
            address=one_line(self.address.data) or None, phone=phone_of(self.phone) if typed and yes else None,
            phone_shown=yes, delivers=km > 0, delivers_m=km * 1000 or None,
            pays=tuple(one for one in Pay if one.value in (self.pays.data or ())),
            organization_id=self.organization.data or None,
        )  # fmt: skip


def _fits(field: Field, most: int) -> None:
    if len(one_line(field.data)) > most:
        raise ValidationError(_("At most %(most)s characters fit here.", most=most))


def stands(point: SupplyPoint) -> dict[str, Any]:
    """The facts of a point as its form has them. Where only the ward is shown there is no pin to show again."""
    return {
        "name": point.name, "kind": point.kind.value, "market": point.market, "address": point.address,
        "shown": "exact" if point.exact else "ward", "phone": point.phone if point.phone_sealed else "",
        "phone_shown": point.phone_shown, "delivers_km": (point.delivers_m or 0) // 1000,
        "pays": [one.value for one in rules.ways_in(point.pays)], "organization": point.organization_id or 0,
        "lat": point.lat if point.exact else "", "lon": point.lon if point.exact else "",
        "place_by": "map" if point.exact else "ward", "ward": point.area.code, "version": point.version,
    }  # fmt: skip
