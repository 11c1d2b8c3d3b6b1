"""Reading runs under way: who has a part in one, its stops, and the orders that it holds."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from connect import clock, db
from connect.accounts import rules as account_rules
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.cases.claims.models import Claim
from connect.cases.runs import queries as held
from connect.cases.runs.rules import Run as Held
from connect.crypto.fingerprints import fingerprint
from connect.crypto.tokens import spoken
from connect.errors import NotFound
from connect.shopping.gathering import rules
from connect.shopping.gathering.rules import Asked
from connect.shopping.orders.models import Order
from connect.shopping.runs.models import Run, RunEvent, RunMember, RunStop, RunTeam
from connect.shopping.runs.rules import HANDS, LIVE, State
from connect.shopping.windows import queries as windows


class Seat(StrEnum):
    """The part that somebody has in a run."""

    COORDINATOR = "coordinator"
    LEADER = "leader"
    MEMBER = "member"
    SECOND = "second"  # may say yes to it


def by_public_id(public_id: str) -> Run:
    """The run of a code, or NotFound."""
    run = db.session.scalar(sa.select(Run).where(Run.public_id == public_id))
    if run is None:
        raise NotFound
    return run


def seats(run: Run, person: Person) -> frozenset[Seat]:
    """The parts of somebody in a run; none for a stranger."""
    found = set()
    if run.coordinator_id == person.id or windows.manages(person, run.window):
        found.add(Seat.COORDINATOR)
    if person.id in {team.leader_id for team in run.teams}:
        found.add(Seat.LEADER)
    if person.id in {one.person_id for team in run.teams for one in team.members}:
        found.add(Seat.MEMBER)
    if run.state == State.PLANNED and rules.why_not(asked(run), person.id, person.roles) is None:
        found.add(Seat.SECOND)
    return frozenset(found)


def prints(run: Run, person: Person) -> bool:
    """Whether somebody may print sheets with doors: its coordinator alone; each leader prints the own one."""
    return run.coordinator_id == person.id and run.approved_by_id != person.id


def teams_of(run: Run, person: Person) -> list[RunTeam]:
    """The teams whose stops somebody works on: all for the coordinator, else the own ones."""
    if Seat.COORDINATOR in seats(run, person):
        return run.teams
    return [
        team
        for team in run.teams
        if person.id == team.leader_id or person.id in {one.person_id for one in team.members}
    ]


def asked(run: Run) -> Asked:
    """The facts of a run that decide who may say yes to it."""
    people = {run.coordinator_id, *(team.leader_id for team in run.teams), *_hands(run)}
    people |= {one.person_id for team in run.teams for one in team.members}
    organization = run.organization
    return Asked(
        stops=len(placed(run)), own=frozenset(people), organization_id=run.organization_id,
        is_verified=organization is not None and organization.verified_at is not None and not organization.paused_at,
        paths=tuple(areas.by_id(number).path for number in run.area_ids),
    )  # fmt: skip


def _hands(run: Run) -> set[int]:
    """Those who have changed or planned a run: what somebody has made, somebody else looks over."""
    did = sa.select(RunEvent.person_id).where(RunEvent.run_id == run.id, RunEvent.verb.in_(HANDS))
    return {one for one in db.session.scalars(did.distinct()) if one is not None}


def placed(run: Run) -> list[RunStop]:
    """The stops that stand in some team's route, in its order."""
    found = sa.select(RunStop).join(RunTeam, RunTeam.id == RunStop.team_id).where(RunStop.run_id == run.id)
    return list(db.session.scalars(found.order_by(RunTeam.number, RunStop.number, RunStop.id)))


def left_out(run: Run) -> list[RunStop]:
    """The stops for which no route had room; those that have left one since are `lost`."""
    found = sa.select(RunStop).where(
        RunStop.run_id == run.id, RunStop.team_id.is_(None), RunStop.released_at.is_(None)
    )  # fmt: skip
    return list(db.session.scalars(found.order_by(RunStop.id)))


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of a route, and the claim by which the run holds its case at this moment, if it does."""

    row: RunStop
    team: RunTeam
    claim: Claim | None

    @property
    def order(self) -> Order:
        """Its order."""
        return self.row.order

    @property
    def is_held(self) -> bool:
        """Whether the run has it, in the hands of the team's leader."""
        return self.claim is not None


def stops_of(run: Run, teams: Collection[RunTeam]) -> list[Stop]:
    """The stops of some teams in their order, with who holds them."""
    known = {team.id: team for team in teams}
    claims = {claim.case_id: claim for claim in held.claims_of(run.id)}
    return [Stop(row, known[row.team_id], claims.get(row.order.case_id)) for row in placed(run) if row.team_id in known]


def stop_of(run: Run, order: Order) -> RunStop | None:
    """The stop of an order in a run."""
    return db.session.scalar(sa.select(RunStop).where(RunStop.run_id == run.id, RunStop.order_id == order.id))


def as_held(run: Run) -> Held:
    """The run as cases know it: from its approval it opens with its start."""
    opens_at = run.starts_at if run.approved_at is not None else None
    return Held(run.id, name_of(run), run.organization_id, opens_at, run.ends_at)


def name_of(run: Run) -> str:
    """The name of a run, as households read it beside each look."""
    who = f" · {run.organization.name}" if run.organization else ""
    return f"Chuyến {spoken(run.public_id)}{who}"[:120]


def bag_code(run: Run, order: Order) -> str:
    """The six letters on the bags of an order in a run."""
    return rules.bag_code(fingerprint("bag", f"{run.id} {order.id}"))


def mine(person: Person) -> list[Run]:
    """The runs that somebody leads, goes along with or coordinates and that are not over, the first to start first."""
    along = sa.select(RunTeam.run_id).join(RunMember, RunMember.team_id == RunTeam.id)
    led = sa.select(RunTeam.run_id).where(RunTeam.leader_id == person.id)
    own = sa.or_(
        Run.coordinator_id == person.id, Run.id.in_(led), Run.id.in_(along.where(RunMember.person_id == person.id))
    )
    return _live(sa.and_(own, Run.state.in_(LIVE)))


def waiting_for(person: Person) -> list[Run]:
    """The planned runs to which somebody may say yes, the first to start first."""
    if not _may_be_second(person):
        return []
    return [
        run for run in _live(Run.state == State.PLANNED) if rules.why_not(asked(run), person.id, person.roles) is None
    ]


def _may_be_second(person: Person) -> bool:
    """Whether somebody is staff of an area or coordinates an organisation: all others need not be asked about."""
    return any(held.role in account_rules.STAFF for held in person.roles)


def _live(of: sa.ColumnElement[bool]) -> list[Run]:
    return list(
        db.session.scalars(sa.select(Run).where(of, Run.ends_at > clock.now()).order_by(Run.starts_at).limit(100))
    )


def run_of_case(case_id: int) -> tuple[Run, RunStop, Claim] | None:
    """The run that holds a case at this moment, with its stop and claim."""
    found = (
        sa.select(Run, RunStop, Claim)
        .join(RunStop, RunStop.run_id == Run.id)
        .join(Order, Order.id == RunStop.order_id)
        .join(Claim, sa.and_(Claim.case_id == Order.case_id, Claim.run == Run.id))
        .where(Order.case_id == case_id, Claim.runs(clock.now()))
    )
    row = db.session.execute(found.limit(1)).one_or_none()
    return (row[0], row[1], row[2]) if row else None


def code_of_run(order: Order, person: Person) -> str | None:
    """The code of the run that an order is in, for whoever may read the stops of that run; else None."""
    run = db.session.get(Run, order.run_id) if order.run_id else None
    if run is None or not seats(run, person) & {Seat.COORDINATOR, Seat.LEADER, Seat.MEMBER}:
        return None
    return run.public_id
