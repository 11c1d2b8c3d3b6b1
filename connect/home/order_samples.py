"""An order as the page of components shows it."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any

from connect.shopping.orders.rules import By, Instead, Outcome, State, Verb


def samples(at: datetime) -> dict[str, Any]:
    """An order with a line of each outcome, its history, and one order in each state."""
    outcomes: list[Outcome | None] = [None, *Outcome]
    lines = [_line(number, one) for number, one in enumerate(outcomes, 1)]
    events = [SimpleNamespace(verb=Verb.DROP, by=By.COORDINATOR, reason="closed", at=at)]
    states = [SimpleNamespace(state=state) for state in State]
    return {"ordered": SimpleNamespace(lines=lines), "ordered_events": events, "order_states": states}


def _line(number: int, outcome: Outcome | None) -> SimpleNamespace:
    paid = 95_000 if outcome in (Outcome.BOUGHT, Outcome.INSTEAD) else None
    return SimpleNamespace(
        number=number, outcome=outcome, combo=None, item="rice", quantity=5, instead=Instead.ASK, price=None,
        top_price=100_000, total=100_000, got=4 if paid else None, paid=paid,
    )  # fmt: skip
