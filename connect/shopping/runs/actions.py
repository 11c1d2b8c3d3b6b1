"""Writing runs: making one, its teams, asking for a plan, and what a coordinator changes by hand afterwards."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db, geo
from connect.accounts.models import Person
from connect.crypto.tokens import new_public_id
from connect.errors import Conflict, NotAllowed, RuleBroken
from connect.shopping.runs import queries, rules, transitions
from connect.shopping.runs.models import Run, RunMember, RunStop, RunTeam
from connect.shopping.runs.rules import By, State, Verb
from connect.shopping.windows import queries as windows
from connect.shopping.windows.models import ShoppingWindow
from connect.shopping.windows.rules import Phase
from connect.supplies.models import SupplyPoint

OLD = _l("Somebody else has changed this run since you opened it. Look at it as it is now.")
TOO_EARLY = _l("Orders can still be placed and changed. Plan after the cut-off.")
WINDOW_OVER = _l("The delivery of this window is over. A run needs one that is still to be delivered.")
NO_TEAM = _l("A run needs a team. Add one, then plan.")
NO_WARD = _l("Choose at least one ward that this window serves.")
NO_START = _l("Choose where the teams load.")
NOT_A_LEADER = _l("Only members of a verified organisation that answers for this run can lead or go along.")
TWICE = _l("Each person can be in one team of a run.")
TOO_MANY = _l("A run has at most %(most)s teams. Make a second run for the rest.", most=rules.MOST_TEAMS)


@dataclass(frozen=True, slots=True)
class Start:
    """The place where teams load: a registered point, or a name and a place that somebody chose."""

    point: SupplyPoint | None
    name: str = ""
    at: geo.Point | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a team, as its form has them."""

    leader_id: int
    vehicle: str
    kg: int
    bags: int
    most_stops: int
    start_from: datetime
    until: datetime
    people: Collection[int] = field(default=())


class TeamWrong(RuleBroken):
    """Terms of a team that cannot be; `faults` says which, by field."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(_l("Some of this needs another look."))
        self.faults = faults


def make(person: Person, window: ShoppingWindow, wards: Collection[int], start: Start, *, back: bool) -> Run:
    """A new run of a window, a draft without teams. Raises NotAllowed for a window that somebody else runs."""
    if not windows.manages(person, window):
        raise NotAllowed(_l("Only who runs this window can plan its runs."))
    if window.phase in (Phase.OVER, Phase.CANCELLED):
        raise Conflict(WINDOW_OVER)
    if not rules.wards_within(wards, [one.place.id for one in queries.wards_of(window)]):
        raise RuleBroken(NO_WARD)
    now = clock.now()
    run = Run(
        public_id=new_public_id(), window_id=window.id, organization_id=_in_whose_name(person, window),
        coordinator_id=person.id, state=State.DRAFT, area_ids=sorted(wards), back=back, starts_at=window.deliver_from,
        ends_at=window.deliver_until, seed=secrets.randbelow(2**31), created_at=now, changed_at=now, **_start(start),
    )  # fmt: skip
    _place(run, start)
    db.session.add(run)
    db.session.flush()
    transitions.record(run, Verb.MAKE, "", person)
    return run


def _in_whose_name(person: Person, window: ShoppingWindow) -> int | None:
    """The organisation of the window for its coordinators; an official of the area plans for the authorities."""
    mine = {one.organization_id for one in person.roles}
    return window.organization_id if window.organization_id in mine else None


def _start(start: Start) -> dict[str, Any]:
    if start.point is not None:
        return {"start_point_id": start.point.id, "start_name": start.point.name}
    if start.at is None or not start.name:
        raise RuleBroken(NO_START)
    return {"start_point_id": None, "start_name": start.name}


def _place(run: Run, start: Start) -> None:
    if start.point is None and start.at is not None:
        run.start_lat, run.start_lon = start.at.lat, start.at.lon


# --- Teams ------------------------------------------------------------------------------------------------


def add_team(run: Run, terms: Terms, by: Person, version: int) -> RunTeam:
    """A further team; what was planned before holds no more."""
    _require(run, version)
    if len(run.teams) >= rules.MOST_TEAMS:
        raise RuleBroken(TOO_MANY)
    _check(run, terms)
    number = 1 + max((one.number for one in run.teams), default=0)
    team = RunTeam(run_id=run.id, number=number, **_columns(terms))
    db.session.add(team)
    db.session.flush()
    _join(team, terms.people)
    _changed(run, by, {"team": number})
    return team


def change_team(run: Run, team: RunTeam, terms: Terms, by: Person, version: int) -> RunTeam:
    """Other terms for a team; what was planned before holds no more."""
    _require(run, version)
    _check(run, terms, team)
    for name, value in _columns(terms).items():
        setattr(team, name, value)
    db.session.execute(sa.delete(RunMember).where(RunMember.team_id == team.id))
    _join(team, terms.people)
    _changed(run, by, {"team": team.number})
    return team


def remove_team(run: Run, team: RunTeam, by: Person, version: int) -> Run:
    """Takes a team out; its stops are planned with the others' again."""
    _require(run, version)
    number = team.number
    _unplace(run)
    db.session.delete(team)
    return _changed(run, by, {"team": number, "gone": True})


def _columns(terms: Terms) -> dict[str, Any]:
    return {
        "leader_id": terms.leader_id, "vehicle": terms.vehicle, "kg": terms.kg, "bags": terms.bags,
        "most_stops": terms.most_stops, "start_from": terms.start_from, "until": terms.until,
    }  # fmt: skip


def _join(team: RunTeam, people: Collection[int]) -> None:
    others = sorted(set(people) - {team.leader_id})
    db.session.add_all(RunMember(team_id=team.id, person_id=one) for one in others)
    db.session.flush()
    db.session.expire(team, ["members"])


def _check(run: Run, terms: Terms, team: RunTeam | None = None) -> None:
    faults = rules.trouble_with_team(
        vehicle=terms.vehicle, kg=terms.kg, bags=terms.bags, most_stops=terms.most_stops, starts=terms.start_from,
        until=terms.until, window=(run.window.deliver_from, run.window.deliver_until),
    )  # fmt: skip
    if faults:
        raise TeamWrong(faults)
    _require_people(run, {terms.leader_id, *terms.people}, team)


def _require_people(run: Run, people: Collection[int], team: RunTeam | None = None) -> None:
    """Raises RuleBroken unless all of them may go, and none is in another team."""
    if not set(people) <= {one.id for one in queries.people_for(run)}:
        raise RuleBroken(NOT_A_LEADER)
    others = [one for one in run.teams if team is None or one.id != team.id]
    taken = {one.leader_id for one in others} | {one.person_id for other in others for one in other.members}
    if taken & set(people):
        raise RuleBroken(TWICE)


def _require(run: Run, version: int) -> None:
    """Raises Conflict when the run is not as it was when its page was opened."""
    if queries.locked(run).version != version:
        raise Conflict(OLD)


def _changed(run: Run, by: Person, detail: dict[str, Any]) -> Run:
    """Writes the change: no plan stands any more, and the run lasts as long as its teams."""
    db.session.flush()
    db.session.expire(run, ["teams"])
    _unplace(run)
    starts = min((one.start_from for one in run.teams), default=run.window.deliver_from)
    ends = max((one.until for one in run.teams), default=run.window.deliver_until)
    return transitions.move(
        run, Verb.CHANGE, By.COORDINATOR, by, detail=detail, starts_at=starts, ends_at=ends, metres=None, minutes=None
    )


def _unplace(run: Run) -> None:
    gone = sa.delete(RunStop).where(RunStop.run_id == run.id)
    db.session.execute(gone.execution_options(synchronize_session="fetch"))


# --- Planning ---------------------------------------------------------------------------------------------


def plan(run: Run, by: Person, version: int) -> Run:
    """Puts the run among those that wait for the worker. Raises Conflict before the cut-off and after the delivery."""
    _require(run, version)
    if not run.teams:
        raise RuleBroken(NO_TEAM)
    phase = run.window.phase
    if phase in (Phase.OVER, Phase.CANCELLED):
        raise Conflict(WINDOW_OVER)
    if phase != Phase.CLOSED:
        raise Conflict(TOO_EARLY)
    return transitions.move(run, Verb.PLAN, By.COORDINATOR, by, asked_at=clock.now(), begun_at=None)


def shift(run: Run, order_code: str, team: RunTeam | None, by: Person, version: int) -> Run:
    """Holds a stop with a team, or lets it go (None); the rest is planned again around it."""
    _require(run, version)
    if run.state != State.PLANNED:
        raise Conflict(transitions.MOVED_ON)
    stop = queries.stop_of(run, order_code)
    if stop.team_id is None and team is None:
        raise RuleBroken(_l("This stop is in no team. Choose one."))
    if team is not None:
        stop.team_id, stop.number, stop.why_left = team.id, stop.number or 0, None
    stop.locked = team is not None
    db.session.flush()
    detail = {"order": order_code, "team": team.number if team else None}
    now = clock.now()
    return transitions.move(run, Verb.SHIFT, By.COORDINATOR, by, detail=detail, asked_at=now, begun_at=None)


def lead(run: Run, team: RunTeam, leader: Person, by: Person, version: int) -> Run:
    """Gives a team another leader; who led it goes along no more. Recorded, whatever stands of the run."""
    _require(run, version)
    if leader.id == team.leader_id:
        return run
    _require_people(run, {leader.id}, team)
    was, team.leader_id = team.leader_id, leader.id
    db.session.execute(
        sa.delete(RunMember).where(RunMember.team_id == team.id, RunMember.person_id.in_([was, leader.id]))
    )
    db.session.flush()
    db.session.expire(team)
    detail = {"team": team.number, "was": was, "now": leader.id}
    return transitions.move(run, Verb.LEADER, By.COORDINATOR, by, detail=detail)


def cancel(run: Run, by: Person, version: int) -> Run:
    """Ends a run that nobody has approved yet; its orders wait for another."""
    _require(run, version)
    if run.state not in rules.BEFORE:
        raise Conflict(transitions.MOVED_ON)
    return transitions.move(run, Verb.CANCEL, By.COORDINATOR, by)
