"""Bringing rows in: begun, checked and written in batches, each of which may be the last one that there was time for.

A row is looked at again before it is written: whatever happened meanwhile, however often it is done, a point that is as
its row says is left alone.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, config, db
from connect.accounts.models import Person
from connect.areas.queries import Place
from connect.crypto.encryption import seal
from connect.crypto.tokens import new_public_id
from connect.errors import Conflict
from connect.supplies import actions, goods, transitions
from connect.supplies.holidays import queries as holidays
from connect.supplies.hours import actions as hours
from connect.supplies.imports import checking, queries
from connect.supplies.imports.checking import Found
from connect.supplies.imports.models import Decision, Outcome, Stage, SupplyImport, SupplyImportRow
from connect.supplies.imports.reading import Line
from connect.supplies.imports.rules import Row
from connect.supplies.models import SupplyEvent, SupplyGood, SupplyPoint
from connect.supplies.registering.actions import columns_of
from connect.supplies.rules import By, Level, SaidBy, State, Verb

CHECKED_AT_ONCE, WRITTEN_AT_ONCE = 500, 200
WRITES = (Outcome.NEW, Outcome.CHANGE)
_ROWS = cast("sa.Table", SupplyImportRow.__table__)


def begin(lines: Sequence[Line], source: str, area: Place, by: Person, columns: Mapping[str, int]) -> SupplyImport:
    """Keeps a file row by row; its first row has the headings. Nothing is looked at yet."""
    now = clock.now()
    made = SupplyImport(
        public_id=new_public_id(), by_id=by.id, area_id=area.id, source=source, stage=Stage.COLUMNS,
        head=lines[0].cells, columns=dict(columns), done=0, written=0, created_at=now, changed_at=now,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    rows = [
        {"import_id": made.id, "number": line.number, "troubles": [], "outside_id": "",
         "said_sealed": seal(json.dumps(line.cells, ensure_ascii=False), f"supply_import_rows.said:{line.number}")}
        for line in lines[1:]
    ]  # fmt: skip
    if rows:
        db.session.execute(sa.insert(_ROWS), rows)
    return made


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
    _note(of, found)
    return _step(of, rows, CHECKED_AT_ONCE, Stage.CHECKED)


def _write(of: SupplyImport) -> bool:
    waiting = SupplyImportRow.outcome.in_((*WRITES, Outcome.DOUBT))
    rows = queries.batch(of, WRITTEN_AT_ONCE, waiting)
    found = checking.look(of, rows)
    _add(of, [one for one in found if one.outcome == Outcome.NEW])
    for one in found:
        if one.outcome == Outcome.CHANGE:
            _change(of, one)
    of.written += sum(one.outcome in WRITES for one in found)
    _note(of, found, done=True)
    return _step(of, rows, WRITTEN_AT_ONCE, Stage.DONE)


def _step(of: SupplyImport, rows: Sequence[SupplyImportRow], most: int, after: Stage) -> bool:
    """Notes how far a stage has come; False when that was its last batch."""
    has_more = len(rows) == most
    of.stage, of.done = (of.stage, rows[-1].number) if has_more else (after, 0)
    of.changed_at = clock.now()
    db.session.flush()
    return has_more


def _note(of: SupplyImport, found: Sequence[Found], done: bool = False) -> None:
    if not found:
        return
    mine = sa.and_(_ROWS.c.import_id == of.id, _ROWS.c.number == sa.bindparam("row"))
    values: dict[str, Any] = {name: sa.bindparam(name) for name in ("outcome", "troubles", "point_id", "outside_id")}
    db.session.connection().execute(
        sa.update(_ROWS).where(mine).values(values),
        [
            {"row": one.number, "outcome": Outcome.SAME if done and one.outcome in WRITES else one.outcome,
             "troubles": [list(trouble) for trouble in one.troubles], "point_id": one.point.id if one.point else None,
             "outside_id": one.row.outside_id if one.row else ""}
            for one in found
        ],
    )  # fmt: skip


def _add(of: SupplyImport, found: Sequence[Found]) -> None:
    """New points with their goods and the first line of their history, some hundred together."""
    now, zone, off = clock.now(), config.current().timezone, holidays.days()
    points, masks = [], _masks(found)
    for one in found:
        row, where = one.row, one.where
        assert row is not None and where is not None  # noqa: S101 - for the type checker
        point = SupplyPoint(
            **columns_of(checking.facts_of(row), where) | hours.columns(row.hours, off, now, zone),
            public_id=new_public_id(), state=State.OPEN, source=of.source, outside_id=row.outside_id or None,
            said_at=now, created_at=now, changed_at=now, version=1,
            goods=masks[_there(row)],
        )  # fmt: skip
        point.give_phone(row.phone)
        points.append(point)
    db.session.add_all(points)
    db.session.flush()
    for one, point in zip(found, points, strict=True):
        one.point = point
        db.session.add(
            SupplyEvent(
                point_id=point.id, at=now, verb=Verb.REGISTER, by=By.IMPORT, person_id=of.by_id,
                detail={"import": of.public_id},
            )
        )  # fmt: skip
        if one.row:
            db.session.add_all(_goods(point, one.row.goods))
    db.session.flush()


def _there(row: Row | None) -> frozenset[str]:
    return frozenset(item for item, said in row.goods.items() if said.level != Level.OUT) if row else frozenset()


def _masks(found: Sequence[Found]) -> dict[frozenset[str], int]:
    """The bits of the goods that rows have, once for those that have the same."""
    return {some: goods.numbered(some) for some in {_there(one.row) for one in found}}


def _goods(point: SupplyPoint, told: Mapping[str, actions.Said]) -> list[SupplyGood]:
    return [
        SupplyGood(
            point_id=point.id, item=item, level=said.level, price=said.price, per=said.per, said_at=point.said_at,
            said_by=SaidBy.IMPORT,
        )
        for item, said in told.items()
    ]  # fmt: skip


def _change(of: SupplyImport, found: Found) -> None:
    """Sets what a row says otherwise; a point that was changed at this moment stays for the next time."""
    point, row = found.point, found.row
    assert point is not None and row is not None  # noqa: S101 - for the type checker
    changed = checking.changed(of, point, found)
    told = dict(changed)
    if "phone_hash" in told:
        del told["phone_hash"]
        point.give_phone(row.phone)
        db.session.flush()
    if "hours" in told:
        told |= hours.current(row.hours)
    detail = {"import": of.public_id, "changed": sorted(changed)}
    transitions.move(point, Verb.EDIT, By.IMPORT, detail=detail, **{**told, "said_at": clock.now()})
    if row.goods:
        actions.say_levels(point, row.goods, By.IMPORT, detail={"import": of.public_id})
