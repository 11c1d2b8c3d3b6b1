"""Amounts that are much more than a household usually needs: a hint, and never a reason to refuse."""

from collections.abc import Mapping

from connect.cases.models import Case
from connect.incidents import kinds
from connect.incidents.households import queries as households


def much_more(case: Case) -> Mapping[str, int]:
    """Item to how much of it would be usual for as many people, where far more is wanted, by the tables of its ward."""
    found: dict[str, int] = {}
    for kind, table in households.tables(case.area.path).items():
        needs = {need.item: need.quantity for need in case.needs if kinds.item(need.item).kind == kind}
        found |= table.much_more(needs, case.people)
    return found
