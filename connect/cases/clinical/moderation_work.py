"""Medical advice that a moderator must hear of at once: a life in danger, and nobody with them."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock
from connect.cases.clinical import actions
from connect.cases.drill import scope
from connect.cases.models import Case, CaseEvent
from connect.cases.rules import CaseRole, State
from connect.registry import work


@work.source(
    "grave_advice", subject="case", label=_l("Medical advice: a life in danger"), order=5, area=Case.area_id
)  # fmt: skip
def alone_in_danger(_person: object) -> work.Waiting:
    """Medical advice with a life in danger that could not be reached, or that silence would have closed.

    The clock closes none of these, so a moderator does what can be done, and says so in its history; see
    `actions.look_after` for how long that is remembered.
    """
    last = sa.select(sa.func.max(CaseEvent.id)).where(CaseEvent.case_id == Case.id).correlate(Case).scalar_subquery()
    looked_at = sa.exists().where(CaseEvent.id == last, CaseEvent.actor == CaseRole.MODERATOR)
    unheard = sa.and_(Case.state == State.FOLLOW_UP, ~looked_at)
    silent = sa.and_(Case.state.in_(actions.SILENT), Case.clock_at <= clock.now())
    return sa.select(Case.public_id, Case.urgency, Case.changed_at).where(
        scope.here(), actions.never_closes(), sa.or_(unheard, silent)
    )
