"""Reading windows: of a place, of whoever runs them, one by its code."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from connect import clock, db, web
from connect.accounts.models import Person
from connect.accounts.rules import covers
from connect.areas import queries as areas
from connect.areas.models import Area
from connect.areas.queries import Place
from connect.crypto.audit_log import AuditEntry
from connect.errors import NotFound
from connect.shopping.windows import rules
from connect.shopping.windows.models import ShoppingWindow, WindowArea, WindowEvent, WindowTemplate
from connect.shopping.windows.rules import Answers, State, Verb

TOLD = (Verb.LATER, Verb.CANCEL)  # what is told on the page of every order
TEMPLATE_STOPPED = "template_stopped"  # in the audit log
MOST = 50  # windows of a list


def by_public_id(public_id: str) -> ShoppingWindow:
    """The window of a code, or NotFound."""
    window = db.session.scalar(sa.select(ShoppingWindow).where(ShoppingWindow.public_id == public_id))
    if window is None:
        raise NotFound
    return window


def locked(number: int) -> ShoppingWindow:
    """A window as it stands in this transaction, held until its end."""
    return db.session.get_one(ShoppingWindow, number, with_for_update={"of": ShoppingWindow}, populate_existing=True)


def places_of(window: ShoppingWindow) -> list[Place]:
    """The areas of a window, by name."""
    return sorted((areas.by_id(one.area_id) for one in window.areas), key=lambda one: one.folded)


def serves(window: ShoppingWindow, area: Place | Area) -> bool:
    """Whether an area is one of a window's, or lies in one."""
    above = {one.id for one in areas.ancestors(area)}
    return any(one.area_id in above for one in window.areas)


# --- Of a place -------------------------------------------------------------------------------------------


def open_for(area: Place | Area, now: datetime | None = None) -> list[ShoppingWindow]:
    """The windows that take orders for an area at a moment, the first to close first; also those that are full."""
    now = now or clock.now()
    opened = _of(area).where(ShoppingWindow.opens_at <= now, ShoppingWindow.cut_off_at > now)
    return list(db.session.scalars(opened.order_by(ShoppingWindow.cut_off_at, ShoppingWindow.id).limit(MOST)))


def next_for(
    area: Place | Area, now: datetime | None = None, but: ShoppingWindow | None = None
) -> ShoppingWindow | None:
    """The window for an area in which the next order can be placed: open with room, or the first to open."""
    now = now or clock.now()
    ahead = _of(area).where(ShoppingWindow.cut_off_at > now, ShoppingWindow.taken < ShoppingWindow.most_orders)
    if but is not None:
        ahead = ahead.where(ShoppingWindow.id != but.id)
    opens = sa.case((ShoppingWindow.opens_at > now, ShoppingWindow.opens_at), else_=None)
    soonest = ahead.order_by(sa.nulls_first(opens.asc()), ShoppingWindow.cut_off_at, ShoppingWindow.id)
    return db.session.scalar(soonest.limit(1))


def coming_for(area: Place | Area, now: datetime) -> list[ShoppingWindow]:
    """The windows for an area that are planned, the first to open first."""
    planned = _of(area).where(ShoppingWindow.opens_at > now)
    return list(db.session.scalars(planned.order_by(ShoppingWindow.opens_at, ShoppingWindow.id).limit(MOST)))


def delivering_for(area: Place | Area, now: datetime) -> list[ShoppingWindow]:
    """The windows for an area whose orders are closed and not all delivered yet."""
    closed = _of(area).where(ShoppingWindow.cut_off_at <= now, ShoppingWindow.deliver_until > now)
    return list(db.session.scalars(closed.order_by(ShoppingWindow.deliver_from, ShoppingWindow.id).limit(MOST)))


def _of(area: Place | Area) -> sa.Select[ShoppingWindow]:
    """The windows that serve an area, or a part of it, and are not cancelled."""
    above = [one.id for one in areas.ancestors(area)]
    served = sa.select(WindowArea.window_id).where(
        sa.or_(WindowArea.area_id.in_(above), WindowArea.area_id.in_(areas.below([area.path])))
    )
    return sa.select(ShoppingWindow).where(ShoppingWindow.id.in_(served), ShoppingWindow.state == State.OPEN)


def block_of(area: Place) -> dict[str, ShoppingWindow] | None:
    """The block of a place's front page: the next window there; None for the country, and where there is none."""
    found = next_for(area) if area.parent_id is not None else None
    return {"window": found} if found else None


# --- Of whoever runs them ---------------------------------------------------------------------------------


def answers_of(person: Person) -> list[Answers]:
    """The organisations that somebody belongs to, as the rights over windows ask for them."""
    return [
        Answers(one.id, one.area.path, one.verified_at is not None and one.paused_at is None)
        for one in person.organizations
    ]


def may_run(person: Person, places: Sequence[Place | Area]) -> bool:
    """Whether somebody may open windows for all of these areas."""
    organizations = answers_of(person)
    return bool(places) and all(rules.may_run(person.roles, organizations, place.path) for place in places)


def runs_some(person: Person) -> bool:
    """Whether somebody may open windows anywhere."""
    return bool(scopes(person))


def is_run_by_reader() -> bool:
    """Whether whoever reads the page may open windows."""
    reader = web.person()
    return isinstance(reader, Person) and runs_some(reader)


def scopes(person: Person) -> list[str]:
    """The paths of the areas for which somebody may open windows."""
    staff = [one.area_path for one in person.roles if one.area_path and one.role in rules.OPENERS]
    return [*staff, *(one.area_path for one in rules.coordinated(person.roles, answers_of(person)))]


def own(person: Person, public_id: str) -> ShoppingWindow:
    """A window that somebody may run: theirs, their organisation's, or one of their areas; else NotFound."""
    window = by_public_id(public_id)
    if not manages(person, window):
        raise NotFound
    return window


def manages(person: Person, window: ShoppingWindow) -> bool:
    """Whether somebody runs a window: official of all its areas, or coordinator of the organisation that opened it."""
    places = places_of(window)
    if places and all(rules.may_run(person.roles, (), place.path) for place in places):
        return True
    mine = {one.id for one in rules.coordinated(person.roles, answers_of(person))}
    return window.organization_id is not None and window.organization_id in mine


def office_of(window: ShoppingWindow) -> Place | None:
    """The area whose authority opened a window: the narrowest that its coordinator answers for with all its areas.

    None for one of an organisation, and where the coordinator answers for them no more.
    """
    places = places_of(window)
    paths = [one.area_path for one in window.coordinator.roles if one.area_path and one.role in rules.OPENERS]
    over = [path for path in paths if places and all(covers(path, place.path) for place in places)]
    if window.organization_id is not None or not over:
        return None
    return areas.get(max(over, key=len).rstrip("/").rpartition("/")[2])


def run_by(person: Person, *, over: bool = False) -> list[ShoppingWindow]:
    """The windows that somebody may run: those still to be delivered by their cut-off, or the latest of the others."""
    now, mine = clock.now(), sa.select(ShoppingWindow).where(_run_by(person))
    if over:
        gone = mine.where(sa.or_(ShoppingWindow.deliver_until <= now, ShoppingWindow.state == State.CANCELLED))
        return list(db.session.scalars(gone.order_by(ShoppingWindow.cut_off_at.desc()).limit(MOST)))
    ahead = mine.where(ShoppingWindow.deliver_until > now, ShoppingWindow.state == State.OPEN)
    return list(db.session.scalars(ahead.order_by(ShoppingWindow.cut_off_at, ShoppingWindow.id).limit(MOST)))


def _run_by(person: Person) -> sa.ColumnElement[bool]:
    """The windows of somebody's organisations; of an official those with an area that lies within the official's."""
    mine = [one.id for one in rules.coordinated(person.roles, answers_of(person))]
    staff = [one.area_path for one in person.roles if one.area_path and one.role in rules.OPENERS]
    within = sa.select(WindowArea.window_id).where(WindowArea.area_id.in_(areas.below(staff)))
    return sa.or_(ShoppingWindow.organization_id.in_(mine), ShoppingWindow.id.in_(within))


# --- History and templates --------------------------------------------------------------------------------


def history(window: ShoppingWindow) -> list[WindowEvent]:
    """All that happened to a window, the newest first."""
    mine = sa.select(WindowEvent).where(WindowEvent.window_id == window.id)
    return list(db.session.scalars(mine.order_by(WindowEvent.id.desc()).limit(MOST)))


def told(window: ShoppingWindow) -> list[WindowEvent]:
    """The changes that everybody who ordered is told of, the newest first."""
    return [one for one in history(window) if one.verb in TOLD]


def last_told(window_id: int) -> int | None:
    """The number of the newest change of a window that is told."""
    mine = sa.select(sa.func.max(WindowEvent.id)).where(WindowEvent.window_id == window_id, WindowEvent.verb.in_(TOLD))
    return db.session.scalar(mine)


def templates_of(person: Person) -> list[WindowTemplate]:
    """The templates that somebody may stop: of their organisations, and those that somebody made as an official."""
    mine = [one.id for one in rules.coordinated(person.roles, answers_of(person))]
    theirs = sa.or_(
        WindowTemplate.organization_id.in_(mine),
        sa.and_(WindowTemplate.organization_id.is_(None), WindowTemplate.coordinator_id == person.id),
    )
    running = sa.select(WindowTemplate).where(theirs, WindowTemplate.ended_at.is_(None))
    return list(db.session.scalars(running.order_by(WindowTemplate.id.desc()).limit(MOST)))


def templates_over(person: Person) -> list[WindowTemplate]:
    """The running templates of organisations that serve nothing but areas of an official, and are not its own."""
    staff = [one.area_path for one in person.roles if one.area_path and one.role in rules.OPENERS]
    own = {one.id for one in templates_of(person)}
    served = sa.select(ShoppingWindow.template_id).join(WindowArea, WindowArea.window_id == ShoppingWindow.id)
    near = sa.select(WindowTemplate).where(
        WindowTemplate.id.in_(served.where(WindowArea.area_id.in_(areas.below(staff)))),
        WindowTemplate.organization_id.is_not(None), WindowTemplate.ended_at.is_(None),
    )  # fmt: skip
    found = db.session.scalars(near.order_by(WindowTemplate.id.desc()).limit(MOST))
    return [one for one in found if one.id not in own and _all_within(one, staff)]


def _all_within(template: WindowTemplate, staff: Sequence[str]) -> bool:
    places = [areas.by_id(number) for number in template.content["areas"]]
    return all(any(covers(path, place.path) for path in staff) for place in places)


def template(person: Person, public_id: str) -> tuple[WindowTemplate, bool]:
    """A running template that somebody may stop, and whether it is somebody's own; or NotFound."""
    for mine, found in ((True, templates_of(person)), (False, templates_over(person))):
        for one in found:
            if one.public_id == public_id:
                return one, mine
    raise NotFound


def stopped_for(person: Person) -> list[tuple[WindowTemplate, AuditEntry]]:
    """The templates of somebody's organisations that an official has stopped lately, with the line that says why."""
    mine = [one.id for one in rules.coordinated(person.roles, answers_of(person))]
    lately = sa.select(WindowTemplate).where(
        WindowTemplate.organization_id.in_(mine), WindowTemplate.ended_at > clock.now() - rules.STOP_SHOWN
    )  # fmt: skip
    ended = {f"window template {one.id}": one for one in db.session.scalars(lately.limit(MOST))}
    lines = sa.select(AuditEntry).where(AuditEntry.about.in_(ended), AuditEntry.what == TEMPLATE_STOPPED)
    return [(ended[line.about], line) for line in db.session.scalars(lines.order_by(AuditEntry.id.desc()))]
