"""The one door through which a person moves a dispatch: rule, the database's decision, a line of history.

Inside `db.transaction()`. A dispatch is a row of the site's database; what waits in the ledger follows by itself.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm.attributes import set_committed_value

from connect import clock, db
from connect.accounts.models import Person
from connect.deliveries.ledger import actions, nudge, rules
from connect.deliveries.ledger.models import Dispatch, DispatchEvent
from connect.deliveries.ledger.rules import Stage, Verb
from connect.errors import Conflict, RuleBroken

_REFUSED = {
    Stage.CANCELLED: _l("The sending was cancelled already. What has left stays with those who have it."),
    Stage.OVER: _l("The sending is over: its end has come."),
    Stage.PAUSED: _l("The sending is paused. Let it go on first."),
    Stage.GOING: _l("The sending goes on already."),
}


def stage(dispatch: Dispatch) -> Stage:
    """Where a dispatch stands now."""
    over = dispatch.expires_at <= clock.now()
    return rules.stage(dispatch.paused_at is not None, dispatch.cancelled_at is not None, over)


def move(dispatch: Dispatch, verb: Verb, by: Person | None) -> None:
    """Moves a dispatch by one of `rules.DISPATCH_MOVES`; None: an operator.

    Raises RuleBroken where it stands elsewhere, Conflict when somebody was faster.
    """
    now = clock.now()
    if (there := stage(dispatch)) not in rules.DISPATCH_MOVES[verb]:
        raise RuleBroken(_REFUSED[there])
    _decide(dispatch, verb, there, now)
    if verb == Verb.CANCEL:
        actions.finish_batches(dispatch)
    else:
        nudge.after_commit(dispatch.lane)
    db.session.add(DispatchEvent(dispatch_id=dispatch.id, at=now, verb=verb, person_id=by.id if by else None))


def _decide(dispatch: Dispatch, verb: Verb, there: Stage, now: datetime) -> None:
    """One conditional UPDATE: of two at once the database decides."""
    values: dict[Verb, dict[str, Any]] = {
        Verb.PAUSE: {"paused_at": now}, Verb.GO_ON: {"paused_at": None}, Verb.CANCEL: {"cancelled_at": now},
        Verb.AGAIN: {"again_at": now},
    }  # fmt: skip
    paused = Dispatch.paused_at.is_not(None) if there == Stage.PAUSED else Dispatch.paused_at.is_(None)
    mine = Dispatch.id == dispatch.id, Dispatch.cancelled_at.is_(None), paused
    statement = sa.update(Dispatch).where(*mine).values(**values[verb]).returning(Dispatch.id)
    if db.session.execute(statement.execution_options(synchronize_session=False)).first() is None:
        raise _faster(dispatch)
    for name, value in values[verb].items():
        set_committed_value(dispatch, name, value)


def _faster(dispatch: Dispatch) -> Conflict:
    last = db.session.scalar(
        sa.select(DispatchEvent)
        .where(DispatchEvent.dispatch_id == dispatch.id)
        .order_by(DispatchEvent.id.desc())
        .limit(1)
    )
    if last is None or last.person is None:
        return Conflict(_l("Somebody else has changed this sending meanwhile. Look at where it stands now."))
    return Conflict(_l("%(name)s was faster. Look at where the sending stands now.", name=last.person.name))
