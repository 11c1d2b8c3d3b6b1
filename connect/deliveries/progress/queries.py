"""How a sending goes, from its sums and at most sixteen ranges."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from connect import clock, db
from connect.deliveries.ledger import rules as ledger_rules, sums, transitions
from connect.deliveries.ledger.models import Dispatch, DispatchBatch, DispatchEvent
from connect.deliveries.ledger.rules import DISPATCH_MOVES, Stage, State, Verb
from connect.deliveries.ledger.store import Line, line
from connect.deliveries.progress import rules
from connect.deliveries.progress.rules import Group, Row, Why
from connect.gateways.breaker import watch


class Progress(NamedTuple):
    """A sending at one moment. Where `is_few`, only what can be said of fewer than ten is in it."""

    dispatch: Dispatch
    stage: Stage
    rows: list[Row]
    whys: list[Why]
    is_few: bool
    gone: int  # so many came to an end
    reached: int  # and of those so many were taken by their gateway
    still: int | None  # about so many are left; None: nobody knows
    is_done: bool
    a_minute: int | None
    minutes: int | None
    verbs: list[Verb]
    rest: dict[str, str]  # media whose gateway is left alone now, and why


def of(dispatch: Dispatch) -> Progress:
    """How the sending of a dispatch goes now."""
    with line() as ledger:
        numbers = sums.of_dispatch(ledger, dispatch.id)
        reasons = sums.reasons_of(ledger, dispatch.id)
        ahead = _ahead(ledger, dispatch, sum(numbers.values()))
    stage, gone = transitions.stage(dispatch), ledger_rules.gone(numbers)
    rows, total = rules.rows(numbers), sum(numbers.values())
    still = total - gone + ahead if ahead is not None and stage in (Stage.GOING, Stage.PAUSED) else None
    a_minute = _a_minute(dispatch, gone) if stage == Stage.GOING and still != 0 else None
    return Progress(
        dispatch, stage, rows, rules.whys(numbers, reasons), all(row.all.is_few for row in rows), gone,
        _reached(numbers), still, total == gone and not ahead,
        a_minute, rules.left_minutes(still or 0, a_minute), _verbs(stage, rows, still),
        _rest(rows) if still else {},
    )  # fmt: skip


def _reached(numbers: Mapping[tuple[str, State], int]) -> int:
    return sum(number for (_, state), number in numbers.items() if state in (State.SENT, State.DELIVERED, State.READ))


def _verbs(stage: Stage, rows: Sequence[Row], still: int | None) -> list[Verb]:
    """The moves that make sense now: nothing is to be paused of what is done."""
    unknown = any(row.groups[Group.UNKNOWN] != rules.Figure(0) for row in rows)
    sense = {Verb.PAUSE: still != 0, Verb.GO_ON: True, Verb.CANCEL: still != 0, Verb.AGAIN: unknown}
    return [verb for verb, stages in DISPATCH_MOVES.items() if stage in stages and sense[verb]]


def events(dispatch: Dispatch) -> Sequence[DispatchEvent]:
    """The moves of a dispatch by persons, the newest first."""
    mine = sa.select(DispatchEvent).where(DispatchEvent.dispatch_id == dispatch.id)
    return db.session.scalars(mine.order_by(DispatchEvent.id.desc()).limit(50)).all()


def _ahead(ledger: Line, dispatch: Dispatch, made: int) -> int | None:
    """About how many receivers have no row yet; None where nobody can guess."""
    open_ones = sa.select(DispatchBatch).where(
        DispatchBatch.dispatch_id == dispatch.id, DispatchBatch.finished_at.is_(None)
    )
    batches = db.session.scalars(open_ones.order_by(DispatchBatch.id)).all()
    if not batches:
        return 0
    if any(one.place is not None for one in batches):
        return None
    left = sum(one.high - one.cursor for one in batches) - _told_by_rows(ledger, batches[0])
    size = sa.func.sum(DispatchBatch.high - DispatchBatch.low + 1)
    whole = db.session.scalar(sa.select(size).where(DispatchBatch.dispatch_id == dispatch.id))
    looked = int(whole or 0) - left
    return rules.about(made * left / looked) if looked > 0 and made else None


def _told_by_rows(ledger: Line, batch: DispatchBatch) -> int:
    """How far the range at work has come beyond its cursor: on SQLite its rows tell, see `sending.expansion`."""
    ((newest,),) = ledger.rows(_NEWEST, (batch.dispatch_id, batch.cursor + 1, batch.high))
    return int(newest) - batch.cursor if newest is not None else 0


_NEWEST = "SELECT max(contact_id) FROM deliveries WHERE dispatch_id = ? AND contact_id BETWEEN ? AND ?"


def _a_minute(dispatch: Dispatch, gone: int) -> int | None:
    """How many come to an end in a minute: in the last one that was looked at, else since it began."""
    if dispatch.marked_at is not None and dispatch.a_minute is not None:
        return dispatch.a_minute
    passed_s = (clock.now() - max(dispatch.due_at, dispatch.created_at)).total_seconds()
    return round(gone * 60 / passed_s) if gone and passed_s >= 1 else None


def _rest(rows: Sequence[Row]) -> dict[str, str]:
    """The media of a sending whose gateway is left alone just now."""
    now = clock.now()
    closed = {row.name: row.why for row in watch.closed() if row.closed_until is not None and row.closed_until > now}
    return {row.medium: closed[row.medium] for row in rows if row.medium in closed}


def version(found: Sequence[Progress], histories: Mapping[int, int]) -> str:
    """All that the page tells of sendings, without words that change with the clock."""
    return repr([
        (one.dispatch.id, one.stage, one.rows, one.whys, not one.is_few and one.still, one.is_done, one.verbs, one.rest,
         histories.get(one.dispatch.id))
        for one in found
    ])  # fmt: skip
