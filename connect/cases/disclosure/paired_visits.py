"""Two people go to a safeguarded home: the second says yes by their own sign-in before anything is shown."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.accounts.models import Person
from connect.cases import queries, rules, transitions
from connect.cases.claims.models import Claim
from connect.cases.disclosure import safeguarding
from connect.cases.disclosure.case_view import CaseView
from connect.cases.models import Case
from connect.cases.rules import CaseRole, ClaimEnd, Verb
from connect.cases.transitions import NO_LONGER_HELD, THE_CLOCK
from connect.errors import Conflict, NotAllowed, RuleBroken


def of(person: Person) -> list[Claim]:
    """The visits that somebody goes along on, or is asked to, while they last; the soonest ending first."""
    mine = sa.select(Claim).where(Claim.second_id == person.id, Claim.runs(clock.now()))
    return list(db.session.scalars(mine.order_by(Claim.until)))


def answer(view: CaseView, yes: bool) -> Claim:
    """The second person's own word. With a no the helper chooses somebody else; Conflict when nobody asks any more."""
    visit, person = view.running, view.person
    if visit is None or visit.second_id != person.id:
        raise Conflict(_l("This visit does not wait for you any more."))
    if yes and (not person.cleared or view.is_stopped):
        raise NotAllowed(_l("Only members of specially checked organisations can go on this visit."))
    visit.second_at = clock.now() if yes else None
    visit.second_id = person.id if yes else None
    _note(view.case, "accompany" if yes else "stay_away", person)
    return visit


def name_second(view: CaseView, second: Person | None) -> Claim:
    """The helper asks somebody else to come along, after a no or while there is no answer."""
    visit = view.running
    if visit is None or visit.person_id != view.person.id:
        raise Conflict(NO_LONGER_HELD)
    if visit.visit_is_ready:
        raise RuleBroken(_l("Somebody goes with you already."))
    safeguarding.check_visit(view.case, view.person, second)
    visit.second_id, visit.second_at = second.id if second else None, None
    return visit


def held_unchecked() -> list[int]:
    """The safeguarded cases that somebody holds whose organisation is checked no more; see `take_back`."""
    held = sa.select(Claim).join(Case, Case.id == Claim.case_id)
    held = held.where(Case.guarded == rules.SAFEGUARDED, Claim.runs(clock.now()))
    return [claim.case_id for claim in db.session.scalars(held) if not claim.person.cleared]


def take_back(case: Case) -> None:
    """Puts such a case back on the list of those who may see it."""
    held = queries.live_claim(case)
    if (
        held is not None
        and case.guarded == rules.SAFEGUARDED
        and not held.person.cleared
        and case.state in rules.LEASED
    ):
        transitions.move(case, Verb.RELEASE, THE_CLOCK, reason="stopped")
        transitions.end_claim(held, ClaimEnd.STOPPED, "stopped")


def _note(case: Case, verb: str, person: Person) -> None:
    transitions.record(case, verb, case.state, CaseRole.VOLUNTEER, person, clock.now())
