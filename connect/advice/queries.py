"""Reading summaries, and the queue of clinicians."""

from typing import Any

import sqlalchemy as sa

from connect import db
from connect.advice.models import Summary
from connect.cases.models import Case
from connect.registry import personal_data


def summaries(case: Case) -> list[Summary]:
    """The summaries that clinicians wrote for the requester of a case, the newest first."""
    return list(db.session.scalars(sa.select(Summary).where(Summary.case_id == case.id).order_by(Summary.id.desc())))


@personal_data.part("advice", "advice_summaries", of="case")
def _kept(case: Case) -> list[dict[str, Any]]:
    return [
        personal_data.columns(one, "id", "case_id", "claim_id") | {"by": one.claim.person.name}
        for one in summaries(case)
    ]
