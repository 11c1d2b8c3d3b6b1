"""Taking cases for a run, opening them with it, handing them to another leader, and letting them go.

Each is one case in the caller's transaction. A run that stops half way goes on when it is asked again: what it holds
already is answered as it is.
"""

from connect import clock, db
from connect.accounts.models import Person
from connect.cases import queries, transitions
from connect.cases.claims import actions as claim_actions
from connect.cases.claims.models import Claim
from connect.cases.disclosure import actions as disclosures, case_view, limits as disclosure_limits
from connect.cases.disclosure.actions import Contact
from connect.cases.models import Case
from connect.cases.rules import CaseRole, ClaimEnd, Verb
from connect.cases.runs import limits
from connect.cases.runs.rules import MOVED, OVER, RUN, Run
from connect.cases.transitions import NO_LONGER_HELD, Actor
from connect.errors import Conflict

HAND_ON = "hand_on"  # in the history of a case: another leader has it


def claim_for_run(case: Case, leader: Person, run: Run) -> Claim:
    """Takes a case for a leader until the run ends. Of all who take it at once, one gets it.

    Answers the claim that this leader has for this run already. The contact opens at `run.opens_at`, or when the run
    is approved. Raises Conflict when somebody else holds the case, RuleBroken for the reasons of `limits`.
    """
    view = case_view.of(case, Actor(leader))
    held = view.running
    if held is not None and held.run == run.number and held.person_id == leader.id:
        return held
    claim_actions.refuse_if_held(view)
    limits.require(view, run)
    transitions.advance(view, Verb.CLAIM, free_at=run.ends_at)
    transitions.end_claim(view.claim, ClaimEnd.LAPSED)
    return _taken(case, leader, run)


def _taken(case: Case, leader: Person, run: Run) -> Claim:
    taken = Claim(case_id=case.id, person_id=leader.id, run=run.number, taken_at=clock.now(), until=run.ends_at)
    if run.opens_at is not None:
        taken.allowed_at, taken.allowed_by = run.opens_at, RUN
    db.session.add(taken)
    db.session.flush()
    return taken


def open_for_run(case: Case, run: Run, by: Person) -> Claim:
    """Sets from when on the contact is open to the leader who holds a case for an approved run; once.

    Raises Conflict when the run does not hold it.
    """
    held = _held(case, run)
    if held.allowed_at is None and run.opens_at is not None:
        held.allowed_at, held.allowed_by = run.opens_at, RUN
        transitions.remark(case, "allow", Actor(by))
    return held


def hand_on(case: Case, run: Run, leader: Person, by: Person) -> Claim:
    """Gives a case of a run to another of its leaders: access goes with it, and the former leader's ends.

    `by` is the coordinator. Raises Conflict when the run does not hold it, RuleBroken as `claim_for_run` does.
    """
    held = _held(case, run)
    if held.person_id == leader.id:
        return held
    limits.require_leader(case_view.of(case, Actor(leader)), run)
    transitions.amend(case, Actor(by), HAND_ON, {"free_at": run.ends_at})  # first: it decides between two at once
    transitions.end_claim(held, ClaimEnd.HANDED_ON, MOVED)
    taken = _taken(case, leader, run)
    taken.set_out_at = held.set_out_at
    return taken


def let_go(case: Case, run: Run, by: Person | None = None) -> Case:
    """Gives a case of a run back to the list, for the neighbours; `by` is the coordinator, None the run's end.

    Raises Conflict when the run does not hold it.
    """
    held = _held(case, run)
    moved = transitions.move(case, Verb.RELEASE, Actor(by, clock=True), reason=OVER)
    transitions.end_claim(held, ClaimEnd.RELEASED, OVER)
    return moved


def reveal(case: Case, leader: Person, code: str, beside: Person | None = None) -> Contact:
    """The contact of a case to the leader who holds it for a run, from the run's start to its end.

    Writes the Disclosure with the run's code, and a second one for `beside`: whoever prints the leader's sheet. Raises
    Conflict when the leader does not hold it, NotAllowed before the start, and for one whom the household has stopped.
    """
    view = case_view.of(case, Actor(leader))
    if CaseRole.CLAIMER not in view.roles or view.claim is None or view.claim.run is None:
        raise Conflict(NO_LONGER_HELD)
    if beside is not None and beside.id != leader.id:
        disclosure_limits.check(case_view.of(case, Actor(beside)), RUN)
    contact = disclosures.reveal(view, code)
    if beside is not None and beside.id != leader.id:
        disclosure_limits.record(case, beside, RUN, code)
    return contact


def _held(case: Case, run: Run) -> Claim:
    held = queries.live_claim(case)
    if held is None or held.run != run.number or not held.runs(clock.now()):
        raise Conflict(NO_LONGER_HELD)
    return held
