"""When a helper's word ends a case: after the contact was shown, some minutes into the lease, within a budget.

A word that the delivery code proved, or the requester confirmed, counts against nothing.
"""

from datetime import timedelta
from itertools import takewhile

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, config, db, formatting
from connect.accounts.models import Person
from connect.cases import rules, transitions
from connect.cases.claims import alarms
from connect.cases.claims.models import Claim, Disclosure, Handover
from connect.cases.disclosure import limits as disclosure_limits
from connect.cases.models import Case, Need
from connect.cases.rules import CaseRole, ClaimEnd, State, Verb
from connect.cases.runs.rules import RUN
from connect.cases.utilities import queries as utilities
from connect.errors import RuleBroken
from connect.registry.with_cases import lasting

ENDS_A_DAY = {"new": 3, "proven": 12}  # cases ended within 24 hours by the helper's word alone
ENDS_IN_A_ROW = {"new": 3, "proven": 8}  # the same without one that a requester confirmed; then a moderator looks
WORDS = (ClaimEnd.HELPED, ClaimEnd.PARTLY, ClaimEnd.CANNOT_REACH)  # ends of a claim that rest on the helper's word


def require_shown(case: Case, held: Claim) -> None:
    """Raises RuleBroken while the claimer has not been shown the contact: nobody was there."""
    seen = sa.select(Disclosure.id).where(Disclosure.case_id == case.id, Disclosure.person_id == held.person_id)
    if db.session.scalar(seen.where(Disclosure.role.in_((CaseRole.CLAIMER, RUN))).limit(1)) is None:
        raise RuleBroken(_l("First press “Show phone and address” and go there or call. Then come back to this page."))


def require(case: Case, held: Claim) -> None:
    """Raises RuleBroken, in words that say what to do, when this claimer's word cannot end this case now."""
    require_shown(case, held)
    if case.guarded == rules.DRILL:
        return
    from_then = held.taken_at + timedelta(seconds=config.current().help_after_s)
    if clock.now() < from_then:
        left = formatting.span(from_then - clock.now())
        raise RuleBroken(_l("You took this only a few minutes ago. Send this again in %(span)s.", span=left))
    if case.guarded == rules.CLINICAL or held.run is not None:
        return
    if len(_words_since(held.person_id, hours=24)) >= ENDS_A_DAY[disclosure_limits.trust_of(held.person)]:
        raise RuleBroken(
            _l(
                "Today you have ended as many cases as may rest on one person's word. With the delivery code of the "
                "requester you can end this one too; else ask the requester to confirm it."
            )
        )


def review(case: Case, person: Person) -> bool:
    """After a word: one too many in a row raises the alarm and puts the row back on the list; says whether it did."""
    row = unconfirmed_row(person)
    if len(row) <= ENDS_IN_A_ROW[disclosure_limits.trust_of(person)]:
        return False
    alarms.about(person, case)
    for one in row:
        _recall(one)
    return True


def unconfirmed_row(person: Person) -> list[Claim]:
    """The newest cases that somebody ended, back to the last that was proven or confirmed, or that was talked about."""
    ended = _words_of(person.id).where(Claim.ended_at <= clock.now())
    newest = db.session.scalars(ended.order_by(Claim.ended_at.desc(), Claim.id.desc()).limit(50))
    return [one for one in takewhile(_rests_on_a_word, newest) if one.end != "recalled"]


def _rests_on_a_word(claim: Claim) -> bool:
    proven = claim.code_at is not None or (claim.end == ClaimEnd.HELPED and claim.case.state == State.CONFIRMED)
    return not proven and claim.end != "recalled"


def take_back(claim: Claim) -> int:
    """Takes back what was said to be handed over under a claim; how many things that were."""
    gifts = list(db.session.scalars(sa.select(Handover).where(Handover.claim_id == claim.id)))
    for gift in gifts:
        need = db.session.get_one(Need, gift.need_id)
        need.given = max(0, need.given - gift.quantity)
    return sum(gift.quantity for gift in gifts)


def _recall(claim: Claim) -> None:
    """Puts one case back on the list, unless somebody else has gone on with it."""
    case = db.session.get_one(Case, claim.case_id, populate_existing=True)
    newest = db.session.scalar(sa.select(sa.func.max(Claim.id)).where(Claim.case_id == case.id))
    if case.state not in rules.RECALLED or newest != claim.id:
        return
    given = max(0, case.given - take_back(claim))
    fresh = lasting.fresh_until(case, clock.now() + utilities.freshness_of(case))
    claim.end = "recalled"
    transitions.move(case, Verb.RECALL, transitions.THE_CLOCK, given=given, clock_at=fresh)


def _words_since(person_id: int, hours: int) -> list[int]:
    now = clock.now()
    said = _words_of(person_id).where(
        Claim.code_at.is_(None), Claim.ended_at > now - timedelta(hours=hours), Claim.ended_at <= now
    )
    return [one.id for one in db.session.scalars(said)]


def _words_of(person_id: int) -> sa.Select[Claim]:
    """The claims that somebody's word has ended; not those of medical advice, where a summary says what was done, nor
    those of a run, which its organisation answers for."""
    said = (
        sa.select(Claim).join(Case, Case.id == Claim.case_id).where(Case.guarded.not_in((rules.CLINICAL, rules.DRILL)))
    )
    return said.where(Claim.person_id == person_id, Claim.run.is_(None), Claim.end.in_((*WORDS, ClaimEnd.RECALLED)))
