"""Builders of runs that are ready to go: a window, orders, teams with leaders for whom an organisation answers."""

import itertools
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from connect import clock, db
from connect.accounts.models import Organization, Person
from connect.accounts.rules import RoleName
from connect.cases.models import Case
from connect.shopping.gathering import actions, views
from connect.shopping.gathering.rules import Outcome
from connect.shopping.orders import actions as orders, transitions as order_moves
from connect.shopping.orders.models import Order
from connect.shopping.orders.rules import By, Instead, Pay, Verb
from connect.shopping.runs.models import Run, RunStop, RunTeam
from connect.shopping.runs.rules import State
from connect.shopping.sheets import queries as sheets
from connect.shopping.windows.models import ShoppingWindow, WindowArea
from tests.builders import make_case, make_person
from tests.cases.runs.builders import make_member, make_team

_numbers = itertools.count(1)


def make_window(organization: Organization | None, coordinator: Person, area_id: int) -> ShoppingWindow:
    """A window whose cut-off has passed an hour ago, and that is delivered until this evening."""
    now = clock.now()
    with db.transaction() as session:
        window = ShoppingWindow(
            organization_id=organization.id if organization else None, coordinator_id=coordinator.id,
            opens_at=now - timedelta(days=1), cut_off_at=now - timedelta(hours=1), deliver_from=now,
            deliver_until=now + timedelta(hours=8), most_orders=500, taken=0, created_at=now, changed_at=now,
        )  # fmt: skip
        window.areas = [WindowArea(area_id=area_id)]
        session.add(window)
    return window


def make_order(window: ShoppingWindow, case: Case | None = None, **over: Any) -> Order:
    """An order that was placed in a window: rice and milk, to be paid in cash."""
    case = case or make_case(needs={"rice": 10, "milk": 4})
    wishes = over.pop("wishes", (orders.Wish(10, Instead.SIMILAR, item="rice", top_price=200_000),
                                 orders.Wish(4, Instead.NONE, item="milk", top_price=120_000)))  # fmt: skip
    plan = orders.Plan(
        window, tuple(wishes), weight_g=14_000, bags=2, pay=Pay.CASH, key=f"key-{next(_numbers)}", **over
    )
    with db.transaction(), clock.told(window.cut_off_at - timedelta(hours=2)):
        return orders.place(case.id, plan)


class Made:
    """A run with its people: `run`, `team` (its organisation), `coordinator`, `second` and `leaders`."""

    def __init__(
        self, stops: int = 3, teams: int = 1, *, approved: bool = True,
        people: tuple[Person, Person, Person] | None = None, wishes: Sequence[orders.Wish] = (), **over: Any,
    ) -> None:  # fmt: skip
        if people is None:
            self.organization: Organization = make_team()
            self.coordinator = make_member(self.organization, RoleName.MODERATOR, name="Lê Điều Phối")
            self.second = make_member(self.organization, RoleName.MODERATOR, name="Phạm Thứ Hai")
            self.official = make_person("official")
            self.leaders = [make_member(self.organization, name=f"Trưởng Nhóm {n}") for n in range(1, teams + 1)]
        else:
            self.coordinator, leader, self.official = people
            self.second, self.leaders, self.organization = self.official, [leader], self.coordinator.organizations[0]
        first = make_case(needs={"rice": 10, "milk": 4})
        self.window = make_window(self.organization, self.coordinator, first.area_id)
        cases = [first, *(make_case(needs={"rice": 10, "milk": 4}) for _ in range(stops - 1))]
        lines = {"wishes": wishes} if wishes else {}
        self.orders = [make_order(self.window, case, **lines) for case in cases]
        self.run = self._run(first.area_id, **over)
        if approved:
            self.approve()

    def _run(self, area_id: int, **over: Any) -> Run:
        now = clock.now()
        values = {"starts_at": now - timedelta(minutes=5), "ends_at": now + timedelta(hours=4)} | over
        with db.transaction() as session:
            run = Run(
                window_id=self.window.id, organization_id=self.organization.id, coordinator_id=self.coordinator.id,
                state=State.PLANNED, area_ids=[area_id], start_name="Chợ Bến Thành", back=False, seed=1,
                created_at=now, changed_at=now, solved_at=now, **values,
            )  # fmt: skip
            session.add(run)
            session.flush()
            teams = [
                RunTeam(run_id=run.id, number=n, leader_id=leader.id, vehicle="motorbike", kg=200, bags=60,
                        most_stops=60, start_from=run.starts_at, until=run.ends_at)
                for n, leader in enumerate(self.leaders, 1)
            ]  # fmt: skip
            session.add_all(teams)
            session.flush()
            for number, order in enumerate(self.orders):
                team = teams[number % len(teams)]
                at = run.starts_at + timedelta(minutes=20 * (number + 1))
                session.add(RunStop(run_id=run.id, order_id=order.id, team_id=team.id,
                                    number=number // len(teams) + 1, arrives_at=at))  # fmt: skip
        db.session.refresh(run)
        return run

    @property
    def leader(self) -> Person:
        """The leader of the first team."""
        return self.leaders[0]

    @property
    def stops(self) -> list[RunStop]:
        """Its stops as they stand now."""
        db.session.expire_all()
        return list(self.run.stops)

    def approve(self, by: Person | None = None) -> None:
        """The yes of the second person, or of somebody else."""
        with db.transaction():
            person = by or (self.second if len(self.orders) <= 10 else self.official)
            actions.approve(self.run, person, self.run.version)

    def gather(self) -> list[Outcome]:
        """Takes all its stops, as the button does."""
        ids = [stop.id for stop in self.stops if stop.team_id is not None]
        found = [views.gathered(self.run.id, number, self.coordinator.id) for number in ids]
        db.session.expire_all()
        return found

    def buy(self) -> None:
        """All that it holds is bought as it was ordered."""
        for order in self.orders:
            db.session.refresh(order)
            if order.run_id == self.run.id:
                with db.transaction():
                    order_moves.move(order, Verb.BUY, By.TEAM, person=self.leader)

    def look(self, beside: Person | None = None) -> None:
        """The leaders, and whoever prints, see all doors, as on paper."""
        with db.transaction():
            for team in self.run.teams:
                sheets.doors(self.run, team, beside or team.leader)


def rival_of(made: Made) -> Run:
    """Another run of the same window for the same orders, by another coordinator, approved as well."""
    coordinator = make_member(made.organization, RoleName.MODERATOR, name="Đỗ Cũng Điều Phối")
    leaders = made.leaders
    was, made.coordinator, made.leaders = (
        made.coordinator,
        coordinator,
        [make_member(made.organization, name="Bùi Khác")],
    )
    area = made.run.area_ids[0]
    rival = made._run(area)
    made.coordinator, made.leaders = was, leaders
    with db.transaction():
        actions.approve(rival, made.official, rival.version)
    return rival
