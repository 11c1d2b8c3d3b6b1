"""Saying yes to a run, taking its orders one by one, changing who leads, and letting go.

Each of these is one stop in the caller's transaction, so that a run of hundreds can stop anywhere and be pressed again.
"""

from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.accounts.models import Person
from connect.cases.models import Case
from connect.cases.runs import actions as holding, limits, queries as held
from connect.crypto import audit_log
from connect.errors import Conflict, NotAllowed, RuleBroken
from connect.shopping.gathering import queries, rules
from connect.shopping.gathering.rules import Outcome, Refusal
from connect.shopping.orders import transitions as orders
from connect.shopping.orders.models import Order
from connect.shopping.orders.rules import IN_RUN, By as OrderBy, State as OrderState, Verb as OrderVerb
from connect.shopping.runs import queries as plans, transitions
from connect.shopping.runs.models import Run, RunStop, RunTeam
from connect.shopping.runs.routes import Why
from connect.shopping.runs.rules import UNDER_WAY, By, Verb

REFUSALS = {
    Refusal.OWN: _l("You have planned or changed this run, or go along with it. Somebody else has to look at it."),
    Refusal.OFFICIAL: _l("A run of more than %(most)s stops is looked at by an official of the area.",
                         most=rules.PEERS_UP_TO),
    Refusal.NOBODY: _l("An official of the area, or another coordinator of this organisation, says yes to a run."),
}  # fmt: skip
CHANGED = _l("This run was changed after you opened it. Look at it as it is now, then say yes.")
FASTER = _l("Somebody was faster, or the household has changed it: it is out of this run.")


def approve(run: Run, person: Person, version: int) -> Run:
    """The yes of a second person: from now on its orders can be taken, and its contacts open with its start.

    `version`: of the run that this person has looked at. Raises NotAllowed for whoever plans it or goes along,
    RuleBroken while a leader may not lead, Conflict when it was changed, planned anew or approved in between.
    """
    if plans.locked(run).version != version:
        raise Conflict(CHANGED)
    if why := rules.why_not(queries.asked(run), person.id, person.roles):
        raise NotAllowed(REFUSALS[why])
    if run.ends_at <= clock.now():
        raise Conflict(_l("This run is over. Plan another one."))
    if not queries.placed(run):
        raise RuleBroken(_l("This run has no stops. Plan it first."))
    for team in run.teams:
        limits.require_trusted(team.leader, run.organization_id)
    transitions.move(run, Verb.APPROVE, By.SECOND, person=person, approved_at=clock.now(), approved_by_id=person.id)
    for claim in held.claims_of(run.id):
        holding.open_for_run(claim.case, queries.as_held(run), person)
    audit_log.write("run", by=person.id, about=f"run {run.id}", detail="approve")
    return run


def gather(run: Run, stop: RunStop, by: Person) -> Outcome:
    """Takes the order of one stop for the leader of its team, by the door of cases.

    Raises Conflict when somebody else has it or it has changed, RuleBroken when it may not come along.
    """
    require_under_way(run)
    team, order, case = _team(stop), stop.order, stop.order.case
    if order.run_id == run.id and (claim := held.holder_of(case, run.id)):
        if claim.person_id != team.leader_id:
            hand_on(run, case, team, by)
        return Outcome.HAD
    if order.state != OrderState.PLACED:
        raise Conflict(FASTER)
    holding.claim_for_run(case, team.leader, queries.as_held(run))  # the case first: it decides between two
    orders.move(order, OrderVerb.GATHER, OrderBy.COORDINATOR, person=by, run_id=run.id)
    return Outcome.GATHERED


def why_gone(run: Run, stop: RunStop) -> Why | None:
    """Why the order of a stop can be taken no more: another run or a neighbour has it, or its household has changed it.

    None while it can, and while this run has it.
    """
    order = stop.order
    if order.state in IN_RUN:
        return Why.ELSEWHERE if order.run_id != run.id else None
    if order.case.is_held(clock.now()):
        return Why.TAKEN
    return None if order.state == OrderState.PLACED else Why.CHANGED


def leave(run: Run, stop: RunStop, why: Why, by: Person | None = None) -> None:
    """Takes a stop out of the routes of a run, with the reason."""
    if stop.team_id is None:
        return
    number = stop.number
    stop.team_id = stop.number = stop.arrives_at = None
    stop.why_left, stop.released_at = why, clock.now()
    db.session.flush()
    transitions.record(run, Verb.LEFT, run.state, by, {"stop": number, "why": why.value})


def change_leader(run: Run, team: RunTeam, leader: Person, by: Person) -> RunTeam:
    """Another leader for a team: of a run that was approved nobody who has approved it.

    What the team holds is handed on by `hand_on`, case by case. Raises RuleBroken when the new one may not lead.
    """
    if leader.id == run.approved_by_id:
        raise RuleBroken(_l("Whoever has said yes to a run does not lead in it."))
    limits.require_trusted(leader, run.organization_id)
    former, team.leader_id = team.leader_id, leader.id
    db.session.flush()
    db.session.expire(team, ["leader"])
    detail = {"team": team.number, "was": former, "now": leader.id}
    transitions.move(run, Verb.LEADER, By.COORDINATOR, person=by, detail=detail)
    return team


def hand_on(run: Run, case: Case, team: RunTeam, by: Person) -> None:
    """Moves one case of a run to the leader of a team; the former leader's access ends with it."""
    holding.hand_on(case, queries.as_held(run), team.leader, by)


def let_go(run: Run, case: Case, by: Person | None = None) -> None:
    """Gives a case that a run holds back to the neighbours; the order follows it."""
    holding.let_go(case, queries.as_held(run), by)


def set_out(run: Run, person: Person, by: By) -> Run:
    """The run is on the road."""
    return transitions.move(run, Verb.SET_OUT, by, person=person)


def finish(run: Run, person: Person, by: By) -> Run:
    """The run is over: what it still holds is let go, case by case, by whoever calls this."""
    return transitions.move(run, Verb.FINISH, by, person=person)


def require_under_way(run: Run) -> None:
    """Raises Conflict unless the run was approved and is not over."""
    if run.state not in UNDER_WAY or run.ends_at <= clock.now():
        raise Conflict(_l("This run is not approved, or is over. Look at where it stands now."))


def _team(stop: RunStop) -> RunTeam:
    if stop.team is None:
        raise Conflict(FASTER)
    return stop.team


def order_of(run: Run, order_id: int) -> Order:
    """An order that a run holds; Conflict when it does not."""
    order = db.session.get_one(Order, order_id, populate_existing=True)
    if order.run_id != run.id:
        raise Conflict(FASTER)
    return order


audit_log.kinds(run="a run of shopping was approved, or its sheets were printed")
