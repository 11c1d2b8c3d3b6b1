"""The rights over what is kept of a run: of coordinators and teams, of the households it brings to; and how long."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from connect import db
from connect.accounts.models import Person
from connect.cases.models import Case
from connect.registry import personal_data, retention
from connect.registry.personal_data import columns, part
from connect.shopping.orders.models import Order
from connect.shopping.runs.models import Run, RunEvent, RunMember, RunStop, RunTeam

INNER = (
    "id", "run_id", "team_id", "order_id", "person_id", "window_id", "coordinator_id", "leader_id", "approved_by_id",
    "organization_id", "start_point_id", "start_lat", "start_lon",
)  # fmt: skip
KEPT = timedelta(days=365)


@part("runs", "runs", "run_teams", "run_members", "run_events")
def _served(person: Person) -> list[dict[str, Any]]:
    """The runs in which somebody planned, approved, led or went along, with what they did there."""
    beside = sa.select(RunTeam.run_id).join(RunMember).where(RunMember.person_id == person.id)
    led = sa.select(RunTeam.run_id).where(RunTeam.leader_id == person.id)
    did = sa.select(RunEvent.run_id).where(RunEvent.person_id == person.id)
    mine = sa.or_(
        Run.coordinator_id == person.id, Run.approved_by_id == person.id, Run.id.in_(sa.union(beside, led, did))
    )
    return [_told(run, person) for run in db.session.scalars(sa.select(Run).where(mine).order_by(Run.id))]


def _told(run: Run, person: Person) -> dict[str, Any]:
    events = sa.select(RunEvent).where(RunEvent.run_id == run.id, RunEvent.person_id == person.id)
    return columns(run, *INNER) | {
        "teams_led": [columns(team, *INNER) for team in run.teams if team.leader_id == person.id],
        "teams_joined": [team.number for team in run.teams if person.id in {one.person_id for one in team.members}],
        "did": [columns(event, *INNER) for event in db.session.scalars(events.order_by(RunEvent.id))],
    }


@part("run", "run_stops", of="case")
def _brought(case: Case) -> list[dict[str, Any]]:
    """The runs that an order was in."""
    mine = sa.select(RunStop, Run.public_id).join(Run).join(Order, Order.id == RunStop.order_id)
    found = db.session.execute(mine.where(Order.case_id == case.id).order_by(RunStop.id))
    return [columns(stop, *INNER) | {"run": code} for stop, code in found]


personal_data.fate(
    "runs", "run_teams", "run_members", "run_stops", "run_events",
    gone="stays for a year, so that it is known who came to which door; of an erased account no name is left",
)  # fmt: skip


def _over(before: datetime) -> sa.ColumnElement[bool]:
    return Run.ends_at <= before


retention.rows("runs", KEPT, Run, _over)
