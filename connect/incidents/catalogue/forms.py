"""The forms in which an admin describes a utility and its items."""

import re
from typing import Any, ClassVar

from flask_babel import get_locale, gettext as _, lazy_gettext as _l
from wtforms import Field, HiddenField, IntegerField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import ValidationError

from connect.incidents import kinds
from connect.incidents.catalogue import rules
from connect.incidents.catalogue.models import Utility, UtilityItem
from connect.incidents.catalogue.rules import NewItem, NewUtility
from connect.incidents.catalogue.words import ICONS
from connect.incidents.forms import URGENCIES, Span
from connect.text import one_line
from connect.web.pages.forms import Form, Needed

MOST_MINUTES = 7200  # five days
PACKS = range(1, rules.MOST_PACKS + 1)


def _name(_form: Form, field: Field) -> None:
    """One line that fits a button of the asking form."""
    if not 2 <= len(one_line(field.data)) <= rules.LONGEST_NAME:
        raise ValidationError(_("Between %(least)s and %(most)s letters.", least=2, most=rules.LONGEST_NAME))


def _whole(field: Field) -> int:
    """A whole number from 1 to the most that can be asked for of one item."""
    text = one_line(field.data)
    number = int(text) if re.fullmatch(r"[0-9]{1,6}", text) else 0
    if not 1 <= number <= rules.MOST_OF_ONE:
        raise ValidationError(_("Write a whole number from 1 to %(most)s.", most=rules.MOST_OF_ONE))
    return number


def _is_code(field: Field, longest: int) -> None:
    if one_line(field.data) and not rules.is_code(one_line(field.data), longest):
        raise ValidationError(
            _("Small letters a to z, digits and _ only, a letter first, at most %(most)s. “new” is not possible.",
              most=longest)
        )  # fmt: skip


class ItemForm(Form):
    """An item: names, unit, usual number, and the packs it comes in. Its code and unit are for ever."""

    vi = StringField(_l("Name in Vietnamese"), validators=[Needed(), _name])
    en = StringField(_l("Name in English"), validators=[Needed(), _name])
    unit = SelectField(_l("Counted in"))
    usual = StringField(_l("The usual number"), default="1", validators=[Needed()])
    code = StringField(_l("Code"))
    version = IntegerField(widget=HiddenField.widget)
    pack1_of, pack2_of, pack3_of = (StringField(_l("So many in it")) for _n in PACKS)
    pack1_vi, pack2_vi, pack3_vi = (StringField(_l("Name in Vietnamese")) for _n in PACKS)
    pack1_en, pack2_en, pack3_en = (StringField(_l("Name in English")) for _n in PACKS)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        lang = str(get_locale())
        named = ((code, names["en" if lang == "en" else "vi"]) for code, names in kinds.UNITS.items())
        self.unit.choices = [SelectChoice(code, name) for code, name in named]

    @classmethod
    def of(cls, item: UtilityItem) -> "ItemForm":
        """The form that shows an item as it stands."""
        packs = {
            f"pack{n}_{name}": str(pack[name]) for n, pack in enumerate(item.packs, 1) for name in ("of", "vi", "en")
        }
        return cls(data={"vi": item.vi, "en": item.en, "unit": item.unit, "usual": str(item.usual),
                         "code": item.code, "version": item.version, **packs})  # fmt: skip

    def validate_usual(self, field: Field) -> None:
        """A number that can be asked for."""
        _whole(field)

    def validate_code(self, field: Field) -> None:
        """A code, or none: then it is made of the English name."""
        _is_code(field, rules.LONGEST_ITEM_CODE)

    def pack_rows(self) -> list[tuple[Field, Field, Field]]:
        """The fields of each pack: so many, Vietnamese, English."""
        return [tuple(self[f"pack{n}_{name}"] for name in ("of", "vi", "en")) for n in PACKS]

    def validate(self, *args: Any, **more: Any) -> bool:
        """Looks at the packs too, which stand or fall together."""
        fits, sizes = super().validate(*args, **more), set[int]()
        for of, vi, en in self.pack_rows():
            if any(one_line(one.data) for one in (of, vi, en)):
                fits = self._pack_fits(of, (vi, en), sizes) and fits
        return fits

    def _pack_fits(self, of: Field, names: tuple[Field, Field], sizes: set[int]) -> bool:
        try:
            for one in names:
                _name(self, one)
            if (size := _whole(of)) in sizes or size == 1:
                raise ValidationError(_("Each pack holds another number, 2 or more."))
        except ValidationError as error:
            of.errors = [*of.errors, _("A pack needs a number and both names: %(wrong)s", wrong=str(error))]
            return False
        sizes.add(size)
        return True

    def item(self) -> NewItem:
        """The item as it was described. Call after validation."""
        packs = [
            (int(one_line(of.data)), one_line(vi.data), one_line(en.data))
            for of, vi, en in self.pack_rows()
            if one_line(of.data)
        ]
        code = one_line(self.code.data) or rules.code_of(one_line(self.en.data), rules.LONGEST_ITEM_CODE)
        return NewItem(
            code, one_line(self.vi.data), one_line(self.en.data), self.unit.data, int(one_line(self.usual.data)),
            rules.packs_of(packs),
        )  # fmt: skip


class UtilityForm(Form):
    """A utility: names, drawing, and the numbers that come before it."""

    vi = StringField(_l("Name in Vietnamese"), validators=[Needed(), _name])
    en = StringField(_l("Name in English"), validators=[Needed(), _name])
    icon = RadioField(_l("Drawing"), choices=[SelectChoice(*one) for one in ICONS.items()], default="heart")
    call_first = StringField(_l("Numbers to call first"))
    lease_3 = Span(_l("Life in danger: minutes a helper has"), MOST_MINUTES)
    lease_2 = Span(_l("Urgent: minutes a helper has"), MOST_MINUTES)
    lease_1 = Span(_l("Normal: minutes a helper has"), MOST_MINUTES)
    lease_0 = Span(_l("Not urgent: minutes a helper has"), MOST_MINUTES)
    version = IntegerField(widget=HiddenField.widget)

    @classmethod
    def of(cls, utility: Utility) -> "UtilityForm":
        """The form that shows a utility as it stands."""
        leases = {f"lease_{n}": str(s // 60) for n in URGENCIES if (s := utility.leases_s.get(str(n)))}
        return cls(data={"vi": utility.vi, "en": utility.en, "icon": utility.icon, "call_first": utility.call_first,
                         "version": utility.version, **leases})  # fmt: skip

    def validate_call_first(self, field: Field) -> None:
        """A few numbers with spaces or commas between, or none."""
        numbers = self.numbers()
        if len(numbers) > rules.MOST_NUMBERS or not all(rules.NUMBER.fullmatch(one) for one in numbers):
            raise ValidationError(
                _("At most %(most)s numbers with a space between, like 112 114.", most=rules.MOST_NUMBERS)
            )

    def numbers(self) -> tuple[str, ...]:
        """The numbers to call first, as typed."""
        return tuple(re.split(r"[\s,;]+", one_line(self.call_first.data))) if one_line(self.call_first.data) else ()

    def values(self) -> dict[str, Any]:
        """The columns of the utility. Call after validation."""
        return {"vi": one_line(self.vi.data), "en": one_line(self.en.data), "icon": self.icon.data,
                "call_first": " ".join(self.numbers()), "leases_s": self.leases_s()}  # fmt: skip

    def leases_s(self) -> dict[str, int]:
        """The urgencies for which a lease was typed, and its seconds; the others are as the site is set."""
        return {str(n): minutes * 60 for n in URGENCIES if (minutes := self[f"lease_{n}"].number)}

    def lease_fields(self) -> list[Field]:
        """The fields of the leases, the gravest first."""
        return [self[f"lease_{n}"] for n in URGENCIES]


class NewUtilityForm(UtilityForm):
    """A new utility, with its code."""

    longest: ClassVar[dict[str, int]] = {}
    code = StringField(_l("Code"))

    def validate_code(self, field: Field) -> None:
        """A code, or none: then it is made of the English name."""
        _is_code(field, rules.LONGEST_CODE)

    def utility(self, item: NewItem) -> NewUtility:
        """The utility as it was described, with its first item. Call after validation."""
        values = self.values()
        code = one_line(self.code.data) or rules.code_of(values["en"], rules.LONGEST_CODE)
        return NewUtility(
            code, values["icon"], values["vi"], values["en"], (item,), self.numbers(), values["leases_s"]
        )  # fmt: skip
