"""A window after its cut-off with orders around Bến Thành, and a run of it with a team."""

import random
from datetime import timedelta
from typing import Any

from connect import clock, db, geo
from connect.accounts import actions as accounts
from connect.accounts.models import Organization, Person
from connect.accounts.organizations import actions as organizations
from connect.shopping.orders.models import Order
from connect.shopping.orders.rules import Pay
from connect.shopping.runs import actions, queries
from connect.shopping.runs.actions import Start, Terms
from connect.shopping.runs.models import Run
from connect.shopping.runs.solving import jobs
from connect.shopping.windows import taking
from connect.shopping.windows.models import ShoppingWindow
from connect.shopping.windows.rules import Times
from tests.builders import BEN_THANH, make_case, make_organization, make_person, make_point, make_window


def make_team_of(people: int = 3) -> tuple[Organization, Person, list[Person]]:
    """A verified organisation, its coordinator, and members who may lead."""
    group = make_organization()
    with db.transaction():
        organizations.verify(group)
    found = [make_person(), *(make_person() for _ in range(people))]
    with db.transaction():
        accounts.grant(found[0], "moderator", organization=group)
        for one in found[1:]:
            accounts.grant(one, "volunteer", organization=group)
    return group, found[0], found[1:]


def closed_window(by: Person, group: Organization | None = None, **over: Any) -> ShoppingWindow:
    """A window whose cut-off was an hour ago, delivered from the next full hour on for six hours."""
    opened, whole = clock.now() - timedelta(hours=8), clock.now().replace(minute=0, second=0, microsecond=0)
    deliver = whole + timedelta(hours=2)
    times = Times(opened, clock.now() - timedelta(hours=1), deliver, deliver + timedelta(hours=6))
    return make_window(by, times=times, organization_id=group.id if group else None, **over)


def place_orders(window: ShoppingWindow, number: int, spread: float = 0.006, **over: Any) -> list[Order]:
    """So many orders around Bến Thành, each a case of its own."""
    dice = random.Random(number)
    found = []
    for n in range(number):
        at = geo.Point(BEN_THANH.lat + dice.uniform(-spread, spread), BEN_THANH.lon + dice.uniform(-spread, spread))
        found.append(place_order(window, at, key=f"{window.id}-{n}-{at.lat}", **over))
    return found


def place_order(window: ShoppingWindow, at: geo.Point = BEN_THANH, **over: Any) -> Order:
    """An order of a household there."""
    now, case = clock.now(), make_case(point=at)
    values: dict[str, Any] = {"weight_g": 6_000, "bags": 1, "estimate": 299_000, "pay": Pay.CASH} | over
    values.setdefault("key", case.public_id)
    with clock.told(window.cut_off_at - timedelta(minutes=10)), db.transaction():
        taking.take(window, {})
    with db.transaction():
        order = Order(case_id=case.id, window_id=window.id, placed_at=now, changed_at=now, **values)
        db.session.add(order)
    return order


def make_run(by: Person, window: ShoppingWindow, start: Start | None = None, *, back: bool = False) -> Run:
    """A draft of all wards with orders; it starts at a registered point unless another start is given."""
    start = start or Start(make_point(point=BEN_THANH))
    with db.transaction():
        return actions.make(by, window, [one.place.id for one in queries.wards_of(window)], start, back=back)


def terms(window: ShoppingWindow, leader: Person, **over: Any) -> Terms:
    """A motorbike for the whole time of delivery."""
    values: dict[str, Any] = {
        "leader_id": leader.id, "vehicle": "motorbike", "kg": 200, "bags": 40, "most_stops": 30,
        "start_from": window.deliver_from, "until": window.deliver_until,
    } | over  # fmt: skip
    return Terms(**values)


def with_team(run: Run, leader: Person, by: Person, **over: Any) -> Run:
    with db.transaction():
        actions.add_team(run, terms(run.window, leader, **over), by, run.version)
    return run


def planned_run(stops: int = 6, **over: Any) -> tuple[Run, Person, list[Person]]:
    """A run of so many stops that the worker has planned, its coordinator, and the organisation's members."""
    group, by, people = make_team_of()
    window = closed_window(by, group)
    place_orders(window, stops)
    run = with_team(make_run(by, window, **over), people[0], by)
    solve(run, by)
    return run, by, people


def solve(run: Run, by: Person) -> Run:
    """Asks for a plan, and lets the worker's minute pass."""
    with db.transaction():
        actions.plan(run, by, run.version)
    jobs.solve()
    db.session.refresh(run)
    return run
