"""Figures as files for programs: long form, one line per day, place and value. The columns are fixed for ever."""

from collections.abc import Iterable

from flask import Response

from connect.areas import queries as areas
from connect.notices.bulletins import words
from connect.notices.bulletins.models import Series
from connect.notices.bulletins.queries import Reading
from connect.text import spreadsheet_safe
from connect.web.pages.tables import csv_files

# Further columns may be added at the end, none is ever taken away, renamed or moved.
COLUMNS = (
    "date", "area_code", "area_name", "series", "value", "unit", "kind", "revision", "published_at", "note",
)  # fmt: skip
TAGS = (
    "#date", "#adm+code", "#adm+name", "#indicator+code", "#indicator+value+num", "#indicator+unit", "#indicator+type",
    "#meta+revision", "#date+published", "#description",
)  # fmt: skip
FEW = "<5"


def answer(series: Series, readings: Iterable[Reading], name: str, *, tags: bool) -> Response:
    """The file; with a row of HXL tags under the headings where it is asked for."""
    head: list[list[csv_files.Cell]] = [list(TAGS)] if tags else []
    return csv_files.answer(f"{name}.csv", COLUMNS, [*head, *(_line(series, one) for one in readings)])


def _line(series: Series, one: Reading) -> list[csv_files.Cell]:
    place = areas.by_id(one.area_id)
    value = words.plain(one.shown)
    return [
        one.day.isoformat(), place.code, place.name, series.code,
        (int(value) if "." not in value else float(value)) if value else None,
        spreadsheet_safe(series.unit("vi")), series.kind, one.revision, f"{one.at:%Y-%m-%dT%H:%M:%SZ}",
        FEW if one.shown is None else spreadsheet_safe(one.note),
    ]  # fmt: skip
