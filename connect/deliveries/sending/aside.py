"""Messages that were put off one by one because their host was gone, while other hosts of the medium went on.

When the host is back they come at once, and not each after its own time: else after an outage all waits on.
"""

from collections.abc import Mapping

from connect import clock
from connect.deliveries.ledger.rules import Lane
from connect.deliveries.ledger.store import Line
from connect.gateways.base import Gateway

AT_ONCE = 5_000  # rows of one statement
LANES = tuple(int(lane) for lane in Lane)


def come_back(line: Line, gateways: Mapping[str, Gateway]) -> int:
    """Makes due what was put off at gateways of which a host came back; how many. Inside the transaction at work.

    Those of other hosts come along and are put off again: they are not told apart, because a row names no host.
    """
    return sum(due_now(line, medium) for medium, gateway in gateways.items() if gateway.came_back())


def due_now(line: Line, medium: str) -> int:
    """Makes due what was put off of a medium, inside the transaction at work; how many."""
    now, number = line.value_of(clock.now()), 0
    while moved := line.run(_DUE_NOW, (now, line.numbers(LANES), medium, now, AT_ONCE)):
        number += moved
    return number


_DUE_NOW = """
    UPDATE deliveries SET due_at = ? WHERE id IN (
        SELECT id FROM deliveries d WHERE d.state = 0 AND d.lane IN NUMBERS AND d.medium = ? AND d.due_at > ?
        AND d.held = 0 AND d.tries > 0 LIMIT ? LOCKED
    )
"""
