"""Sums per dispatch, medium and state, written with the rows they count: whoever looks at a million reads a few."""

from collections import Counter
from collections.abc import Iterable, Mapping

from connect.deliveries.ledger.rules import State
from connect.deliveries.ledger.store import Line

_ADD = """
    INSERT INTO delivery_sums (dispatch_id, medium, state, shard, number) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (dispatch_id, medium, state, shard) DO UPDATE SET number = delivery_sums.number + excluded.number
"""
_OF_DISPATCH = """
    SELECT medium, state, sum(number) FROM delivery_sums WHERE dispatch_id = ?
    GROUP BY medium, state HAVING sum(number) <> 0
"""
_ADD_REASON = """
    INSERT INTO delivery_reasons (dispatch_id, medium, state, reason, shard, number) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (dispatch_id, medium, state, reason, shard)
    DO UPDATE SET number = delivery_reasons.number + excluded.number
"""
_REASONS = """
    SELECT medium, state, reason, sum(number) FROM delivery_reasons WHERE dispatch_id = ?
    GROUP BY medium, state, reason HAVING sum(number) > 0
"""
Key = tuple[int, str, int]  # dispatch, medium, state
Moves = list[tuple[int, str, int, int]]  # dispatch, medium, from, to
Why = tuple[int, str, int, str]  # the same with a reason
TOLD = (State.PERMANENT_FAILURE, State.UNKNOWN, State.SUPPRESSED)  # whose reasons are counted


def add(line: Line, changes: Mapping[Key, int]) -> None:
    """Adds to the sums inside the transaction at work; in one order, so that no two writers wait for each other."""
    for (dispatch_id, medium, state), number in sorted(changes.items()):
        if number:
            line.run(_ADD, (dispatch_id, medium, int(state), line.shard, number))


def moved(moves: Iterable[tuple[int, str, int, int]]) -> Counter[Key]:
    """The changes of sums that follow from moves of deliveries (dispatch, medium, from, to)."""
    changes: Counter[Key] = Counter()
    for dispatch_id, medium, source, target in moves:
        changes[dispatch_id, medium, int(source)] -= 1
        changes[dispatch_id, medium, int(target)] += 1
    return changes


def of_dispatch(line: Line, dispatch_id: int) -> dict[tuple[str, State], int]:
    """How many deliveries of a dispatch there are by medium and state."""
    return {(medium, State(state)): int(number) for medium, state, number in line.rows(_OF_DISPATCH, (dispatch_id,))}


def add_reasons(line: Line, changes: Mapping[Why, int]) -> None:
    """Adds to the sums of reasons, as `add` does; only of the states in which a message is for good or for a person."""
    for (dispatch_id, medium, state, reason), number in sorted(changes.items()):
        if number and reason and state in TOLD:
            line.run(_ADD_REASON, (dispatch_id, medium, int(state), reason, line.shard, number))


def reasons_of(line: Line, dispatch_id: int) -> dict[tuple[str, State, str], int]:
    """How many deliveries of a dispatch came to a state by medium and reason."""
    found = line.rows(_REASONS, (dispatch_id,))
    return {(medium, State(state), reason): int(number) for medium, state, reason, number in found}
