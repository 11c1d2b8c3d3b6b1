"""Answers with a table as a file (CSV) that spreadsheets open, and in which nothing is taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # what a spreadsheet would calculate with
MARK = "\N{BYTE ORDER MARK}"  # or Excel takes Vietnamese letters for others

Cell = str | int | float | None


def answer(name: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """The file of this name. Numbers are written plainly, for programs; None is an empty cell."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([safe(head) for head in heads])
    writer.writerows([safe(cell) for cell in row] for row in rows)
    made = Response(MARK + file.getvalue(), mimetype="text/csv")
    made.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return made


def safe(cell: Cell) -> Cell:
    """A cell that no spreadsheet calculates with: a text that looks like a formula begins with a quote."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
