"""Taking the next messages of the lowest lane, committed as *sending* before any call, and settling them.

The statements are the driver's: this is the path that decides how many messages a second leave. Their indexes are
partial, so the state stands in their text as a number.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from connect import clock, config
from connect.deliveries.contacts import rules as contact_rules
from connect.deliveries.contacts.rules import Quiet
from connect.deliveries.ledger import rules
from connect.deliveries.ledger.rules import Lane, Policy, Settled, State, Turn
from connect.deliveries.ledger.store import Line

Moves = list[tuple[int, str, int, int]]  # dispatch, medium, from, to: what the sums are told


class Taken(NamedTuple):
    """One message as a take reads it; once it is taken, `fence` is that of this holder."""

    id: int
    dispatch_id: int
    contact_id: int
    medium: str
    fence: int
    lane: int
    held: int
    lang: str | None  # None: the contact is gone
    retired: bool
    paused_until: Any
    quiet_from: int | None
    quiet_until: int | None
    kind: str
    row: int
    policy: str
    cancelled: bool
    paused: bool
    expires_at: Any
    chain_id: int | None
    recalls: bool


_READ = """
    SELECT d.id, d.dispatch_id, d.contact_id, d.medium, d.fence, d.lane, d.held, c.lang, c.retired_at IS NOT NULL,
    c.paused_until, c.quiet_from, c.quiet_until, p.kind, p.row, p.policy, p.cancelled_at IS NOT NULL,
    p.paused_at IS NOT NULL, p.expires_at, p.chain_id, p.recalls
    FROM deliveries d JOIN dispatches p ON p.id = d.dispatch_id LEFT JOIN contacts c ON c.id = d.contact_id
    WHERE d.state = 0 AND
"""
_IN_ORDER = "ORDER BY d.due_at, d.id LIMIT ? LOCKED"


def take(line: Line, lanes: Sequence[int], media: Mapping[str, int]) -> tuple[list[Taken], Moves, bool]:
    """Takes messages of the lowest of these lanes in which some are due, of one medium; all that moved, and whether
    there was anything. Inside the transaction at work; what is not to leave now gets its state or its later hour.

    `media` says how many of each may be taken at once.
    """
    now = clock.now()
    found = line.rows(_which_sql(tuple(lanes), tuple(media)), (line.value_of(now),)) if media else []
    if not found:
        return [], [], False
    lane, medium = found[0]
    rows = _read(line, _DUE, (lane, medium, line.value_of(now), media[medium]))
    going, moves = _sorted_out(line, rows, now)
    together = [row.contact_id for row in going if row.held]
    if together:  # what else was kept back for them goes along, in one summary
        more = _read(line, _KEPT_BACK, (line.numbers(together), rules.FREE))
        further, moved = _sorted_out(line, [row for row in more if row.id not in {one.id for one in rows}], now)
        going, moves = [*going, *further], [*moves, *moved]
    return _held_by_us(line, going, now), [*moves, *_all(going, State.SENDING)], True


@lru_cache(maxsize=256)
def _which_sql(lanes: tuple[int, ...], media: tuple[str, ...]) -> str:
    """The lowest lane in which something is due, and its medium. A LIMIT keeps PostgreSQL from reading all of them."""
    pairs = ", ".join(f"({lane}, '{medium}')" for lane in lanes for medium in media)
    return f"WITH pairs (lane, medium) AS (VALUES {pairs}) {_WHICH}"


_WHICH = """
    SELECT lane, medium FROM pairs AS w WHERE (
        SELECT 1 FROM deliveries d WHERE d.state = 0 AND d.lane = w.lane AND d.medium = w.medium AND d.due_at <= ?
        LIMIT 1
    ) IS NOT NULL ORDER BY lane LIMIT 1
"""
_DUE = f"{_READ} d.lane = ? AND d.medium = ? AND d.due_at <= ? {_IN_ORDER}"
_KEPT_BACK = f"{_READ} d.held = 1 AND d.contact_id IN NUMBERS {_IN_ORDER}"


def _read(line: Line, sql: str, values: Sequence[object]) -> list[Taken]:
    return [Taken(*row) for row in line.rows(sql, values)]


def _sorted_out(line: Line, rows: Sequence[Taken], now: datetime) -> tuple[list[Taken], Moves]:
    """The messages that go now; the others get their state, or their later hour."""
    ends: dict[State, list[Taken]] = defaultdict(list)
    later: dict[tuple[datetime, int], list[Taken]] = defaultdict(list)
    parked, going = [], []
    moment, zone = line.value_of(now), ZoneInfo(config.current().timezone)
    for row in rows:
        if row.cancelled:
            ends[State.CANCELLED].append(row)
        elif row.expires_at <= moment:
            ends[State.EXPIRED].append(row)
        elif row.lang is None or row.retired:
            ends[State.SUPPRESSED].append(row)
        elif row.paused:
            parked.append(row)
        elif until := _silent_until(line, row, now, zone):
            later[until, 1].append(row)
        else:
            going.append(row)
    going, moves = _after_earlier(line, going, ends, later, now)
    for (until, held), some in later.items():
        _change(line, some, "due_at = ?, held = ?", (line.value_of(until), held))
    _change(line, parked, "lane = lane + ?", (rules.PARKED,))
    for state, some in ends.items():
        _change(line, some, "state = ?", (int(state),))
        moves += _all(some, state)
    return going, moves


def _silent_until(line: Line, row: Taken, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Until when nothing is to reach this contact: its own pause, or quiet hours, which a life in danger heeds not."""
    quiet = Quiet(row.quiet_from, row.quiet_until).or_those_of(config.current().quiet_minutes)
    paused = line.moment_of(row.paused_until) if row.paused_until is not None else None
    return contact_rules.silent_until(now, zone, quiet, paused, breaks_quiet=row.lane == Lane.LIFE)


def _after_earlier(
    line: Line, rows: list[Taken], ends: dict[State, list[Taken]],
    later: dict[tuple[datetime, int], list[Taken]], now: datetime,
) -> tuple[list[Taken], Moves]:  # fmt: skip
    """Of later versions those whose time has come; an earlier version that has not left is cancelled."""
    moves: Moves = []
    going = [row for row in rows if row.chain_id is None]
    for row in rows:
        if row.chain_id is None:
            continue
        earlier, moved = _earlier_states(line, row)
        moves += moved
        match rules.turn(earlier, recalls=bool(row.recalls)):
            case Turn.GOES:
                going.append(row)
            case Turn.WAITS:
                later[now + timedelta(seconds=rules.WAIT_S), row.held].append(row)
            case Turn.DROPS:
                ends[State.CANCELLED].append(row)
    return going, moves


def _earlier_states(line: Line, row: Taken) -> tuple[set[State], Moves]:
    """Where the earlier versions stand for this contact, once those that wait are cancelled."""
    values = (row.contact_id, row.chain_id, row.chain_id, row.dispatch_id)
    gone = line.rows(_CANCEL_EARLIER, values)
    found = {State(state) for (state,) in line.rows(_EARLIER, values)}
    if State.CREATED in found:  # another sender holds it just now
        found.add(State.SENDING)
    return found, [(dispatch, medium, State.CREATED, State.CANCELLED) for dispatch, medium in gone]


_EARLIER_ONES = """
    contact_id = ? AND dispatch_id IN (SELECT id FROM dispatches WHERE (id = ? OR chain_id = ?) AND id < ?)
"""
_EARLIER = f"SELECT state FROM deliveries WHERE {_EARLIER_ONES}"  # nosec B608 # noqa: S608
_CANCEL_EARLIER = f"UPDATE deliveries SET state = 7 WHERE state = 0 AND {_EARLIER_ONES} RETURNING dispatch_id, medium"  # nosec B608 # noqa: S608


def _held_by_us(line: Line, rows: Sequence[Taken], now: datetime) -> list[Taken]:
    until = line.value_of(now + timedelta(seconds=rules.LEASE_S))
    _change(line, rows, "state = 1, fence = fence + 1, tries = tries + 1, lease_until = ?", (until,))
    return [row._replace(fence=row.fence + 1) for row in rows]


def _change(line: Line, rows: Sequence[Taken], change: str, values: Sequence[object]) -> None:
    if rows:
        ids = line.numbers(row.id for row in rows)
        line.run(f"UPDATE deliveries SET {change} WHERE id IN NUMBERS", (*values, ids))  # nosec B608 # noqa: S608


def _all(rows: Iterable[Taken], state: State, source: State = State.CREATED) -> Moves:
    return [(row.dispatch_id, row.medium, source, state) for row in rows]


# --- Settling ---------------------------------------------------------------------------------------------


class Result(NamedTuple):
    """The outcome of one message that was taken."""

    taken: Taken
    settled: Settled
    reference: str = ""


def settle(line: Line, results: Collection[Result]) -> Moves:
    """Writes outcomes down by id and fence, inside the transaction at work; that of a holder that lost it is dropped.

    By the two alone: a condition on the state lets PostgreSQL choose the index of what is being sent, and wade through
    its dead entries. So whoever takes a message from its holder raises the fence.
    """
    if not results:
        return []
    now = clock.now()
    values = [
        (
            int(one.settled.state), one.settled.reason[:40] or None, one.reference[:80] or None,
            line.value_of(now + timedelta(seconds=one.settled.later_s)) if one.settled.later_s else None,
            one.taken.id, one.taken.fence,
        )
        for one in results
    ]  # fmt: skip
    written = _written_at_once(line, values) if line.postgres else _written(line, values)
    return [
        (one.taken.dispatch_id, one.taken.medium, State.SENDING, one.settled.state)
        for one in results
        if one.taken.id in written
    ]


_SETTLE = """
    UPDATE deliveries SET state = ?, reason = ?, reference = ?, due_at = coalesce(?, due_at), lease_until = NULL
    WHERE id = ? AND fence = ?
"""
_SETTLE_ALL = """
    UPDATE deliveries AS d SET state = v.state, reason = v.reason, reference = v.reference,
    due_at = coalesce(v.due_at, d.due_at), lease_until = NULL
    FROM unnest(?::smallint[], ?::text[], ?::text[], ?::timestamptz[], ?::bigint[], ?::bigint[])
    AS v (state, reason, reference, due_at, id, fence) WHERE d.id = v.id AND d.fence = v.fence RETURNING d.id
"""


def _written(line: Line, values: Sequence[tuple[Any, ...]]) -> set[int]:
    return {one[4] for one in values if line.run(_SETTLE, one) == 1}


def _written_at_once(line: Line, values: Sequence[tuple[Any, ...]]) -> set[int]:
    return {number for (number,) in line.rows(_SETTLE_ALL, [list(column) for column in zip(*values, strict=True)])}


# --- What a dead holder left ------------------------------------------------------------------------------


def free_dead(line: Line, keyed: Collection[str], most: int = 1_000) -> tuple[dict[State, int], Moves]:
    """Takes messages from holders whose lease is over: to be sent again, or unknown by their policy. Raises the fence.

    `keyed` are the media whose gateway knows what it has had already.
    """
    told: dict[State, list[tuple[int, int, str]]] = defaultdict(list)
    for number, dispatch_id, medium, policy in line.rows(_DEAD, (line.value_of(clock.now()), most)):
        unknown = rules.goes_unknown(Policy(policy), medium in keyed)
        told[State.UNKNOWN if unknown else State.CREATED].append((number, dispatch_id, medium))
    moves: Moves = []
    for state, some in told.items():
        line.run(_FREE, (int(state), line.numbers(number for number, *_ in some)))
        moves += [(dispatch_id, medium, State.SENDING, state) for _, dispatch_id, medium in some]
    return {state: len(some) for state, some in told.items()}, moves


_DEAD = """
    SELECT d.id, d.dispatch_id, d.medium, p.policy FROM deliveries d JOIN dispatches p ON p.id = d.dispatch_id
    WHERE d.state = 1 AND d.lease_until <= ? ORDER BY d.lease_until LIMIT ? LOCKED
"""
_FREE = """
    UPDATE deliveries SET state = ?, fence = fence + 1, lease_until = NULL, reason = 'holder gone'
    WHERE state = 1 AND id IN NUMBERS
"""


def again(line: Line, dispatch_id: int) -> tuple[int, Moves]:
    """Lets a person have sent again what nobody knows to have left; some may get it twice. How many, and the moves."""
    media = [medium for (medium,) in line.rows(_AGAIN, (line.value_of(clock.now()), dispatch_id))]
    return len(media), [(dispatch_id, medium, State.UNKNOWN, State.CREATED) for medium in media]


_AGAIN = """
    UPDATE deliveries SET state = 0, fence = fence + 1, due_at = ? WHERE state = 6 AND dispatch_id = ? RETURNING medium
"""
