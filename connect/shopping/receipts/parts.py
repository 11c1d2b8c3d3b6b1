"""The way to the receipt on the pages of a case: the household's own, and those of its team and coordinator."""

from connect.accounts.models import Person
from connect.cases.models import Case
from connect.registry import case_parts
from connect.registry.case_parts import Values
from connect.shopping.orders import queries as orders
from connect.shopping.receipts import queries


@case_parts.mark
def _sent(case: Case) -> object:
    """When the receipt was sent."""
    order = orders.of_case(case)
    receipt = queries.of_order(order) if order else None
    return receipt.at if receipt else None


@case_parts.part("shopping/parts/receipt_own.html", page="own_page", order=-1)
def _own(case: Case, token: str) -> Values | None:
    """The household's receipt, once there is one."""
    order = orders.of_case(case)
    receipt = queries.of_order(order) if order else None
    return {"token": token, "receipt": receipt} if receipt else None


@case_parts.part("shopping/parts/receipt_team.html", page="show", order=7)
def _team(case: Case, viewer: Person | None) -> Values | None:
    """Where the team sends it and the coordinator sees it."""
    order = orders.of_case(case) if viewer is not None else None
    if order is None or viewer is None or order.state not in (*queries.TAKES, "settled"):
        return None
    receipt, sends = queries.of_order(order), queries.may_send(order, viewer)
    if not sends and not (receipt and queries.may_see(order, viewer)):
        return None
    return {"order": order, "receipt": receipt, "sends": sends}
