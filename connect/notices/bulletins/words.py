"""The words around figures: values as people read them, why a row or a file is refused."""

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString, gettext as _, lazy_gettext as _l, ngettext

from connect.formatting import number
from connect.notices.bulletins.models import Series
from connect.notices.bulletins.queries import Reading
from connect.notices.bulletins.rules import ADDED_UP, UNIT, Kind
from connect.notices.bulletins.sheets.judging import Judged
from connect.notices.bulletins.sheets.reading import Trouble
from connect.web.pages import languages

KINDS: Mapping[Kind, LazyString] = {
    Kind.DAY: _l("new on each day"),
    Kind.SUM: _l("all up to that day"),
    Kind.LEVEL: _l("how much there is"),
    Kind.YES_NO: _l("yes or no"),
}
NOTHING_KEPT = _l("Take them out and send the file again. Nothing of it was kept.")
REFUSED: Mapping[str, LazyString] = {
    "no_workbook": _l("This cannot be read as a spreadsheet. Save it as .xlsx, .ods or .csv and send it again."),
    "older": _l("This is an old .xls, or a password shuts it. Save it as .xlsx without a password and send it again."),
    "encoding": _l("The letters cannot be read. Save it as .xlsx, or as “CSV UTF-8”, and send it again."),
    "large": _l("The file is larger than %(most)s kB. Copy only day, place and number into a new one."),
    "macros": _l("The file holds macros or links to other files. Copy only day, place and number into a new one."),
    "bomb": _l("The file unpacks into far more than such a list. Copy only day, place and number into a new one."),
    "rows": _l("There are more than %(most)s rows. Send it in two files."),
    "columns": _l("There are more than %(most)s columns. Copy only day, place and number into a new sheet."),
    "wrong_sheet": _l("No sheet has headings for a place and a number. Use the file below, or name the columns "
                      "as it does."),
    "persons": _l("It looks like a list of persons: a name, a birth year, an address, a phone, or the number of a "
                  "card. Figures only ever say how many."),
    "column": _l("The column “%(piece)s” is not read here. Take it out, so that nothing is sent that nobody needs."),
    "long": _l("A cell has more than %(most)s letters. Notes are short."),
    "twice": _l("A column is there twice. Leave one of each."),
    "extra": _l("Something stands outside of the named columns. Take it out."),
    "nothing": _l("There is no row under the headings."),
}  # fmt: skip
WHY: Mapping[str, LazyString] = {
    "left_out": _l("You left it out."),
    "series": _l("It belongs to another series: “%(piece)s”."),
    "day": _l("“%(piece)s” is no day. Write it like 24/11/2026."),
    "month_first": _l("“%(piece)s” has the month before the day. Write the day first: 24/11/2026."),
    "ahead": _l("“%(piece)s” lies ahead."),
    "old": _l("“%(piece)s” lies more than ten years back."),
    "place": _l("“%(piece)s” is no ward or commune of this area. Check how it is written."),
    "total_row": _l("The total is worked out from the rows; it needs no row of its own."),
    "number": _l("“%(piece)s” is no number."),
    "few": _l("“%(piece)s”: write the number itself. Readers see “under 5” by themselves."),
    "much": _l("“%(piece)s” is larger than anything that is counted here."),
    "whole": _l("“%(piece)s” is no whole number."),
    "yes_no": _l("“%(piece)s” is neither yes nor no."),
    "again": _l("It stands there twice."),
    "double": _l("It stands there twice, with another number in row %(line)s."),
    "below_zero": _l("A sum cannot be below zero."),
    "total": _l("There are figures for %(place)s as well, and one less the others would tell of single people. "
                "The total is worked out by itself."),
    "which_place": _l("Which one is meant?"),
    "which_number": _l("How is “%(piece)s” to be read?"),
    "negative": _l("A day below zero takes back what other days had too much."),
    "falls": _l("A sum does not fall by itself: %(old)s stands there for a day beside it."),
}  # fmt: skip


def value(shown: int | None, series: Series) -> str:
    """A published value as people read it, without its unit."""
    if shown is None:
        return _("under 5")
    if series.kind == Kind.YES_NO:
        return _("yes") if shown else _("no")
    return number(shown // UNIT if shown % UNIT == 0 else shown / UNIT)


def offered(thousandths: int, series: Series) -> str:
    """One way to read a number, in which no mark can be taken for another."""
    return plain(thousandths) if thousandths % UNIT == 0 else value(thousandths, series)


def told(reading: Reading, series: Series) -> str:
    """A value with its unit; of a total also in how many places there are fewer than are told."""
    unit = series.unit(languages.chosen())
    said = f"{value(reading.shown, series)} {unit}".strip()
    if not reading.hidden:
        return said
    few = ngettext("under 5 in another", "under 5 in each of %(num)s more", reading.hidden)
    return f"{said}, {few}" if reading.places > reading.hidden else few


def change(now: Reading, before: Reading | None, series: Series) -> str:
    """How much it is more or less than before, by what is published alone; "" where that cannot be said."""
    shown = now.shown, before.shown if before else None
    if before is None or None in shown or now.hidden or before.hidden or now.places != before.places:
        return ""
    if series.kind == Kind.YES_NO:
        return "" if shown[0] == shown[1] else _("before: %(value)s", value=value(before.shown, series))
    step = (now.shown or 0) - (before.shown or 0)
    if not step:
        return _("as before")
    size = value(abs(step), series)
    return _("%(size)s more", size=size) if step > 0 else _("%(size)s less", size=size)


def plain(shown: int | None) -> str:
    """A value for programs: digits and a point; nothing for "under 5"."""
    if shown is None:
        return ""
    sign, size = "-" if shown < 0 else "", abs(shown)
    return f"{sign}{size // UNIT}.{size % UNIT:03}".rstrip("0").rstrip(".") if size % UNIT else f"{sign}{size // UNIT}"


def refused(trouble: Trouble) -> str:
    """Why a file is refused, with the row where there is one."""
    said = str(REFUSED[trouble.why]) % trouble.values
    return _("Row %(row)s: %(said)s", row=trouble.line, said=said) if trouble.line else said


def why(one: Judged, series: Series) -> str:
    """Why a row is not kept as it is, or what has to be known about it; "" where there is nothing to say."""
    values: dict[str, Any] = {"piece": one.row.value[:40], "old": value(one.old, series) if one.old is not None else ""}
    said = str(WHY[one.why]) % (values | one.values) if one.why else ""
    if old := one.values.get("old"):
        said = " ".join(filter(None, (_("Older name: %(name)s.", name=old), said)))
    return said


def is_added_up(series: Series) -> bool:
    """Whether the figures of wards make one of their province."""
    return series.kind in ADDED_UP
