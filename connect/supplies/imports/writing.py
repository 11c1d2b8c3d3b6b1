"""Bringing rows in: begun, checked and written in batches, each of which may be the last one that there was time for.

A row is looked at again before it is written: whatever happened meanwhile, however often it is done, a point that is as
its row says is left alone.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.accounts.models import Person
from connect.areas.queries import Place
from connect.crypto.encryption import seal
from connect.crypto.tokens import new_public_id
from connect.errors import Conflict
from connect.pictures.sealed import Kept
from connect.supplies.imports import queries
from connect.supplies.imports.looking import checking
from connect.supplies.imports.looking.checking import Found
from connect.supplies.imports.models import Decision, Outcome, Stage, SupplyImport, SupplyImportRow
from connect.supplies.imports.points import adding, changing
from connect.supplies.imports.queries import Said
from connect.supplies.imports.reading import Line

CHECKED_AT_ONCE, WRITTEN_AT_ONCE = 1000, 500  # so that nobody who writes waits for a batch longer than a second
WRITES = (Outcome.NEW, Outcome.CHANGE)
_ROWS = cast("sa.Table", SupplyImportRow.__table__)


def begin(lines: Sequence[Line], source: str, area: Place, by: Person, columns: Mapping[str, int]) -> SupplyImport:
    """Keeps a file row by row; its first row has the headings. Nothing is looked at yet."""
    made = _new(source, area, by, new_public_id())
    made.stage, made.head, made.columns = Stage.COLUMNS, lines[0].cells, dict(columns)
    db.session.flush()
    _keep(made, sealed_lines(lines))
    return made


def wait(file: Kept, public_id: str, source: str, area: Place, by: Person) -> SupplyImport:
    """An import whose file lies there for the worker to read."""
    made = _new(source, area, by, public_id)
    made.stage, made.file, made.file_key = Stage.READING, file.name, file.key
    db.session.flush()
    return made


def take_up(found: SupplyImport, head: list[str], rows: Sequence[dict[str, Any]], columns: Mapping[str, int]) -> None:
    """Keeps the rows of a file that was read now. Conflict when somebody else has read it."""
    _move(found, (Stage.READING,), Stage.COLUMNS, head=head, columns=dict(columns), **_FILE_GONE)
    _keep(found, rows)


def refuse(found: SupplyImport, why: str, values: Mapping[str, Any]) -> None:
    """Notes why a file cannot be read."""
    _move(found, (Stage.READING,), Stage.REFUSED, refused=[why, dict(values)], **_FILE_GONE)


_FILE_GONE: dict[str, None] = {"file": None, "file_key_sealed": None}


def sealed_lines(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """The rows below the headings as they are kept; sealing takes most of the time, so it comes before the writing."""
    return [
        {"number": line.number, "troubles": [], "outside_id": "",
         "said_sealed": seal(json.dumps(line.cells, ensure_ascii=False), f"supply_import_rows.said:{line.number}")}
        for line in lines[1:]
    ]  # fmt: skip


def _new(source: str, area: Place, by: Person, public_id: str) -> SupplyImport:
    now = clock.now()
    made = SupplyImport(
        public_id=public_id, by_id=by.id, area_id=area.id, source=source, head=[], columns={}, done=0, written=0,
        created_at=now, changed_at=now,
    )  # fmt: skip
    db.session.add(made)
    return made


def _keep(of: SupplyImport, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(sa.insert(_ROWS), [row | {"import_id": of.id} for row in rows])


def check_anew(found: SupplyImport, columns: Mapping[str, int]) -> None:
    """Begins to look at every row, by these columns. Conflict once it is being written."""
    _move(found, (Stage.COLUMNS, Stage.CHECKED, Stage.CHECKING), Stage.CHECKING, columns=dict(columns))
    db.session.execute(sa.update(_ROWS).where(_ROWS.c.import_id == found.id).values(outcome=None))


def write(found: SupplyImport) -> None:
    """Begins to write every row that is new or changes a point. Conflict from an earlier stage; may be done again."""
    _move(found, (Stage.CHECKED, Stage.DONE), Stage.WRITING)


def decide(found: SupplyImport, decisions: Mapping[int, Decision]) -> None:
    """Keeps what somebody said of rows in doubt; the next look, before it is written, goes by it."""
    for number, decision in decisions.items():
        mine = sa.and_(_ROWS.c.import_id == found.id, _ROWS.c.number == number, _ROWS.c.outcome == Outcome.DOUBT)
        outcome = Outcome.LEFT if decision is Decision.LEAVE else _ROWS.c.outcome
        db.session.execute(sa.update(_ROWS).where(mine).values(decision=decision, outcome=outcome))


def _move(found: SupplyImport, sources: Sequence[Stage], target: Stage, **more: Any) -> None:
    stands = sa.and_(SupplyImport.id == found.id, SupplyImport.stage.in_(sources))
    values = {"stage": target, "done": 0, "changed_at": clock.now(), **more}
    moved = db.session.execute(
        sa.update(SupplyImport).where(stands).values(values), execution_options={"synchronize_session": False}
    )
    if cast("sa.CursorResult[Any]", moved).rowcount != 1:
        raise Conflict(_l("This import has moved on meanwhile. Look at it as it is now. Nothing was changed."))
    db.session.refresh(found)


def go_on(found: SupplyImport) -> bool:
    """Does the next batch of the stage at work, in the caller's transaction; False when there is none left."""
    held = db.session.get_one(SupplyImport, found.id, with_for_update={"of": SupplyImport}, populate_existing=True)
    if held.stage == Stage.CHECKING:
        return _check(held)
    return held.stage == Stage.WRITING and _write(held)


def _check(of: SupplyImport) -> bool:
    rows = queries.batch(of, CHECKED_AT_ONCE)
    found = checking.look(of, rows)
    if found:
        checking.refuse_twice(of, found)
    _note(of, found, {})
    return _step(of, rows, CHECKED_AT_ONCE, Stage.CHECKED)


def _write(of: SupplyImport) -> bool:
    waiting = SupplyImportRow.outcome.in_((*WRITES, Outcome.DOUBT))
    rows = queries.batch(of, WRITTEN_AT_ONCE, waiting)
    found = checking.look(of, rows)
    added = adding.add(of, [one for one in found if one.outcome == Outcome.NEW])
    changing.change(of, [one for one in found if one.outcome == Outcome.CHANGE])
    of.written += sum(one.outcome in WRITES for one in found)
    _note(of, found, added, done=True)
    return _step(of, rows, WRITTEN_AT_ONCE, Stage.DONE)


def _step(of: SupplyImport, rows: Sequence[Said], most: int, after: Stage) -> bool:
    """Notes how far a stage has come; False when that was its last batch."""
    has_more = len(rows) == most
    of.stage, of.done = (of.stage, rows[-1].number) if has_more else (after, 0)
    of.changed_at = clock.now()
    db.session.flush()
    return has_more


def _note(of: SupplyImport, found: Sequence[Found], added: Mapping[int, int], done: bool = False) -> None:
    """Keeps what was found of rows. `added`: the new points by the numbers of their rows."""
    if not found:
        return
    mine = sa.and_(_ROWS.c.import_id == of.id, _ROWS.c.number == sa.bindparam("row"))
    values: dict[str, Any] = {name: sa.bindparam(name) for name in ("outcome", "troubles", "point_id", "outside_id")}
    db.session.connection().execute(
        sa.update(_ROWS).where(mine).values(values),
        [
            {"row": one.number, "outcome": Outcome.SAME if done and one.outcome in WRITES else one.outcome,
             "troubles": [list(trouble) for trouble in one.troubles],
             "point_id": one.point.id if one.point else added.get(one.number),
             "outside_id": one.row.outside_id if one.row else ""}
            for one in found
        ],
    )  # fmt: skip
