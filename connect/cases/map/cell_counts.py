"""How many cases lie in each cell, at every resolution of the map: exact at every moment, and nobody waits for it.

A change of a case appends one step in its own transaction. Every `FOLD_EVERY`th step has its writer add all steps
so far to the sums, so writers never queue at the cells they share, and a reader adds few steps to the sums. Sums and
steps are read in one statement, or a fold in between would be missed or counted twice.
"""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from connect import db, geo
from connect.cases.map import area_counts
from connect.cases.map.colours import BY_COLOUR, COLOUR_SQL, COLOURS, PUBLIC_SQL
from connect.cases.map.models import AreaTotal, CellCount, CellStep, CellTotal, IncidentTotal
from connect.cases.models import Case
from connect.cases.rules import State, colour_of
from connect.db.bulk_insert import Writer

_STEPS, _COUNTS, _TOTALS, _AREAS, _INCIDENTS = (
    cast("sa.Table", model.__table__) for model in (CellStep, CellCount, CellTotal, AreaTotal, IncidentTotal)
)
RESOLUTIONS = range(geo.COARSEST, geo.FINEST + 1)
FOLD_EVERY = 128  # steps; more would be added by every reader, fewer would have every writer fold


@dataclass(frozen=True, slots=True)
class MapEntry:
    """The facts of a case that the map counts; `colour` is None where the public does not see the case."""

    cell: int
    colour: str | None
    kinds: int
    urgency: int
    incident_id: int | None = None


def map_entry_of(case: Case) -> MapEntry:
    """The entry of a case as it stands."""
    return map_entry(case.cell, case.state, case.kinds, case.urgency, bool(case.guarded), case.incident_id)


def map_entry(
    cell: int, state: State, kinds: int, urgency: int, guarded: bool, incident_id: int | None = None
) -> MapEntry:
    """The entry of a case that is no object yet; a guarded one has no colour, so that nobody counts it."""
    return MapEntry(cell, None if guarded else colour_of(state), kinds, urgency, incident_id)


def changed(before: MapEntry | None, after: MapEntry | None) -> None:
    """Counts one entry for another before the transaction commits; None stands for a case that was not there."""
    if before == after:
        return
    steps: Counter[MapEntry] = db.session.info.setdefault("cell_steps", Counter())
    if before and before.colour:
        steps[before] -= 1
    if after and after.colour:
        steps[after] += 1
    db.before_commit("cell_steps", _write)


def _write(session: Session) -> None:
    steps: Counter[MapEntry] = session.info.pop("cell_steps", Counter())
    rows = [
        {
            "cell": entry.cell, "colour": entry.colour, "kinds": entry.kinds, "urgency": entry.urgency,
            "incident_id": entry.incident_id, "n": n,
        }
        for entry, n in steps.items()
        if n
    ]  # fmt: skip
    if not rows:
        return
    writer = Writer()
    written = [writer.insert_one(_STEPS, row) for row in rows]
    if any(number % FOLD_EVERY == 0 for number in written):
        fold()


def country_totals() -> dict[str, int]:
    """How many cases need help, are taken and were helped, in the whole country."""
    found = db.session.execute(_country_sql(), {"res": geo.COARSEST}).one()
    return {colour: int(n or 0) for colour, n in zip(COLOURS, found, strict=True)}


@lru_cache(maxsize=1)
def _country_sql() -> sa.TextClause:
    return sa.text(f"""
        SELECT sum(need), sum(taken), sum(done) FROM (
            SELECT need, taken, done FROM cell_totals WHERE res = :res UNION ALL SELECT {BY_COLOUR} FROM cell_steps
        ) AS x
    """)  # nosec B608 # noqa: S608 - made of constants; every value is bound


# --- Folding ----------------------------------------------------------------------------------------------


def fold() -> int:
    """Adds all steps to the sums; returns how many: 0 where another process is folding already."""
    if not db.hold(db.AdvisoryLock.CELL_FOLDING, wait=False):
        return 0
    taken = db.session.execute(sa.delete(_STEPS).returning(_STEPS)).all()
    counted: Counter[tuple[int, int, str, int, int]] = Counter()
    totals: Counter[tuple[int, int, str]] = Counter()
    for row in taken:
        for res in RESOLUTIONS:
            cell = geo.parent_of(row.cell, res)
            counted[res, cell, row.colour, row.kinds, row.urgency] += row.n
            totals[res, cell, row.colour] += row.n
    _add(_COUNTS, _NAMES, [(*key, n) for key, n in counted.items() if n], ("n",))
    _add(_TOTALS, ("res", "cell"), _in_columns(totals), COLOURS)
    _add_areas(area_counts.sums((row.cell, row.incident_id, row.colour, row.n) for row in taken))
    return len(taken)


def _add_areas(sums: area_counts.Sums) -> None:
    _add(_AREAS, ("area_id",), sums.of_areas(), COLOURS)
    _add(_INCIDENTS, ("incident_id",), sums.of_incidents(), COLOURS)


_NAMES = ("res", "cell", "colour", "kinds", "urgency")


def _in_columns(totals: Counter[tuple[int, int, str]]) -> list[tuple[int, ...]]:
    rows: dict[tuple[int, int], dict[str, int]] = {}
    for (res, cell, colour), n in totals.items():
        rows.setdefault((res, cell), dict.fromkeys(COLOURS, 0))[colour] += n
    return [(*key, *row.values()) for key, row in rows.items() if any(row.values())]


def _add(table: Any, key: tuple[str, ...], rows: list[tuple[Any, ...]], sums: tuple[str, ...]) -> None:
    """Adds to the sums, and drops the rows that came to nothing."""
    values = [dict(zip((*key, *sums), row, strict=True)) for row in rows]
    db.upsert(table, values, key=list(key), add=list(sums))
    if less := [row for row in values if any(row[name] < 0 for name in sums)]:
        same = [table.c[name] == sa.bindparam(f"is_{name}") for name in key]
        nothing = [table.c[name] == 0 for name in sums]
        keys = [{f"is_{name}": row[name] for name in key} for row in less]
        db.session.connection().execute(sa.delete(table).where(*same, *nothing), keys)


# --- Proof ------------------------------------------------------------------------------------------------


def recount() -> int:
    """Compares all sums with the cases themselves, and repairs them; returns how many were wrong.

    For `flask doctor` and after bulk loads. Each table is compared in one statement, so with one view of cases, sums
    and steps, and repaired by adding what was missing: writers go on meanwhile, and what they add still counts.
    """
    db.hold(db.AdvisoryLock.CELL_RECOUNTING)
    wrong = 0
    for table, key, sums in ((_COUNTS, _NAMES, ("n",)), (_TOTALS, ("res", "cell"), COLOURS)):
        repaired: Any = db.session.execute(_repair_sql(table.name, key, sums))
        wrong += repaired.rowcount
        db.session.execute(sa.delete(table).where(*(table.c[name] == 0 for name in sums)))
    return wrong + recount_areas()


def recount_areas() -> int:
    """The same for the sums of areas and incidents alone, whose wards the database cannot work out."""
    db.hold(db.AdvisoryLock.CELL_RECOUNTING)
    due = area_counts.due()
    _add_areas(due)
    return len(due.of_areas()) + len(due.of_incidents())


def _repair_sql(table: str, key: tuple[str, ...], sums: tuple[str, ...]) -> sa.TextClause:
    keys, columns = ", ".join(key), ", ".join((*key, *sums))
    by_colour = sums == COLOURS
    return sa.text(f"""
        INSERT INTO {table} ({columns})
        WITH fineness (res, bits, sevens) AS (VALUES {_FINENESS}),
        entries AS (
            SELECT cell, {COLOUR_SQL} AS colour, kinds, urgency, count(*) AS n FROM cases
            WHERE {PUBLIC_SQL} GROUP BY cell, colour, kinds, urgency
            UNION ALL SELECT cell, colour, kinds, urgency, -n FROM cell_steps
        ),
        truth AS (
            SELECT res, (cell & {_NO_RESOLUTION}) | bits | sevens AS cell, colour, kinds, urgency, n
            FROM entries CROSS JOIN fineness
        ),
        due AS (
            SELECT {keys}, {BY_COLOUR if by_colour else "n"} FROM truth
            UNION ALL SELECT {keys}, {", ".join(f"-{name}" for name in sums)} FROM {table}
        )
        SELECT {keys}, {", ".join(f"sum({name})" for name in sums)} FROM due WHERE true GROUP BY {keys}
        HAVING {" OR ".join(f"sum({name}) <> 0" for name in sums)}
        ON CONFLICT ({keys}) DO UPDATE SET {", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in sums)}
    """)  # nosec B608 # noqa: S608 - made of constants


# The parent of a cell in plain integers: its own resolution out, the coarser one in, the finer digits all sevens.
_NO_RESOLUTION = ~(0xF << 52) & (1 << 63) - 1
_FINENESS = ", ".join(f"({res}, {res << 52}, {(1 << 3 * (15 - res)) - 1})" for res in RESOLUTIONS)
