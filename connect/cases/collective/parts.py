"""The school that asks, on the pages of its case: its name and public address, for everybody; and who has posted it."""

from typing import Any

import sqlalchemy as sa

from connect import db
from connect.accounts.models import Person
from connect.cases.collective import queries
from connect.cases.collective.models import CollectiveCase
from connect.cases.models import Case
from connect.registry import case_parts, personal_data
from connect.registry.case_parts import Values


@case_parts.part("cases/school.html", page="show", order=-5)
@case_parts.part("cases/school.html", page="contact", order=-5)
@case_parts.part("cases/school.html", page="review", order=-5)
def _school(case: Case, _viewer: Any) -> Values | None:
    """The school and its address, also while its name is in no other field of the case."""
    found = queries.of(case)
    return {"collective": found, "own": False} if found else None


@case_parts.part("cases/school.html", page="own_page", order=-5)
def _own(case: Case, _token: str) -> Values | None:
    """The school as it is named on its own page."""
    found = queries.of(case)
    return {"collective": found, "own": True} if found else None


@personal_data.part("asked_for_many", "collective_cases")
def _asked(person: Person) -> list[dict[str, Any]]:
    mine = sa.select(CollectiveCase).where(CollectiveCase.posted_by_id == person.id).order_by(CollectiveCase.case_id)
    return [
        {"school": one.organization.name, "address": one.address, "at": one.at.isoformat(), "code": one.case.public_id}
        for one in db.session.scalars(mine)
    ]


personal_data.fate("collective_cases", gone="the school's own public address; of an erased account no name is left")
