"""A run as the planner's problem. Exact places are read here alone, by the worker, with a line in the log."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from connect import config, db, geo
from connect.cases.models import Case, CaseSecret
from connect.crypto import audit_log
from connect.shopping.orders.models import Order
from connect.shopping.runs import queries, rules
from connect.shopping.runs.models import Run, RunStop, RunTeam
from connect.shopping.runs.routes import SPEEDS, Problem, Stop, Team, Why
from connect.supplies.models import SupplyPoint

LONGEST_S = 60  # of looking for something better, whatever the rounds: one plan never holds up the others for long


@dataclass(frozen=True, slots=True)
class Asked:
    """A problem to solve, and the orders that are left out before: taken, or in another run."""

    problem: Problem
    left: dict[int, Why]
    exact: bool
    begun_at: datetime | None  # when it was taken up: who took it up later has another problem


def read(run: Run) -> Asked:
    """The problem of a run, in the transaction at work, with the line of the log that homes were read.

    By the homes themselves only where the answer cannot measure one of them; else by the centres of public cells.
    """
    found = queries.candidates(run)
    able = [(order, case) for order, case, why in found if why is None]
    exact = run.plans < rules.MOST_EXACT and rules.hides_homes(len(able), registered=run.is_registered)
    at = homes([case for _order, case in able]) if exact else {case.id: case.centre for _order, case in able}
    if exact:
        audit_log.write("plan_run", by=run.coordinator_id, about=f"run {run.id}", detail=f"{len(able)} homes")
    held = _held(run)
    stops = [_stop(run, order, case, at[case.id], held.get(order.id)) for order, case in able]
    problem = Problem(
        _start(run), run.back, [_team(run, one) for one in run.teams], stops, config.current().road_detour, run.seed,
        LONGEST_S,
    )  # fmt: skip
    return Asked(problem, {order.id: why for order, _case, why in found if why}, exact, run.begun_at)


def homes(cases: Collection[Case]) -> dict[int, geo.Point]:
    """The exact places of cases by their inner numbers. Nothing of them goes to a page or a log."""
    secrets = db.session.scalars(sa.select(CaseSecret).where(CaseSecret.case_id.in_([one.id for one in cases])))
    return {one.case_id: geo.Point(one.lat, one.lon) for one in secrets}


def _held(run: Run) -> dict[int, int]:
    """The numbers of the teams to which orders are locked."""
    locked = sa.select(RunStop.order_id, RunTeam.number).join(RunTeam, RunTeam.id == RunStop.team_id)
    found = db.session.execute(locked.where(RunStop.run_id == run.id, RunStop.locked.is_(True)))
    return {order: number for order, number in found}  # noqa: C416


def _start(run: Run) -> geo.Point:
    if run.start_point_id is not None:
        return db.session.get_one(SupplyPoint, run.start_point_id).place
    if run.start_lat is None or run.start_lon is None:
        raise ValueError("a run without a start")
    return geo.Point(run.start_lat, run.start_lon)


def _stop(run: Run, order: Order, case: Case, at: geo.Point, team: int | None) -> Stop:
    window = run.window
    return Stop(
        order.id, at, order.weight_g, order.bags, seconds(run, window.deliver_from), seconds(run, window.deliver_until),
        rules.worth(case.urgency, case.people, held=team is not None), team,
    )  # fmt: skip


def _team(run: Run, team: RunTeam) -> Team:
    return Team(
        team.number, team.kg * 1000, team.bags, seconds(run, team.start_from), seconds(run, team.until),
        team.most_stops, SPEEDS[team.vehicle],
    )  # fmt: skip


def seconds(run: Run, at: datetime) -> int:
    """A moment in the planner's seconds, from the beginning of the run; what was before is 0."""
    return max(0, round((at - run.starts_at).total_seconds()))


audit_log.kinds(plan_run="the worker read the places of homes to order the stops of a run")
