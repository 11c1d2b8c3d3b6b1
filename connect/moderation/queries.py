"""What waits for a moderator, always within the areas she looks after: the scope is in the query."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from connect import db
from connect.accounts import queries as accounts
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.cases.models import Case, CaseEvent, CaseSecret
from connect.errors import NotFound
from connect.moderation.models import SecondOpinion
from connect.moderation.queue.work_queue import Item


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the queue: what waits, and the request it is about, if it is about one and the viewer may read it."""

    item: Item
    case: Case | None
    words: str
    said: str  # "answer" or "contest" when that is the last thing that happened to the request


def _scope(person: Person) -> sa.ColumnElement[bool]:
    return Case.area_id.in_(areas.below(accounts.scopes(person, "moderator")))


def lines(person: Person, items: Sequence[Item]) -> list[Line]:
    """What the queue shows of some items, in three queries however many there are."""
    ids = [item.public_id for item in items if item.subject in ("case", "report")]
    statement = sa.select(Case, CaseSecret).join(CaseSecret, CaseSecret.case_id == Case.id)
    rows = db.session.execute(statement.where(Case.public_id.in_(ids), _scope(person)))
    known = {case.public_id: (case, secret.words) for case, secret in rows}
    said = _said([case.id for case, _words in known.values()])
    made = []
    for item in items:
        case, words = known.get(item.public_id, (None, ""))
        made.append(Line(item, case, words, said.get(case.id, "") if case else ""))
    return made


def _said(case_ids: list[int]) -> dict[int, str]:
    last = sa.select(sa.func.max(CaseEvent.id)).where(CaseEvent.case_id.in_(case_ids)).group_by(CaseEvent.case_id)
    verbs = CaseEvent.verb.in_(("answer", "contest"))
    rows = db.session.execute(sa.select(CaseEvent.case_id, CaseEvent.verb).where(CaseEvent.id.in_(last), verbs))
    return {row.case_id: row.verb for row in rows}


def case_in_scope(person: Person, public_id: str) -> Case:
    """A case of her areas; one of another area looks like one that does not exist."""
    case = db.session.scalar(sa.select(Case).where(Case.public_id == public_id, _scope(person)))
    if case is None:
        raise NotFound
    return case


def opinion(person: Person, public_id: str) -> SecondOpinion:
    """A second opinion to be given by this person, or one on her own decision that differs; else NotFound."""
    found = db.session.scalar(
        sa.select(SecondOpinion)
        .join(Case, Case.id == SecondOpinion.case_id)
        .where(SecondOpinion.public_id == public_id, _scope(person))
    )
    if found is None or (found.first_id == person.id and not found.disagrees):
        raise NotFound
    return found
