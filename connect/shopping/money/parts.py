"""Sums on the pages of a case: the household's own, and that of whoever brought it."""

from connect.accounts.models import Person
from connect.cases.models import Case
from connect.registry import case_parts
from connect.registry.case_parts import Values
from connect.shopping.money import queries, rules
from connect.shopping.orders import queries as orders
from connect.shopping.orders.rules import BROUGHT


@case_parts.mark
def _settled(case: Case) -> object:
    """How many entries there are."""
    order = orders.of_case(case)
    return len(queries.entries(order)) if order and order.state in BROUGHT else None


@case_parts.part("shopping/parts/money_own.html", page="own_page", order=-1)
def _own(case: Case, token: str) -> Values | None:
    """The way to the sums, once the order is brought."""
    order = orders.of_case(case)
    if order is None or order.state not in BROUGHT:
        return None
    return {"token": token, "total": rules.total(queries.entries(order))}


@case_parts.part("shopping/parts/money_team.html", page="show", order=6)
def _team(case: Case, viewer: Person | None) -> Values | None:
    """The same for whoever brought it, or coordinates its window."""
    order = orders.of_case(case) if viewer is not None else None
    if order is None or viewer is None or order.state not in BROUGHT or not queries.is_of_team(order, viewer):
        return None
    return {"order": order, "total": rules.total(queries.entries(order))}
