"""Whether somebody may take one more case: each reason to say no, in words that say what to do instead.

What counts is counted under a lock on the person, so that two processes at once exceed no number by one.
"""

from datetime import timedelta
from typing import Any, NamedTuple, cast

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, config, db, formatting
from connect.accounts import queries as accounts
from connect.accounts.models import Person
from connect.accounts.sign_in import phone_proofs
from connect.cases import queries, rules
from connect.cases.claims import alarms, helper_reliability
from connect.cases.claims.models import Claim
from connect.cases.disclosure import limits as disclosure_limits
from connect.cases.disclosure.case_view import CaseView
from connect.cases.drill import scope
from connect.cases.models import Case
from connect.cases.rules import ClaimEnd
from connect.crypto.tokens import spoken
from connect.errors import RuleBroken

CLAIMS_A_DAY = {"new": 8, "proven": 30}  # cases taken within 24 hours, whatever came of them


def require(view: CaseView, lease: timedelta, network: str = "") -> timedelta:
    """Raises RuleBroken when this viewer may not take this case now; else holds the lock until the commit.

    Returns how long the case is kept for them, at most `lease`. `network` is where they are, as a keyed hash; empty
    where that is unknown.
    """
    case, person = view.case, view.person
    if accounts.is_blocked_in(person, case.area):
        raise RuleBroken(_l("The moderators of this area have asked you to take no more requests here."))
    if view.is_stopped:
        raise RuleBroken(_l("The requester has asked for another helper. Others near you still wait."))
    accounts.hold(person.id)
    if case.guarded == rules.DRILL:
        return lease
    so_far = _so_far(person)
    unknown = case.guarded != rules.CLINICAL and _is_unknown(person, so_far.let_in)
    _require_trust(case, person, network if unknown else "", so_far.open if unknown else 0)
    _require_standing(case, person, so_far.open)
    if so_far.today >= CLAIMS_A_DAY[disclosure_limits.trust_of(person, case)]:
        raise RuleBroken(_l("You have taken as many cases as one person may in a day. Go on tomorrow."))
    _require_pause(case, person)
    return _kept_for(lease, unknown)


def lease_for(person: Person, lease: timedelta, case: Case) -> timedelta:
    """How long a case taken by this person now is kept: minutes, until somebody agrees, while the person is unknown."""
    if case.guarded in (rules.CLINICAL, rules.DRILL):
        return lease
    let_in = sa.select(Claim.id).where(Claim.person_id == person.id, Claim.allowed_at.is_not(None))
    let_in = let_in.where(Claim.run.is_(None), scope.real(Claim.case_id)).limit(1)
    known = person.verified or db.session.scalar(let_in) is not None
    return _kept_for(lease, not known and _is_unknown(person, 0))


def _kept_for(lease: timedelta, unknown: bool) -> timedelta:
    return min(lease, timedelta(seconds=config.current().trial_lease_s)) if unknown else lease


def _is_unknown(person: Person, let_in: int) -> bool:
    """Whether nothing speaks for an account: not verified, no phone proven, never let in by requester or moderator."""
    return not (person.verified or let_in or phone_proofs.is_proven(person))


class _SoFar(NamedTuple):
    """A helper's numbers of cases outside of runs: held now, taken in 24 hours, allowed by a requester or moderator."""

    open: int
    today: int
    let_in: int


def _so_far(person: Person) -> _SoFar:
    now = clock.now()
    today = sa.and_(Claim.taken_at > now - timedelta(hours=24), Claim.taken_at <= now)
    counts = (sa.func.count().filter(of) for of in (Claim.runs(now), today, Claim.allowed_at.is_not(None)))
    mine = cast("sa.Select[Any]", sa.select(*counts)).where(
        Claim.person_id == person.id, Claim.run.is_(None), scope.real(Claim.case_id)
    )
    return _SoFar._make(db.session.execute(mine).one())


def is_for_others(case: Case, person: Person) -> bool:
    """Whether a life is in danger here and this person is not one of those to whom that is given."""
    if case.urgency != rules.GRAVEST or person.verified or case.guarded == rules.DRILL:
        return False
    return disclosure_limits.trust_of(person, case) != "proven"


def _require_trust(case: Case, person: Person, new_network: str, new_open: int) -> None:
    """`new_network` and `new_open` are the network and the cases held of a helper who is unknown, else empty and 0."""
    if phone_proofs.is_asked_for(person):
        raise RuleBroken(_l("First prove your phone on your account's page: a code is sent to it."))
    if is_for_others(case, person):
        raise RuleBroken(
            _l(
                "A life is in danger here, so this goes to helpers who are verified. If you can help, call %(number)s "
                "and read out the code %(code)s.",
                number=config.current().hotline, code=spoken(case.public_id),
            )
        )  # fmt: skip
    if new_network and alarms.open_of_network(new_network):
        raise RuleBroken(
            _l("Many new helpers have come from your network within an hour. A moderator looks first; try again later.")
        )
    if new_open:
        raise RuleBroken(_l("First the requester or a moderator has to agree to the case you hold already."))


def _require_standing(case: Case, person: Person, held: int) -> None:
    stands = queries.standing_of(person.id, accounts.spoken_to_at(person.id))
    if stands == "spoken_to" or alarms.open_about(person.id):
        raise RuleBroken(
            _l("Several cases you took ran out or nobody confirmed them. A moderator will speak with you first.")
        )
    if not helper_reliability.may_take(stands, case.urgency):
        raise RuleBroken(_l("Lately cases you took ran out. Until that is better, please leave the urgent to others."))
    if held >= helper_reliability.cap(stands, config.current().open_claims_cap):
        raise RuleBroken(_l("You already hold as many cases as one person may. Bring one to its end first."))


def _require_pause(case: Case, person: Person) -> None:
    """A helper who gave a case back leaves it to others for a while, so that nobody holds it for ever."""
    now = clock.now()
    ended = sa.func.coalesce(Claim.ended_at, Claim.until)
    mine = sa.select(Claim.end, Claim.until, Claim.ended_at).where(
        Claim.case_id == case.id, Claim.person_id == person.id, ended <= now
    )
    had = db.session.execute(mine.order_by(Claim.id)).all()
    released = sum(one.end == ClaimEnd.RELEASED for one in had)
    lapsed = sum(one.end in (None, "lapsed") for one in had)
    pause = rules.pause(released, lapsed, config.current().release_pause_s)
    left = pause - (now - max((min(one.until, one.ended_at or one.until) for one in had), default=now))
    if pause and left > timedelta():
        raise RuleBroken(
            _l("You have had this case before. Leave it to others for now; you can take it again in %(span)s.",
               span=formatting.span(left))
        )  # fmt: skip
