"""Reading runs: of whoever plans them, one by its code, its stops by team, and the orders it may bring."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from connect import clock, db
from connect.accounts import queries as accounts
from connect.accounts.models import Organization, Person, Role
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.cases.models import Case
from connect.errors import NotFound
from connect.shopping.orders.models import Order
from connect.shopping.orders.rules import State as OrderState
from connect.shopping.runs import rules
from connect.shopping.runs.models import Run, RunEvent, RunStop, RunTeam
from connect.shopping.runs.routes import Why
from connect.shopping.windows import queries as windows
from connect.shopping.windows.models import ShoppingWindow
from connect.supplies.models import SupplyPoint
from connect.supplies.rules import State as PointState

MOST = 50  # runs of a list
MOST_PEOPLE = 200  # among whom leaders are chosen
MOST_POINTS = 60  # among which a start is chosen


def by_public_id(public_id: str) -> Run:
    """The run of a code, or NotFound."""
    run = db.session.scalar(sa.select(Run).where(Run.public_id == public_id))
    if run is None:
        raise NotFound
    return run


def manages(person: Person, run: Run) -> bool:
    """Whether somebody plans this run: whoever runs its window."""
    return windows.manages(person, run.window)


def own(person: Person, public_id: str) -> Run:
    """A run that somebody plans, or NotFound."""
    run = by_public_id(public_id)
    if not manages(person, run):
        raise NotFound
    return run


def locked(run: Run) -> Run:
    """A run as it stands in this transaction, held until its end."""
    return db.session.get_one(Run, run.id, with_for_update={"of": Run}, populate_existing=True)


def run_by(person: Person, *, over: bool = False) -> list[Run]:
    """The runs of the windows that somebody runs, the next to start first; or those that are over."""
    mine = [one.id for ended in (False, True) for one in windows.run_by(person, over=ended)]
    state = Run.state.in_(rules.OVER) if over else Run.state.in_(rules.LIVE)
    found = sa.select(Run).where(Run.window_id.in_(mine), state)
    order = Run.starts_at.desc() if over else Run.starts_at
    return list(db.session.scalars(found.order_by(order, Run.id).limit(MOST)))


def history(run: Run) -> list[tuple[RunEvent, str | None]]:
    """All that happened to a run, the newest first, with the name of whoever did it."""
    mine = sa.select(RunEvent, Person.name).outerjoin(Person, Person.id == RunEvent.person_id)
    found = db.session.execute(mine.where(RunEvent.run_id == run.id).order_by(RunEvent.id.desc()).limit(MOST))
    return [(event, name) for event, name in found]


def team_of(run: Run, number: int) -> RunTeam:
    """A team of a run by its number, or NotFound."""
    team = next((one for one in run.teams if one.number == number), None)
    if team is None:
        raise NotFound
    return team


def planned() -> list[Run]:
    """The runs that are planned and not approved, the next to start first."""
    return list(db.session.scalars(sa.select(Run).where(Run.state == rules.State.PLANNED).order_by(Run.starts_at)))


# --- Stops ------------------------------------------------------------------------------------------------


def stops_of(run: Run) -> list[RunStop]:
    """All stops of a run: by team and place in its route, then those that are left."""
    mine = sa.select(RunStop).where(RunStop.run_id == run.id, RunStop.released_at.is_(None))
    mine = mine.options(joinedload(RunStop.order).joinedload(Order.case))
    return list(db.session.scalars(mine.order_by(RunStop.team_id, RunStop.number, RunStop.id)))


def lost(run: Run) -> list[RunStop]:
    """The stops that have left a run since its approval, the latest first: to somebody faster, or by the household."""
    mine = sa.select(RunStop).where(RunStop.run_id == run.id, RunStop.released_at.is_not(None))
    mine = mine.options(joinedload(RunStop.order).joinedload(Order.case))
    return list(db.session.scalars(mine.order_by(RunStop.released_at.desc(), RunStop.id)))


def names_in(run: Run) -> dict[int, str]:
    """The names of all who have led or gone along, by their inner numbers."""
    asked = {event.detail.get(name) for event, _by in history(run) for name in ("was", "now")} - {None}
    found = db.session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(asked)))
    return {number: name for number, name in found}  # noqa: C416


def stop_of(run: Run, order_code: str) -> RunStop:
    """The stop of a run by the code of its order, or NotFound."""
    found = db.session.scalar(
        sa.select(RunStop).join(Order).where(RunStop.run_id == run.id, Order.public_id == order_code)
    )
    if found is None:
        raise NotFound
    return found


def candidates(run: Run) -> list[tuple[Order, Case, Why | None]]:
    """The orders of the window in the run's wards that can be brought, or why not: taken, or in another run.

    Requests that only checked people may see never come along in a run.
    """
    now, elsewhere = clock.now(), _elsewhere(run)
    mine = sa.select(Order, Case).join(Case, Case.id == Order.case_id).where(
        Order.window_id == run.window_id, Order.state == OrderState.PLACED, Case.area_id.in_(run.area_ids),
        Case.guarded == 0,
    )  # fmt: skip
    found = db.session.execute(mine.order_by(Order.id).limit(rules.MOST_STOPS))
    return [(order, case, _why_not(order, case, now, elsewhere)) for order, case in found]


def _why_not(order: Order, case: Case, now: datetime, elsewhere: Collection[int] = ()) -> Why | None:
    if case.is_held(now):
        return Why.TAKEN
    if order.state != OrderState.PLACED or not case.is_free(now):
        return Why.CHANGED
    return Why.ELSEWHERE if order.id in elsewhere else None


def _elsewhere(run: Run) -> set[int]:
    """The orders of the window that are in the route of another run that stands."""
    other = sa.select(RunStop.order_id).join(Run).where(
        Run.window_id == run.window_id, Run.id != run.id, Run.state.in_(rules.LIVE), RunStop.team_id.is_not(None),
        RunStop.released_at.is_(None),
    )  # fmt: skip
    return set(db.session.scalars(other))


def changed_stops(run: Run) -> list[tuple[RunStop, Why]]:
    """The stops in routes of a planned run that somebody else has taken meanwhile, or that were withdrawn."""
    mine = sa.select(RunStop, Order, Case).join(Order, Order.id == RunStop.order_id)
    mine = mine.join(Case, Case.id == Order.case_id)
    mine = mine.where(RunStop.run_id == run.id, RunStop.team_id.is_not(None), RunStop.released_at.is_(None))
    now = clock.now()
    found = ((stop, _why_not(order, case, now)) for stop, order, case in db.session.execute(mine))
    return [(stop, why) for stop, why in found if why]


# --- What a run is made of ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ward:
    """A ward of a window, and how many of its orders wait there."""

    place: Place
    orders: int


def wards_of(window: ShoppingWindow) -> list[Ward]:
    """The wards in which orders of a window wait, most orders first."""
    waiting = sa.select(Case.area_id, sa.func.count()).join(Order, Order.case_id == Case.id).where(
        Order.window_id == window.id, Order.state == OrderState.PLACED, Case.guarded == 0
    )  # fmt: skip
    found = [(areas.by_id(ward), number) for ward, number in db.session.execute(waiting.group_by(Case.area_id))]
    served = (Ward(place, number) for place, number in found if windows.serves(window, place))
    return sorted(served, key=lambda one: (-one.orders, one.place.folded))[: rules.MOST_WARDS]


def starts_for(window: ShoppingWindow) -> list[SupplyPoint]:
    """The registered points at which a run may start: the window's shops, then verified ones in its areas."""
    shops = [one.point_id for one in window.shops]
    served = areas.below([place.path for place in windows.places_of(window)])
    registered = sa.and_(SupplyPoint.verified_at.is_not(None), SupplyPoint.area_id.in_(served))
    mine = sa.select(SupplyPoint).where(
        SupplyPoint.state == PointState.OPEN, SupplyPoint.exact.is_(True),
        sa.or_(SupplyPoint.id.in_(shops), registered),
    )  # fmt: skip
    first = sa.case((SupplyPoint.id.in_(shops), 0), else_=1)
    return list(db.session.scalars(mine.order_by(first, SupplyPoint.name, SupplyPoint.id).limit(MOST_POINTS)))


def people_for(run: Run) -> list[Person]:
    """The people who may lead a team of a run: members of its organisation, or of verified ones of its areas."""
    answering = sa.and_(Organization.verified_at.is_not(None), Organization.paused_at.is_(None))
    if run.organization_id is not None:
        whose = sa.and_(answering, Organization.id == run.organization_id)
    else:
        here = [one.id for place in windows.places_of(run.window) for one in areas.ancestors(place)]
        whose = sa.and_(answering, Organization.area_id.in_(here))
    found = (
        sa.select(Person)
        .join(Role, Role.person_id == Person.id)
        .join(Organization, Organization.id == Role.organization_id)
    )
    found = found.where(whose, Person.blocked_at.is_(None))
    people = db.session.scalars(found.distinct().order_by(Person.name, Person.id).limit(MOST_PEOPLE))
    return [one for one in people if not _is_blocked(one, run)]


def _is_blocked(person: Person, run: Run) -> bool:
    return any(accounts.is_blocked_in(person, place) for place in windows.places_of(run.window))
