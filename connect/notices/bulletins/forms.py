"""The forms of bulletins: opening a series, and looking figures over before they are kept."""

import json
from typing import Any, ClassVar

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import BooleanField, Field, FileField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from connect.notices.bulletins import rules
from connect.notices.bulletins.rules import Kind
from connect.notices.bulletins.sheets.reading import LIMITS, Row
from connect.notices.bulletins.words import KINDS
from connect.text import one_line
from connect.web.pages.forms import Form, Needed

LONGEST_ROWS = 160_000


class SeriesForm(Form):
    """A new series."""

    longest: ClassVar = {"name_vi": rules.LONGEST_NAME, "name_en": rules.LONGEST_NAME, "unit_vi": rules.LONGEST_UNIT,
                         "unit_en": rules.LONGEST_UNIT}  # fmt: skip
    name_vi = StringField(_l("Name in Vietnamese"), validators=[InputRequired(_l("Write a name."))])
    name_en = StringField(_l("Name in English"))
    kind = RadioField(
        _l("What do the figures say?"), choices=[SelectChoice(*one) for one in KINDS.items()], default=Kind.DAY
    )
    unit_vi = StringField(_l("Unit in Vietnamese"))
    unit_en = StringField(_l("Unit in English"))
    is_health = BooleanField(_l("It counts people who are ill, tested, in care, or have died"))

    def validate_unit_vi(self, field: Field) -> None:
        """Only yes and no have none."""
        if not one_line(field.data) and self.kind.data != Kind.YES_NO:
            raise ValidationError(_("Write what is counted or measured: cases, metres, beds."))

    def values(self) -> dict[str, Any]:
        """The arguments of the action by name."""
        return {
            "names": self._by_language("name"), "units": self._by_language("unit"), "kind": Kind(self.kind.data),
            "is_health": bool(self.is_health.data),
        }  # fmt: skip

    def _by_language(self, what: str) -> dict[str, str]:
        typed = {lang: one_line(self[f"{what}_{lang}"].data) for lang in ("vi", "en")}
        return {"vi": typed["vi"]} | ({"en": typed["en"]} if typed["en"] else {})


class FiguresForm(Form):
    """Figures of one day, typed for each place; the fields of the places are not the form's."""

    day = StringField(_l("Day"), validators=[Needed()])


class SheetForm(Form):
    """A spreadsheet, and the day of its rows where they have none."""

    day = StringField(_l("Day, where the rows have none"))
    file = FileField(_l("Spreadsheet (.xlsx, .ods or .csv)"))


class CheckForm(Form):
    """The rows as they were read, the edition they were judged at, and why what was published is put right."""

    longest: ClassVar = {"rows": LONGEST_ROWS, "reason": rules.LONGEST_NOTE - 50}
    rows = StringField()
    edition = StringField()
    reason = TextAreaField(_l("Why is it put right?"), validators=[Needed()])

    @property
    def read(self) -> list[Row]:
        """The rows that the page carried; none where they are not what it wrote."""
        try:
            found = json.loads(self.rows.data or "[]")
            return [Row(int(line), *map(str, rest)) for line, *rest in found[: LIMITS.rows]]
        except (ValueError, TypeError, KeyError, RecursionError):
            return []


def packed(rows: list[Row]) -> str:
    """The rows as their page carries them; nothing else keeps them."""
    cells = [[one.line, one.day, one.code, one.place, one.value, one.note, one.series] for one in rows]
    return json.dumps(cells, ensure_ascii=False, separators=(",", ":"))
