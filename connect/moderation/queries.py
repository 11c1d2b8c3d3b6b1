"""Single things for a moderator, always within the areas this moderator looks after: the scope is in the query."""

import sqlalchemy as sa

from connect import db
from connect.accounts import queries as accounts
from connect.accounts.models import Person
from connect.cases.drill import scope
from connect.cases.models import Case
from connect.errors import NotFound
from connect.moderation.models import SecondOpinion


def _scope(person: Person) -> sa.ColumnElement[bool]:
    return Case.area_id.in_(accounts.areas_of(person, "moderator"))


def case_in_scope(person: Person, public_id: str) -> Case:
    """A case in the areas of a moderator; one of another area looks like one that does not exist."""
    case = db.session.scalar(sa.select(Case).where(Case.public_id == public_id, _scope(person)))
    if case is None:
        raise NotFound
    return scope.require(case)


def second_opinion(person: Person, public_id: str) -> SecondOpinion:
    """A second opinion to be given by this person, or one that differs from the own decision; else NotFound."""
    found = db.session.scalar(
        sa.select(SecondOpinion)
        .join(Case, Case.id == SecondOpinion.case_id)
        .where(SecondOpinion.public_id == public_id, _scope(person))
    )
    if found is None or (found.first_id == person.id and not found.disagrees):
        raise NotFound
    return found
