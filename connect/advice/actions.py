"""Writing for requesters: the summary of a consultation."""

import sqlalchemy as sa

from connect import db
from connect.advice.models import Summary
from connect.cases.models import Case
from connect.registry import personal_data


@personal_data.erasure("advice_summaries", of="case")
def forget(case: Case) -> None:
    """Deletes what clinicians wrote for the requester of a case."""
    db.session.execute(sa.delete(Summary).where(Summary.case_id == case.id))
