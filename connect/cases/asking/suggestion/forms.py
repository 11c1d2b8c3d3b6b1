"""The suggestion of the asking form, as it was chosen there, and filled in on its button."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from fractions import Fraction

from flask import request

from connect.areas import queries as areas
from connect.cases.asking.forms import AskForm
from connect.cases.asking.need_fields import Typed
from connect.cases.asking.suggestion.rules import Suggestion, asked_for, covered, filled, marked
from connect.errors import NotFound, RuleBroken
from connect.incidents import kinds
from connect.incidents.households import queries as households
from connect.incidents.households.rules import Line, Table
from connect.incidents.packs import rules as packs
from connect.web.pages import languages


def chosen(form: AskForm) -> Suggestion:
    """The suggestion for the people and days that were chosen, by the tables of the ward, where it is known."""
    people, days = asked_for(request.form.get("for_people", ""), request.form.get("for_days", ""), form.people.data)
    before, tables = marked(request.form.get("suggested", "")), households.tables(_path(form.ward.data or ""))
    instead = _instead(tables)
    return Suggestion(
        _lines(tables), people, days, "suggest" in request.form, before, instead,
        covered(_units(form.filled_needs(), instead), instead),
    )  # fmt: skip


def take(form: AskForm) -> None:
    """Fills the suggestion in where nothing else was typed: the things, and how many people it is for."""
    now = chosen(form)
    form.taken = filled(form.filled_needs(), now)
    if not (form.people.raw_data or [""])[0].strip():
        form.people.raw_data, form.people.data = None, now.people


def _lines(tables: Mapping[str, Table]) -> dict[str, Line]:
    """The lines by item, those of each utility by its own table; a utility that is off is not suggested."""
    found = ((table.by_item.get(item.code), item) for kind, table in tables.items() for item in kinds.kind(kind).items)
    return {item.code: line for line, item in found if line}


def _instead(tables: Mapping[str, Table]) -> dict[str, tuple[str, Fraction]]:
    """The exchanges, of things that have no line of their own."""
    own = [(item.code, table) for kind, table in tables.items() for item in kinds.kind(kind).items]
    return {code: table.stands_for[code] for code, table in own if code in table.stands_for.keys() - table.by_item}


def _units(typed: Mapping[str, Typed], instead: Collection[str]) -> dict[str, int]:
    """How much was chosen of what stands for something else; what cannot be read is said when the form is sent."""
    found: dict[str, int] = {}
    for code in typed.keys() & set(instead):
        with suppress(RuleBroken):
            found[code] = packs.read(typed[code].text, kinds.item(code), typed[code].pack, languages.chosen())
    return found


def _path(ward: str) -> str:
    """The path of a ward; until one is chosen that of the country."""
    try:
        return areas.get(ward).path
    except NotFound:
        return areas.get("VN").path
