"""Taking up a plan that waits, and writing what came of it. A process that dies in between loses a few minutes."""

from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa

from connect import clock, db
from connect.errors import Conflict
from connect.shopping.runs import queries, rules, transitions
from connect.shopping.runs.models import Run, RunStop, RunTeam
from connect.shopping.runs.routes import Plan, Route
from connect.shopping.runs.rules import By, State, Verb
from connect.shopping.runs.solving import reading
from connect.shopping.runs.solving.reading import Asked


def take_up() -> Run | None:
    """The run that has waited longest for its plan and that nobody is at, now with this process; None when none waits.

    Of two processes that want it, the database gives it to one.
    """
    now = clock.now()
    idle = sa.or_(Run.begun_at.is_(None), Run.begun_at <= now - rules.AGAIN_AFTER)
    waiting = sa.select(Run).where(Run.state == State.PLANNING, idle).order_by(Run.asked_at, Run.id).limit(1)
    run = db.session.scalar(waiting)
    if run is None:
        return None
    mine = sa.update(Run).where(Run.id == run.id, Run.version == run.version, Run.state == State.PLANNING, idle)
    mine = mine.values(begun_at=now, version=Run.version + 1)
    done = db.session.execute(mine.execution_options(synchronize_session=False))
    if cast("sa.CursorResult[Any]", done).rowcount != 1:
        return None
    db.session.refresh(run)
    return run


def read(run: Run) -> Asked:
    """The problem of a run that this process has taken up; the homes that were read are counted with it."""
    asked = reading.read(run)
    if asked.exact:
        counted = sa.update(Run).where(Run.id == run.id).values(plans=Run.plans + 1)
        db.session.execute(counted.execution_options(synchronize_session=False))
        db.session.refresh(run)
    return asked


def write(run: Run, asked: Asked, plan: Plan) -> Run:
    """Writes who is brought by which team at which place, and why others are not.

    Raises Conflict when the run has changed since it was taken up: then somebody else plans it anew.
    """
    run = queries.locked(run)
    if run.begun_at != asked.begun_at:
        raise Conflict(transitions.FASTER)
    teams = {team.number: team for team in run.teams}
    locked = {stop.order_id for stop in queries.stops_of(run) if stop.locked}
    for team in run.teams:
        team.metres = team.minutes = None
    db.session.execute(sa.delete(RunStop).where(RunStop.run_id == run.id))
    for route in plan.routes:
        _route(run, teams[route.team], route, locked)
    left = {**plan.left, **asked.left}
    db.session.add_all(RunStop(run_id=run.id, order_id=order, why_left=why) for order, why in left.items())
    db.session.flush()
    return transitions.move(
        run, Verb.SOLVED, By.WORKER, solved_at=clock.now(), rounds=plan.rounds, exact=asked.exact,
        metres=1000 * rules.coarse_km(plan.metres) if plan.routes else None,
        minutes=rules.coarse_minutes(sum(one.ends_s - one.begins_s for one in plan.routes)) if plan.routes else None,
        detail={"stops": sum(len(one.stops) for one in plan.routes), "left": len(left)},
    )  # fmt: skip


def _route(run: Run, team: RunTeam, route: Route, locked: set[int]) -> None:
    """The stops of one team. Nothing finer is kept than whole kilometres and steps of five minutes."""
    team.metres = 1000 * rules.coarse_km(route.metres)
    team.minutes = rules.coarse_minutes(route.ends_s - route.begins_s)
    for number, (order, arrives) in enumerate(zip(route.stops, route.arrives_s, strict=True), 1):
        db.session.add(
            RunStop(
                run_id=run.id, order_id=order, team_id=team.id, number=number, locked=order in locked,
                arrives_at=_about(run, arrives),
            )
        )  # fmt: skip


def _about(run: Run, arrives_s: int) -> datetime:
    return rules.coarse_at(run.starts_at + timedelta(seconds=arrives_s))


def give_up(run: Run) -> Run:
    """Says that no plan could be made, so that somebody looks at its teams; it is a draft again."""
    return transitions.move(run, Verb.STUCK, By.WORKER)


def plan_again(run: Run) -> Run | None:
    """Plans a run again whose stops somebody else has taken, or that were withdrawn; None when all are as they were."""
    gone = queries.changed_stops(run)
    if not gone:
        return None
    for stop, why in gone:
        stop.team_id, stop.number, stop.arrives_at, stop.locked, stop.why_left = None, None, None, False, why
    now = clock.now()
    detail = {"gone": len(gone)}
    return transitions.move(run, Verb.PLAN, By.CLOCK, asked_at=now, begun_at=None, detail=detail)
