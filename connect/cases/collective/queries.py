"""Reading collective cases."""

import sqlalchemy as sa

from connect import db
from connect.accounts.models import Organization, Person
from connect.cases import rules as case_rules
from connect.cases.asking.need_fields import HOUSEHOLD, Limits
from connect.cases.collective import rules
from connect.cases.collective.models import CollectiveCase
from connect.cases.models import Case


def of(case: Case) -> CollectiveCase | None:
    """The school and address of a case that was posted for many; None for every other."""
    return db.session.get(CollectiveCase, case.id) if case.is_collective else None


def school_id(case: Case) -> int | None:
    """The school that posted a case, or None."""
    found = of(case)
    return found.organization_id if found else None


def limits_of(case: Case) -> Limits:
    """How much a case may ask for."""
    return rules.LIMITS if of(case) else HOUSEHOLD


def schools(person: Person) -> list[Organization]:
    """The verified schools that answer for somebody at this moment: those for which they may post."""
    return [one for one in person.vouchers if one.kind == rules.KIND]


def of_schools(person: Person) -> list[CollectiveCase]:
    """The requests of somebody's schools, the newest first."""
    mine = [one.id for one in schools(person)]
    statement = sa.select(CollectiveCase).where(CollectiveCase.organization_id.in_(mine))
    return list(db.session.scalars(statement.order_by(CollectiveCase.case_id.desc()).limit(100)))


def open_count(school: Organization) -> int:
    """How many requests of a school have not ended."""
    statement = sa.select(sa.func.count()).select_from(CollectiveCase).join(Case, Case.id == CollectiveCase.case_id)
    mine = statement.where(CollectiveCase.organization_id == school.id, Case.state.in_(case_rules.NOT_ENDED))
    return db.session.scalar(mine) or 0
