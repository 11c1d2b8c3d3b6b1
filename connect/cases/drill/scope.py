"""Which requests are seen together: those of the drill in which a browser takes part, or the real ones; never both.

What is counted for or against a person, a phone or a place is real alone, see `real`.
"""

from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect.cases import rules
from connect.cases.models import DRILL_SQL, Case
from connect.errors import NotFound
from connect.registry.drill import exercises


def real(case_id: Any) -> sa.ColumnElement[bool]:
    """Whether a column names a request that belongs to no drill. Few do, and their index finds them."""
    found: sa.ColumnElement[bool] = case_id.not_in(_drills())
    return found


def _drills() -> sa.Select[Any]:
    case = Case.__table__.alias("drills")
    return sa.select(case.c.id).where(sa.text(DRILL_SQL.replace("guarded", "drills.guarded")))


def here() -> sa.ColumnElement[bool]:
    """Whether a request, of a statement over `cases`, is one that this browser may come to."""
    number = exercises.current_id()
    if number is None:
        return Case.guarded != rules.DRILL
    return sa.and_(sa.text(DRILL_SQL.replace("guarded", "cases.guarded")), Case.incident_id == number)


def is_here(case: Case) -> bool:
    """The same of one request."""
    number = exercises.current_id()
    return case.guarded != rules.DRILL if number is None else is_of(case, number)


def is_of(case: Case, number: int | None) -> bool:
    """Whether a request belongs to this drill."""
    return case.guarded == rules.DRILL and number is not None and case.incident_id == number


def require(case: Case) -> Case:
    """The request; NotFound where it is real and this browser in a drill, or the other way round."""
    if not is_here(case):
        in_drill = exercises.current_id() is not None
        raise NotFound(_l("This does not belong to the drill. Leave the drill to come to it.") if in_drill else "")
    return case
