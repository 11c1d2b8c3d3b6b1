"""The words around a school's spreadsheet: why a row is refused, and what its lines say in the request."""

from collections.abc import Iterable, Mapping

from flask_babel import LazyString, gettext as _, lazy_gettext as _l

from connect.cases.collective.spreadsheet import rules
from connect.cases.collective.spreadsheet.reading import Line, Trouble
from connect.cases.collective.spreadsheet.rules import Column, How
from connect.incidents import kinds
from connect.incidents.packs.rules import Amount

COLUMNS: dict[Column, LazyString] = {
    Column.GRADE: _l("Grade"),
    Column.ITEM: _l("Item"),
    Column.NUMBER: _l("Quantity"),
    Column.HOW: _l("Give or lend"),
}
HOWS: dict[How, LazyString] = {How.EITHER: _l("either"), How.GIVE: _l("give"), How.LEND: _l("lend")}
NO_NAMES = _l("Names, birthdays, phones and addresses of pupils never enter. Take them out and send the file again.")
SAID: Mapping[str, LazyString] = {
    "no_workbook": _l("This cannot be read as a spreadsheet. Save it as .xlsx, .ods or .csv and send it again."),
    "older": _l("This is an old .xls, or a password shuts it. Save it as .xlsx without a password and send it again."),
    "encoding": _l("The letters cannot be read. Save it as .xlsx, or as “CSV UTF-8”, and send it again."),
    "large": _l("The file is larger than %(most)s kB. Copy only the four columns into a new one."),
    "macros": _l("The file holds macros or links to other files. Copy only the four columns into a new one."),
    "bomb": _l("The file unpacks into far more than such a list. Copy only the four columns into a new one."),
    "rows": _l("There are more than %(most)s rows. Add up what is the same: one row for each thing and grade."),
    "columns": _l("There are more than %(most)s columns. Copy only the four columns into a new sheet."),
    "wrong_sheet": _l("No sheet has the headings “Grade”, “Item”, “Quantity”, “Give or lend”. "
                      "Use the empty file below."),
    "names": _l("It looks like a list of pupils. Names, birthdays, phones and addresses of pupils never enter: only "
                "how many need what."),
    "column": _l("The column “%(piece)s” is not read here. Take it out, so that nothing is sent that nobody needs."),
    "twice": _l("A column is there twice. Leave one of each."),
    "extra": _l("Something stands outside of the four columns. Take it out."),
    "personal": NO_NAMES,
    "grade": _l("“%(piece)s” is no grade. Write 1 to 12, “3-5”, “kindergarten”, or leave it empty."),
    "item": _l("“%(piece)s” is no thing of the list. Write it as it stands on the second sheet of the empty file."),
    "how": _l("“%(piece)s” is neither “give” nor “lend”. Leave it empty where both are fine."),
    "nothing": _l("There is no row under the headings."),
    "things": _l("There are more than %(most)s different things. Leave those that matter most."),
    "sum": _l("%(item)s: %(n)s in all. A school can ask for at most %(most)s of one thing."),
}  # fmt: skip


def said(trouble: Trouble, lang: str) -> str:
    """A trouble in words, with its row where it has one."""
    values = dict(trouble.values)
    if trouble.why == "sum":
        values["item"] = kinds.item(values["item"]).name(lang)
    text = str(SAID[trouble.why]) % values if trouble.why in SAID else str(values["said"])
    return _("Row %(row)s: %(said)s", row=trouble.row, said=text) if trouble.row else text


def grades(line: Line) -> str:
    """The grades of a line; "" for the whole school."""
    first, last = line.grades
    if (first, last) == (0, rules.MOST_GRADE):
        return ""
    if last == 0:
        return _("kindergarten")
    return _("grade %(n)s", n=first) if first == last else _("grades %(first)s to %(last)s", first=first, last=last)


def told(lines: Iterable[Line], lang: str, most: int) -> str:
    """The lines as words of the request: a sentence a thing; where that is too long, without the grades."""
    for with_grades in (True, False):
        text = "\n".join(_sentence(item, some, lang, with_grades) for item, some in _by_item(lines).items())
        if len(text) <= most:
            return text
    return ""


def _by_item(lines: Iterable[Line]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.item, []).append(line)
    return found


def _sentence(item: str, lines: Iterable[Line], lang: str, with_grades: bool) -> str:
    sums: dict[tuple[str, How], int] = {}
    for line in lines:
        key = (grades(line) if with_grades else "", line.how)
        sums[key] = sums.get(key, 0) + line.number
    thing = kinds.item(item)
    pieces = (_piece(where, Amount(thing, n).said(lang), how) for (where, how), n in sums.items())
    return f"{thing.name(lang)} – {'; '.join(pieces)}."


def _piece(where: str, amount: str, how: How) -> str:
    """Such as "grade 5: 30 pieces, lend"; what is not said is left out."""
    return (f"{where}: " if where else "") + amount + ("" if how == How.EITHER else f", {HOWS[how]}")
