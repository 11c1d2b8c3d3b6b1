"""Writing for requesters: the summary that ends a consultation."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from connect import clock, db
from connect.advice.models import Summary
from connect.cases.claims import actions as claim_actions
from connect.cases.clinical import actions as clinical
from connect.cases.disclosure.case_view import CaseView
from connect.cases.models import Case
from connect.registry import personal_data


def summarise(
    view: CaseView, texts: Mapping[str, str], *, again_at: datetime | None = None, holds_wipe: bool = False
) -> Summary:
    """Ends the consultation of the clinician who holds the case, with `said`, `advised` and `call_when`.

    The move goes first, so that of two who send it the database lets one through; see `clinical.advise` for what it
    raises.
    """
    held = claim_actions.own(view)
    clinical.advise(view, again_at=again_at, holds_wipe=holds_wipe)
    made = Summary(case_id=view.case.id, claim_id=held.id, at=clock.now())
    for name in ("said", "advised", "call_when"):
        setattr(made, name, texts[name])
    db.session.add(made)
    db.session.flush()
    return made


@personal_data.erasure("advice_summaries", of="case")
def forget(case: Case) -> None:
    """Deletes what clinicians wrote for the requester of a case."""
    db.session.execute(sa.delete(Summary).where(Summary.case_id == case.id))
