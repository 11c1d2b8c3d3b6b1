"""The results at the shop that the people of a run write down, as they were posted.

Fields of a line: `came-<n>` (bought, instead, missing, asked), `got-<n>`, `paid-<n>`, `there-<n>`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from connect.shopping.orders import rules
from connect.shopping.orders.models import Order, OrderLine
from connect.shopping.orders.placing import typed
from connect.shopping.orders.rules import Outcome
from connect.shopping.orders.team.actions import Got
from connect.text import one_line

LONGEST = 80


@dataclass(frozen=True, slots=True)
class Typed:
    """One line as it was typed, with the words for what is wrong by field."""

    line: OrderLine
    came: str
    got: str
    paid: str
    there: str
    faults: Mapping[str, str]
    read: Got | None


def typed_lines(order: Order, posted: Mapping[str, str] | None) -> list[Typed]:
    """The lines as they were posted; as they stand where nothing was."""
    return [_typed(line, posted) if posted is not None else _as_it_stands(line) for line in order.lines]


def _as_it_stands(line: OrderLine) -> Typed:
    paid = line.paid if line.paid is not None else line.offered_price
    price = line.total if line.combo is not None and line.outcome is None else paid
    came = line.outcome.value if line.outcome else ""
    return Typed(line, came, str(line.got or line.quantity), str(price or ""), line.offered or "", {}, None)


def _typed(line: OrderLine, posted: Mapping[str, str]) -> Typed:
    n = line.number
    came, got, paid, there = (one_line(posted.get(f"{name}-{n}", "")) for name in ("came", "got", "paid", "there"))
    faults: dict[str, str] = {}
    if came not in tuple(Outcome):
        faults[f"came-{n}"] = _("Say what came of it.")
    number = typed.whole(got, rules.MOST_OF_ONE) if got and came != Outcome.MISSING else line.quantity
    if isinstance(number, str):
        faults[f"got-{n}"] = number
    price = typed.money(paid, rules.MOST_PRICE) if paid and came != Outcome.MISSING else None
    if isinstance(price, str):
        faults[f"paid-{n}"] = price
    elif price is None and came in (Outcome.BOUGHT, Outcome.INSTEAD):
        faults[f"paid-{n}"] = _("Write what was paid for all of it.")
    if len(there) > LONGEST:
        faults[f"there-{n}"] = _("Write at most %(most)s letters.", most=LONGEST)
    elif came == Outcome.INSTEAD and not there:
        faults[f"there-{n}"] = _("Write what there is instead.")
    if faults or isinstance(number, str) or isinstance(price, str):
        return Typed(line, came, got, paid, there, faults, None)
    return Typed(line, came, got, paid, there, faults, Got(n, Outcome(came), number, price, there))
