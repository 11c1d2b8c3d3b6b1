"""The periodic jobs on orders. Every row says by itself when it is due, so a missed run loses nothing."""

from connect import db
from connect.cases import transitions as case_moves
from connect.errors import ConnectError
from connect.jobs.queue import every_minute, steadily
from connect.shopping.orders import queries, rules
from connect.shopping.orders.keeping import telling
from connect.shopping.orders.team import actions


@steadily
def decide_silent_lines() -> int:
    """Lets the rules of lines decide that were asked about half an hour ago; says how many."""
    return sum(_decide(order, number) for order, number in queries.silent())


@every_minute
def keep_awaited() -> int:
    """Keeps cases from expiring whose delivery was moved to after that; says how many."""
    found = queries.expiring()
    if found:
        with db.transaction():
            for case_id, until in found:
                case_moves.wait_until(case_id, rules.awaited_until(until))
    return len(found)


@every_minute
def tell_of_windows() -> int:
    """Tells households by message that their window has changed, where they said yes; says to how many contacts."""
    return sum(telling.tell(one) for one in telling.due())


def _decide(order_id: int, number: int) -> bool:
    try:
        with db.transaction():
            return actions.silence(queries.locked(order_id), number)
    except ConnectError:  # answered in between
        return False
