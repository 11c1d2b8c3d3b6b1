"""Taking the next messages of the lowest lane, committed as *sending* before any call, and settling them.

The statements are the driver's: this is the path that decides how many messages a second leave. Their indexes are
partial, so the state stands in their text as a number.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from connect import clock, config
from connect.deliveries.contacts import rules as contact_rules
from connect.deliveries.contacts.rules import Quiet
from connect.deliveries.ledger import rules, sums
from connect.deliveries.ledger.rules import Lane, Settled, State, Turn
from connect.deliveries.ledger.store import Line
from connect.deliveries.ledger.sums import Moves


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

    `media` says how many of each may be taken at once: messages, or contacts whose quiet hours are over.
    """
    now = clock.now()
    found = line.rows(_which_sql(tuple(lanes), tuple(media)), (line.value_of(now),)) if media else []
    if not found:
        return [], [], False
    lane, medium = found[0]
    read = _read_held if rules.HELD <= lane < rules.PARKED else _read_due
    rows = read(line, lane, medium, now, media[medium])
    going, moves = _sorted_out(line, rows, now)
    moves += _cancelled_along(line, lane, medium, now, {row.dispatch_id for row in rows if row.cancelled})
    return _held_by_us(line, going, now), [*moves, *_all(going, State.SENDING)], True


def _cancelled_along(line: Line, lane: int, medium: str, now: datetime, cancelled: Collection[int]) -> Moves:
    """Cancels all that waits of the same dispatches in a lane: else a newer version waits behind them."""
    if not cancelled:
        return []
    gone = line.rows(_CANCEL_ALONG, (lane, medium, line.value_of(now), line.numbers(cancelled), rules.FREE))
    return [(dispatch_id, medium, State.CREATED, State.CANCELLED) for (dispatch_id,) in gone]


_CANCEL_ALONG = """
    UPDATE deliveries SET state = 7 WHERE id IN (
        SELECT d.id FROM deliveries d WHERE d.state = 0 AND d.lane = ? AND d.medium = ? AND d.due_at <= ?
        AND d.dispatch_id IN NUMBERS LIMIT ? LOCKED
    ) RETURNING dispatch_id
"""


def _read_due(line: Line, lane: int, medium: str, now: datetime, most: int) -> list[Taken]:
    rows = _read(line, _DUE, (lane, medium, line.value_of(now), most))
    if before := [row for row in rows if row.held]:  # kept back by a process that knew no lanes for them
        _change(line, before, "lane = lane + ?", (rules.HELD,))
    return [row for row in rows if not row.held]


def _read_held(line: Line, lane: int, medium: str, now: datetime, most: int) -> list[Taken]:
    """All that was kept back for a few contacts whose quiet hours are over: whoever reads one of it has all of it.

    On PostgreSQL the contact's row is locked, so that no two senders make two summaries of what is one.
    """
    found = [contact for (contact,) in line.rows(_HELD_CONTACTS, (lane, medium, line.value_of(now), 4 * most))]
    contacts = [*dict.fromkeys(found)]
    if line.postgres:
        numbers = line.numbers(contacts)
        contacts = [mine for (mine,) in [*line.rows(_MINE, (numbers, most)), *line.rows(_OF_NOBODY, (numbers, most))]]
    return _read(line, _KEPT_BACK, (line.numbers(contacts[:most]), rules.FREE))


_MINE = "SELECT c.id FROM contacts c WHERE c.id IN NUMBERS LIMIT ? ALONE"
_OF_NOBODY = "SELECT c FROM unnest(?::bigint[]) AS c WHERE NOT EXISTS (SELECT FROM contacts o WHERE o.id = c) LIMIT ?"
_HELD_CONTACTS = """
    SELECT contact_id FROM deliveries d WHERE d.state = 0 AND d.lane = ? AND d.medium = ? AND d.due_at <= ?
    ORDER BY d.due_at LIMIT ?
"""


@lru_cache(maxsize=256)
def _which_sql(lanes: tuple[int, ...], media: tuple[str, ...]) -> str:
    """The lowest lane in which something is due, and its medium. A LIMIT keeps PostgreSQL from reading all of them."""
    order = [one for lane in lanes for one in (lane, lane + rules.HELD)]
    pairs = ", ".join(f"({n}, {lane}, '{medium}')" for n, lane in enumerate(order) for medium in media)
    return f"WITH pairs (place, lane, medium) AS (VALUES {pairs}) {_WHICH}"


_WHICH = """
    SELECT lane, medium FROM pairs AS w WHERE (
        SELECT 1 FROM deliveries d WHERE d.state = 0 AND d.lane = w.lane AND d.medium = w.medium AND d.due_at <= ?
        LIMIT 1
    ) IS NOT NULL ORDER BY place LIMIT 1
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
    moment, zone = line.value_of(now), config.zone()
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
        if held:
            _change(line, some, _HOLD, (line.value_of(until), rules.HELD, rules.HELD))
        else:
            _change(line, some, "due_at = ?", (line.value_of(until),))
    _change(line, parked, "lane = lane + ?", (rules.PARKED,))
    for state, some in ends.items():
        _change(line, some, "state = ?", (int(state),))
        moves += _all(some, state)
    return going, moves


_HOLD = "due_at = ?, held = 1, lane = lane + CASE WHEN lane < ? THEN ? ELSE 0 END"


def _silent_until(line: Line, row: Taken, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Until when nothing is to reach this contact: its own pause, or quiet hours, which a life in danger heeds not."""
    quiet = Quiet(row.quiet_from, row.quiet_until).or_those_of(config.current().quiet_minutes)
    paused = line.moment_of(row.paused_until) if row.paused_until is not None else None
    return contact_rules.silent_until(now, zone, quiet, paused, breaks_quiet=row.lane % rules.HELD == Lane.LIFE)


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
    told = Counter(
        (one.taken.dispatch_id, one.taken.medium, int(one.settled.state), one.settled.reason[:40])
        for one in results
        if one.settled.reason and one.taken.id in written
    )
    sums.add_reasons(line, told)
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
