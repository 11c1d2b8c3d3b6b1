"""Reading summaries, and the queue of clinicians."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from connect import clock, db
from connect.accounts.credentials import queries as credentials
from connect.accounts.credentials.rules import ORGANIZATION_KINDS
from connect.accounts.models import Person
from connect.advice.models import Summary
from connect.areas import queries as areas
from connect.cases import rules
from connect.cases.models import Case
from connect.cases.signs import queries as signs
from connect.registry import personal_data

MOST = 60  # lines of the queue at once: whoever waits behind them comes up as others are taken


@dataclass(frozen=True, slots=True)
class Line:
    """One case of the queue, with its signs in words; None where nobody was asked."""

    case: Case
    signs: signs.Told | None


@dataclass(frozen=True, slots=True)
class Queue:
    """The cases of a clinician's area: those that wait, the gravest first, and how many others are talked to now."""

    waiting: Sequence[Line]
    taken: int
    more: int  # of those that wait, below the last line


def queue(person: Person) -> Queue | None:
    """The queue of a clinician: E, U, then by how long they wait. None for whoever is no clinician now."""
    held = credentials.clinician(person)
    if held is None:
        return None
    here = sa.and_(
        Case.guarded == rules.CLINICAL, Case.state.in_(rules.LISTED),
        Case.area_id.in_(areas.below([held.organization.area.path])),
    )  # fmt: skip
    free = Case.is_free(clock.now())
    waiting = db.session.scalars(signs.by_gravity(sa.select(Case).where(here, free)).limit(MOST)).all()
    counted = sa.select(sa.func.count(), sa.func.sum(sa.case((free, 1), else_=0))).select_from(Case).where(here)
    everything, frees = db.session.execute(counted).one()
    lines = [Line(case, signs.told(case)) for case in waiting]
    return Queue(lines, everything - (frees or 0), (frees or 0) - len(lines))


def may_be_clinician(person: Person | None) -> bool:
    """Whether somebody belongs to a clinic or an authority; asks the database nothing that was not read already."""
    return person is not None and any(one.kind in ORGANIZATION_KINDS for one in person.organizations)


def summaries(case: Case) -> list[Summary]:
    """The summaries that clinicians wrote for the requester of a case, the newest first."""
    return list(db.session.scalars(sa.select(Summary).where(Summary.case_id == case.id).order_by(Summary.id.desc())))


@personal_data.part("advice", "advice_summaries", of="case")
def _kept(case: Case) -> list[dict[str, Any]]:
    return [
        personal_data.columns(one, "id", "case_id", "claim_id") | {"by": one.claim.person.name}
        for one in summaries(case)
    ]
