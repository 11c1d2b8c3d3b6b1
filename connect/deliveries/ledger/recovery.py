"""Messages that dead senders held are freed; those that are unknown go again by a person's word."""

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from connect import clock
from connect.deliveries.ledger import rules, sums
from connect.deliveries.ledger.rules import Policy, State
from connect.deliveries.ledger.store import Line
from connect.deliveries.ledger.sums import Moves


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
        sums.add_reasons(line, Counter((one, medium, int(state), GONE) for _, one, medium in some))
    return {state: len(some) for state, some in told.items()}, moves


_DEAD = """
    SELECT d.id, d.dispatch_id, d.medium, p.policy FROM deliveries d JOIN dispatches p ON p.id = d.dispatch_id
    WHERE d.state = 1 AND d.lease_until <= ? ORDER BY d.lease_until LIMIT ? LOCKED
"""
_FREE = """
    UPDATE deliveries SET state = ?, fence = fence + 1, lease_until = NULL, reason = 'holder gone'
    WHERE state = 1 AND id IN NUMBERS
"""
GONE = "holder gone"


def again(line: Line, dispatch_id: int, before: datetime, most: int = 2_000) -> tuple[int, Moves]:
    """Sends again what nobody knows to have left, of what was due before a person said so; some may get it twice.

    How many, and the moves. What goes again is due after that moment, so it is not taken up twice by one word.
    """
    due = max(clock.now(), before + timedelta(microseconds=1))
    rows = line.rows(_AGAIN, (line.value_of(due), dispatch_id, line.value_of(before), most))
    back = Counter((dispatch_id, medium, int(State.UNKNOWN), reason or "") for medium, reason in rows)
    sums.add_reasons(line, {why: -number for why, number in back.items()})
    return len(rows), [(dispatch_id, medium, State.UNKNOWN, State.CREATED) for medium, _ in rows]


_AGAIN = """
    UPDATE deliveries SET state = 0, fence = fence + 1, due_at = ? WHERE id IN (
        SELECT d.id FROM deliveries d WHERE d.state = 6 AND d.dispatch_id = ? AND d.due_at <= ? LIMIT ? LOCKED
    ) RETURNING medium, reason
"""
