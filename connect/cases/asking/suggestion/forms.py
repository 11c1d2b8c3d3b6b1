"""The suggestion of the asking form, as it was chosen there, and filled in on its button."""

from flask import request

from connect.areas import queries as areas
from connect.cases.asking.forms import AskForm
from connect.cases.asking.suggestion.rules import Suggestion, asked_for, filled, marked
from connect.errors import NotFound
from connect.incidents import kinds
from connect.incidents.households import queries as households
from connect.incidents.households.rules import Line


def chosen(form: AskForm) -> Suggestion:
    """The suggestion for the people and days that were chosen, by the tables of the ward, where it is known."""
    people, days = asked_for(request.form.get("for_people", ""), request.form.get("for_days", ""), form.people.data)
    before = marked(request.form.get("suggested", ""))
    return Suggestion(_lines(form.ward.data or ""), people, days, "suggest" in request.form, before)


def take(form: AskForm) -> None:
    """Fills the suggestion in where nothing else was typed: the things, and how many people it is for."""
    now = chosen(form)
    form.taken = filled(form.filled_needs(), now)
    if not (form.people.raw_data or [""])[0].strip():
        form.people.raw_data, form.people.data = None, now.people


def _lines(ward: str) -> dict[str, Line]:
    """The lines by item, those of each utility by its own table; a utility that is off is not suggested."""
    tables = households.tables(_path(ward))
    found = ((table.by_item.get(item.code), item) for kind, table in tables.items() for item in kinds.kind(kind).items)
    return {item.code: line for line, item in found if line}


def _path(ward: str) -> str:
    """The path of a ward; until one is chosen that of the country."""
    try:
        return areas.get(ward).path
    except NotFound:
        return areas.get("VN").path
