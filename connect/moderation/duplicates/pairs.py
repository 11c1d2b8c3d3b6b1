"""Requests that may be one household told twice, as far as both lie in the areas somebody looks after."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from connect import db
from connect.accounts import queries as accounts
from connect.accounts.models import Person
from connect.cases import rules
from connect.cases.duplicates.models import Suspicion
from connect.cases.duplicates.score import POINTS
from connect.cases.models import Case
from connect.errors import NotFound

MOST = 200  # pairs on the page, the likeliest first


@dataclass(frozen=True, slots=True)
class Pair:
    """Two cases, the older first, and why they look alike."""

    suspicion: Suspicion
    older: Case
    newer: Case

    @property
    def alike(self) -> list[str]:
        """The reasons for it; how much a name says depends on the name, so it has no fixed points."""
        return [code for code in self.suspicion.reasons if POINTS.get(code, 1) > 0]

    @property
    def unlike(self) -> list[str]:
        """The reasons against it."""
        return [code for code in self.suspicion.reasons if POINTS.get(code, 1) < 0]

    def other(self, case: Case) -> Case:
        """The one that is not this."""
        return self.newer if case.id == self.older.id else self.older


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Cases that hang together by pairs, the oldest first."""

    cases: list[Case]
    pairs: list[Pair]


def pairs(person: Person, *where: sa.ColumnElement[bool]) -> list[Pair]:
    """The pairs that nobody has settled, of cases that have not ended, in the areas of a moderator; likeliest first."""
    statement = _open(person, Suspicion, _LOW, _HIGH).where(*where)
    in_order = statement.order_by(-Suspicion.score, Suspicion.low_id, Suspicion.high_id).limit(MOST)
    return [Pair(*row) for row in db.session.execute(in_order)]


def count(person: Person) -> int:
    """How many such pairs there are, up to as many as the page shows."""
    some = _open(person, Suspicion.low_id).limit(MOST).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(some)) or 0


_LOW, _HIGH = aliased(Case), aliased(Case)


def _open(person: Person, *columns: Any) -> sa.Select[Any]:
    mine = accounts.areas_of(person, "moderator")
    return (
        sa.select(*columns)
        .select_from(Suspicion)
        .join(_LOW, _LOW.id == Suspicion.low_id)
        .join(_HIGH, _HIGH.id == Suspicion.high_id)
        .where(Suspicion.settled_at.is_(None), _LOW.state.in_(rules.NOT_ENDED), _HIGH.state.in_(rules.NOT_ENDED))
        .where(_LOW.area_id.in_(mine), _HIGH.area_id.in_(mine))
    )


def of_case(person: Person, case: Case) -> list[Pair]:
    """The pairs of one case."""
    return pairs(person, sa.or_(Suspicion.low_id == case.id, Suspicion.high_id == case.id))


def pair(person: Person, one: str, other: str) -> Pair:
    """The pair of two short codes, or NotFound: settled, ended, another's area and unknown look the same."""
    ids = sa.select(Case.id).where(Case.public_id.in_([one, other]))
    found = pairs(person, Suspicion.low_id.in_(ids), Suspicion.high_id.in_(ids))
    if not found:
        raise NotFound
    return found[0]


def groups(person: Person) -> list[DuplicateGroup]:
    """The pairs put together by the cases they share, the likeliest first."""
    found: list[list[Pair]] = []
    for one in pairs(person):
        ends = {one.older.id, one.newer.id}
        touching = [group for group in found if any(ends & {p.older.id, p.newer.id} for p in group)]
        found = [group for group in found if group not in touching] + [[p for g in touching for p in g] + [one]]
    found.sort(key=lambda group: -max(one.suspicion.score for one in group))
    return [DuplicateGroup(_cases(group), group) for group in found]


def _cases(group: list[Pair]) -> list[Case]:
    found = {case.id: case for one in group for case in (one.older, one.newer)}
    return [found[number] for number in sorted(found)]
