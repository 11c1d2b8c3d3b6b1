"""A new link for a requester who has lost the old one: after a call back, written down, and the old one is dead."""

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.cases import actions, transitions
from connect.cases.claims.models import Disclosure
from connect.cases.clinical import siblings
from connect.cases.models import Case, CaseSecret
from connect.cases.transitions import Actor
from connect.crypto import audit_log
from connect.crypto.tokens import new_link_token
from connect.errors import RuleBroken

BATCH = 500
CALLED_WITHIN = timedelta(hours=1)  # the number that is called back must have been looked up here, and lately


def renew(case: Case, by: Actor, how: str) -> str:
    """Gives the case a new secret link and returns it; it is shown once. `how`: by what the caller was recognised.

    Whoever calls can claim to be anybody, so the moderator calls the number in the request back first: RuleBroken
    when this moderator has not looked at it within the hour.
    """
    actions.require_moderator(case, by)
    actions.require_kept(case)
    if len(how) < 3:
        raise RuleBroken(_l("Write how you knew that it is the requester; they can read it."))
    if not has_looked(case, by):
        raise RuleBroken(_l("First show the contact, and call the number in the request back yourself."))
    token = new_link_token()
    actions.secret_of(case).give_link(token)
    siblings.renew_links(case)
    transitions.remark(case, "relink", by, note=how)
    audit_log.write("relink", by=by.person.id if by.person else None, about=f"case {case.id}")
    return token


def revoke_all(progress: Callable[[int], None] = lambda done: None) -> int:
    """Gives every case another link, a few hundred at a time beside running traffic; the old ones are dead.

    The new ones are known to nobody yet: reminders carry them, and moderators hand them out after a call back. Opens
    its own transactions, because it is many of them; may be run again. Says how many.
    """
    done = after = 0
    while True:
        with db.transaction():
            more = sa.select(CaseSecret).where(CaseSecret.case_id > after).order_by(CaseSecret.case_id).limit(BATCH)
            rows = list(db.session.scalars(more))
            for secret in rows:
                secret.give_link(new_link_token())
            if not rows:
                audit_log.write("revoke_links", by=None, about=f"{done} links")
        if not rows:
            return done
        done, after = done + len(rows), rows[-1].case_id
        db.session.expire_all()
        progress(done)


def has_looked(case: Case, by: Actor) -> bool:
    """Whether this moderator has seen the number to call back, and lately."""
    since = clock.now() - CALLED_WITHIN
    statement = sa.select(Disclosure.id).where(
        Disclosure.case_id == case.id, Disclosure.at > since, Disclosure.person_id == (by.person.id if by.person else 0)
    )
    return db.session.scalar(statement.limit(1)) is not None


audit_log.kinds(relink="a requester was given a new link", revoke_links="the links of all requesters were ended")
