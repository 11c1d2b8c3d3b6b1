"""The school that asks, on the pages of its case: its name and public address, for everybody."""

from typing import Any

from connect.cases.collective import queries
from connect.cases.models import Case
from connect.registry import case_parts
from connect.registry.case_parts import Values


@case_parts.part("cases/collective/school.html", page="show", order=-5)
@case_parts.part("cases/collective/school.html", page="own_page", order=-5)
@case_parts.part("cases/collective/school.html", page="contact", order=-5)
@case_parts.part("cases/collective/school.html", page="review", order=-5)
def _school(case: Case, _viewer: Any) -> Values | None:
    """The school and its address, also while its name is in no other field of the case."""
    found = queries.of(case)
    return {"collective": found} if found else None
