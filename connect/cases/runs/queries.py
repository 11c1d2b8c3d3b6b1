"""The cases that a run holds, and for whom."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from connect import clock, db
from connect.cases.claims.models import Claim
from connect.cases.models import Case


def claims_of(run: int) -> list[Claim]:
    """The claims by which a run holds cases at this moment, with the cases, the first taken first."""
    held = sa.select(Claim).where(Claim.run == run, Claim.runs(clock.now())).order_by(Claim.id)
    return list(db.session.scalars(held.options(joinedload(Claim.case, innerjoin=True))))


def holder_of(case: Case, run: int) -> Claim | None:
    """The claim by which this run holds a case at this moment; None when it does not."""
    held = sa.select(Claim).where(Claim.case_id == case.id, Claim.run == run, Claim.runs(clock.now()))
    return db.session.scalar(held)
