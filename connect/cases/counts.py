"""How many cases lie in each cell, at every resolution of the map, kept in the transaction of each change.

The steps of one transaction are added up and written at its end in one fixed order, so that two writers
never wait for each other crosswise.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from connect import db, geo
from connect.cases.models import Case, CellCount
from connect.cases.rules import colour_of

RESOLUTIONS = range(geo.COARSEST, geo.FINEST + 1)


@dataclass(frozen=True, slots=True)
class Look:
    """What of a case is counted."""

    cell: int
    colour: str | None
    kinds: int
    urgency: int


def look_of(case: Case) -> Look:
    """The look of a case as it stands."""
    colour = None if case.guarded else colour_of(case.state)
    return Look(case.cell, colour, case.kinds, case.urgency)


def changed(before: Look | None, after: Look | None) -> None:
    """Notes that a case looks otherwise now; None stands for a case that was not there."""
    if before == after:
        return
    steps: Counter[Look] = db.session.info.setdefault("cell_counts", Counter())
    if before and before.colour:
        steps[before] -= 1
    if after and after.colour:
        steps[after] += 1
    db.before_commit("cell_counts", _write)


def _write(session: Session) -> None:
    steps: Counter[Look] = session.info.pop("cell_counts", Counter())
    rows: Counter[tuple[int, int, str | None, int, int]] = Counter()
    for look, n in steps.items():
        for res in RESOLUTIONS:
            rows[res, geo.parent_of(look.cell, res), look.colour, look.kinds, look.urgency] += n
    table = CellCount.__table__
    names = ("res", "cell", "colour", "kinds", "urgency")
    values: list[dict[str, Any]] = [
        dict(zip(names, key, strict=True), n=n) for key, n in sorted(rows.items(), key=str) if n
    ]
    db.upsert(table, values, key=list(names), add=["n"])  # type: ignore[arg-type]
    if any(row["n"] < 0 for row in values):
        session.execute(sa.delete(CellCount).where(CellCount.n == 0, CellCount.res.in_(RESOLUTIONS)))


def recount() -> int:
    """Counts all cases anew; returns how many rows differed before. For `flask doctor` and after bulk loads."""
    before = {_key(row): row.n for row in db.session.execute(sa.select(CellCount.__table__))}
    truth: Counter[tuple[int, int, str, int, int]] = Counter()
    columns = (Case.cell, Case.state, Case.kinds, Case.urgency)
    grouped = sa.select(*columns, sa.func.count()).where(Case.guarded == 0).group_by(*columns)
    for cell, state, kinds, urgency, n in db.session.execute(grouped):
        if colour := colour_of(state):
            for res in RESOLUTIONS:
                truth[res, geo.parent_of(cell, res), colour, kinds, urgency] += n
    db.session.execute(sa.delete(CellCount))
    names = ("res", "cell", "colour", "kinds", "urgency")
    rows = [dict(zip(names, key, strict=True), n=n) for key, n in truth.items()]
    if rows:
        db.session.execute(sa.insert(CellCount), rows)
    return len(before.items() ^ truth.items())


def _key(row: sa.Row[tuple[object, ...]]) -> tuple[object, ...]:
    return row.res, row.cell, row.colour, row.kinds, row.urgency
