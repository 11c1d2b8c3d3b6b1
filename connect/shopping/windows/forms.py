"""The forms of whoever runs windows; nothing that was typed is lost."""

import re
from collections.abc import Iterator
from typing import Any, ClassVar, NamedTuple

from flask import request
from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import HiddenField, IntegerField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.areas.names import lookup
from connect.areas.queries import Place
from connect.errors import NotFound
from connect.incidents import kinds
from connect.shopping.windows import queries, rules
from connect.shopping.windows.actions import Combo, Content, TimesWrong, content_of_window
from connect.shopping.windows.models import ShoppingWindow
from connect.shopping.windows.rules import Times
from connect.text import clean, one_line
from connect.web.pages.forms import FORMATS, Form, LocalMoment, Needed

MOST_WARDS_TEXT = 600
ROWS = 6  # things in a combo


class Number(StringField):
    """A whole number as people write it: "500", "1.000", "1 000"."""

    def __init__(self, label: Any, least: int, most: int, **more: Any) -> None:
        super().__init__(label, **more)
        self.least, self.most = least, most

    @property
    def number(self) -> int:
        """The number that was typed. Call after `validate`."""
        return number_of(self.data) or 0

    def pre_validate(self, _form: Any) -> None:
        """Raises ValidationError in words."""
        found = number_of(self.data)
        if found is None or not self.least <= found <= self.most:
            raise ValidationError(
                _("Write a whole number from %(least)s to %(most)s.", least=self.least, most=self.most)
            )


def number_of(typed: object) -> int | None:
    """A whole number as people write it; None for what is none."""
    plain = re.sub(r"[ .,]", "", one_line(str(typed if typed is not None else "")))
    return int(plain) if re.fullmatch(r"[0-9]{1,8}", plain) else None


def _moment(label: Any) -> LocalMoment:
    return LocalMoment(label, format=FORMATS, validators=[InputRequired(_l("Write day and hour."))])


class TimesForm(Form):
    """The moments of a window."""

    opens_at = _moment(_l("Orders are taken from"))
    cut_off_at = _moment(_l("Last order (cut-off)"))
    deliver_from = _moment(_l("Delivered from"))
    deliver_until = _moment(_l("Delivered until"))

    def times(self) -> Times:
        """The four moments. Call after `validate`."""
        return Times(*(self[name].moment for name in rules.FIELDS))

    def say(self, error: TimesWrong) -> None:
        """Puts what is wrong with the times beside their fields."""
        for name, words in error.fields.items():
            self[name].errors = [words]


class WindowForm(TimesForm):
    """A window: where, when, how many orders; its combos come after."""

    longest: ClassVar = {"note": rules.NOTE_CHARS, "wards": MOST_WARDS_TEXT}
    organization = SelectField(_l("In whose name"), coerce=int, default=0, validate_choice=False)
    wards = TextAreaField(_l("Or only some wards: their names, one a line"))
    most_orders = Number(
        _l("Orders at most"), 1, rules.MOST_ORDERS, default="100", validators=[Needed()],
    )  # fmt: skip
    most_lines = Number(
        _l("Lines of an order at most"), 1, rules.MOST_LINES, default=str(rules.MOST_LINES), validators=[Needed()],
    )  # fmt: skip
    note = TextAreaField(_l("Fees: what delivery costs, how it is paid"))
    version = IntegerField(widget=HiddenField.widget, default=1)

    def __init__(self, person: Person, window: ShoppingWindow | None = None, **more: Any) -> None:
        super().__init__(**more)
        scopes = queries.scopes(person)
        self.own = [areas.get(path.rstrip("/").rpartition("/")[2]) for path in scopes]
        self.chosen = self._chosen() if self.is_submitted() else _kept(window, self.own)
        mine = rules.coordinated(person.roles, queries.answers_of(person))
        names = {one.id: one.name for one in person.organizations}
        choices = [SelectChoice(one.id, names[one.id]) for one in mine]
        if any(one.role in rules.OPENERS and one.area_path for one in person.roles):
            choices.insert(0, SelectChoice(0, _("The authority of the area")))
        self.organization.choices = choices
        self.window = window
        if not self.is_submitted() and window is None and len(self.own) == 1 and not self.chosen:
            self.chosen = list(self.own)

    def _chosen(self) -> list[Place]:
        """The areas that were ticked; those that are none of somebody's own are left out."""
        ticked = request.form.getlist("area")[: rules.MOST_AREAS]
        return [place for place in self.own_and_kept(None) if place.code in ticked]

    def own_and_kept(self, window: ShoppingWindow | None) -> list[Place]:
        """The areas to tick: somebody's own, with those that a window has already."""
        kept = queries.places_of(window) if window else []
        return list({one.id: one for one in [*self.own, *kept]}.values())

    def validate_wards(self, field: Any) -> None:
        """Raises ValidationError with the first name that is no ward of somebody's own areas."""
        self.named = list(self._named())
        if not self.named and not self.chosen:
            raise ValidationError(_("Tick an area, or write the names of its wards."))

    def _named(self) -> Iterator[Place]:
        for line in filter(None, map(one_line, clean(self.wards.data or "").split("\n"))):
            hits = [hit for one in self.own for hit in lookup.named(line, one)]
            found = {hit.place.id: hit.place for hit in hits}
            if len(found) != 1:
                raise ValidationError(_("We do not know this ward in your areas: %(name)s", name=line[:60]))
            yield next(iter(found.values()))

    def content(self) -> Content:
        """All but the times; a window that is written anew keeps its combos and shops. Call after `validate`."""
        places = self.named or self.chosen
        before = content_of_window(self.window) if self.window else None
        return Content(
            areas=tuple(one.id for one in places), most_orders=self.most_orders.number,
            most_lines=self.most_lines.number, note=clean(self.note.data or ""),
            combos=before.combos if before else (), shops=before.shops if before else (),
        )  # fmt: skip


def _kept(window: ShoppingWindow | None, own: list[Place]) -> list[Place]:
    if window is None:
        return []
    mine = {one.id for one in own}
    return [one for one in queries.places_of(window) if one.id in mine]


def wards_of(window: ShoppingWindow, own: list[Place]) -> str:
    """The areas of a window that are none of somebody's own ones themselves, as the field for names has them."""
    mine = {one.id for one in own}
    return "\n".join(one.name for one in queries.places_of(window) if one.id not in mine)


class Row(NamedTuple):
    """One thing of a combo as it was typed."""

    number: int
    item: str
    typed: str  # how much of it


class ComboForm(Form):
    """A combo: its name, price, number, weight, and what is in it."""

    longest: ClassVar = {"vi": rules.NAME_CHARS, "en": rules.NAME_CHARS}
    vi = StringField(_l("Name in Vietnamese"), validators=[Needed()])
    en = StringField(_l("Name in English"))
    price = Number(_l("Price in dong"), 1, rules.MOST_PRICE, validators=[Needed()])
    total = Number(_l("How many of it there are"), 1, rules.MOST_OF_ONE, validators=[Needed()])
    weight = Number(_l("Weight in grams"), 1, rules.MOST_GRAMS, validators=[Needed()])
    bags = Number(_l("Bags"), 1, rules.MOST_BAGS, default="1", validators=[Needed()])
    version = IntegerField(widget=HiddenField.widget, default=1)

    def validate_vi(self, field: Any) -> None:
        """A name that fits a phone."""
        if not 2 <= len(one_line(field.data)) <= rules.NAME_CHARS:
            raise ValidationError(_("Between %(least)s and %(most)s letters.", least=2, most=rules.NAME_CHARS))

    def rows(self) -> list[Row]:
        """The things as they were typed, with room for more."""
        return [
            Row(n, request.form.get(f"item-{n}", "")[:30], one_line(request.form.get(f"qty-{n}", ""))[:10])
            for n in range(ROWS)
        ]

    def combo(self, code: str) -> Combo:
        """The combo that was typed. Call after `validate`. What is wrong with its things is said by `combos.check`."""
        content = tuple(
            (row.item, number_of(row.typed) or 0) for row in self.rows() if row.item in kinds.ITEMS or row.typed
        )
        return Combo(
            code=code, vi=one_line(self.vi.data), en=one_line(self.en.data), price=self.price.number, content=content,
            weight_g=self.weight.number, total=self.total.number, bags=self.bags.number,
        )  # fmt: skip


class ReasonForm(Form):
    """A reason that everybody who ordered reads."""

    longest: ClassVar = {"reason": rules.REASON_CHARS}
    reason = TextAreaField(_l("Why? Everybody who ordered reads it"), validators=[Needed()])
    version = IntegerField(widget=HiddenField.widget, default=1)


class LaterForm(TimesForm, ReasonForm):
    """Later moments of a window that stands, and why."""

    longest: ClassVar = ReasonForm.longest

    def __init__(self, window: ShoppingWindow, **more: Any) -> None:
        super().__init__(**more)
        self.window = window
        del self.opens_at
        if window.phase == rules.Phase.CLOSED:
            del self.cut_off_at

    def times(self) -> Times:
        """The moments that were typed; those that stand are as they are."""
        return Times(*(self[name].moment if name in self else getattr(self.window, name) for name in rules.FIELDS))

    def say(self, error: TimesWrong) -> None:
        """Puts what is wrong beside its field; for one that stands, above all."""
        for name, words in error.fields.items():
            if name in self:
                self[name].errors = [words]
            else:
                self.form_errors.append(words)


def place_of(code: str) -> Place:
    """The area of an address, or NotFound for one that is no more."""
    place = areas.get(code)
    if place.ended:
        raise NotFound
    return place
