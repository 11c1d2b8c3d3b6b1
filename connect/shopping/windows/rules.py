"""The rules of a window in which orders are taken: its times, limits and rights; plain functions, without a clock.

A window has no state for *open* or *over*: those are conditions on the clock, here for Python and in `taking` for SQL.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from connect.accounts.rules import Held, RoleName, covers, holds


class State(StrEnum):
    """All that is kept of a window's state; the clock says the rest."""

    OPEN = "open"
    CANCELLED = "cancelled"


class Phase(StrEnum):
    """Where a window stands at a moment."""

    PLANNED = "planned"
    OPEN = "open"
    FULL = "full"  # open, with no place left
    CLOSED = "closed"  # orders are bought and delivered
    OVER = "over"
    CANCELLED = "cancelled"


class Verb(StrEnum):
    """A change of a window; each is one line of its history."""

    MAKE = "make"
    CHANGE = "change"  # while it is a plan
    ADD = "add"  # more of a combo, or more places, while it is open
    SHOPS = "shops"  # where it is bought
    LATER = "later"
    CANCEL = "cancel"


MOST_LINES = 15  # of an order, as the shops of 2021 took them
MOST_ORDERS = 2_000
MOST_COMBOS = 12
MOST_OF_ONE = 10_000
MOST_PRICE = 5_000_000  # đồng, of one combo
MOST_GRAMS = 60_000
MOST_BAGS = 6
MOST_AREAS = 40
MOST_SHOPS = 10
CODE_CHARS, NAME_CHARS, NOTE_CHARS, REASON_CHARS = 20, 80, 300, 200
STOP_REASONS = ("prices", "not_brought", "unsafe", "not_agreed", "other")  # why an official stops a template
STOP_SHOWN = timedelta(days=14)
AHEAD = timedelta(days=60)  # a window opens no later than so far from today
LONGEST_OPEN = timedelta(days=14)
LONGEST_WAIT = timedelta(days=7)  # from the cut-off to the end of the delivery
SHORTEST = timedelta(minutes=15)  # between a moment and the one after it
REPEATED_AHEAD = timedelta(days=8)  # so far ahead windows are made of a template


@dataclass(frozen=True, slots=True)
class Times:
    """The four moments of a window."""

    opens_at: datetime
    cut_off_at: datetime
    deliver_from: datetime
    deliver_until: datetime

    def kept(self) -> dict[str, str]:
        """As a line of history keeps them."""
        return {name: getattr(self, name).isoformat() for name in FIELDS}


FIELDS = ("opens_at", "cut_off_at", "deliver_from", "deliver_until")


def times_of(kept: Mapping[str, str]) -> Times:
    """The moments that a line of history keeps."""
    return Times(*(datetime.fromisoformat(kept[name]) for name in FIELDS))


def phase(state: State, times: Times, now: datetime, *, full: bool = False) -> Phase:
    """Where a window stands; `full`: no place is left in it."""
    if state == State.CANCELLED:
        return Phase.CANCELLED
    if now < times.opens_at:
        return Phase.PLANNED
    if now < times.cut_off_at:
        return Phase.FULL if full else Phase.OPEN
    return Phase.CLOSED if now < times.deliver_until else Phase.OVER


def trouble_with(times: Times, now: datetime) -> dict[str, str]:
    """The faults of the times of a plan: "order", "short", "long", "wait", "past" or "far", by field."""
    found: dict[str, str] = {}
    if times.cut_off_at <= times.opens_at:
        found["cut_off_at"] = "order"
    elif times.cut_off_at - times.opens_at < SHORTEST:
        found["cut_off_at"] = "short"
    elif times.cut_off_at - times.opens_at > LONGEST_OPEN:
        found["cut_off_at"] = "long"
    elif times.cut_off_at <= now:
        found["cut_off_at"] = "past"
    if times.deliver_from < times.cut_off_at:
        found["deliver_from"] = "order"
    if times.deliver_until <= times.deliver_from:
        found["deliver_until"] = "order"
    elif times.deliver_until - times.deliver_from < SHORTEST:
        found["deliver_until"] = "short"
    elif times.deliver_until - times.cut_off_at > LONGEST_WAIT:
        found["deliver_until"] = "wait"
    if times.opens_at > now + AHEAD:
        found["opens_at"] = "far"
    return found


def trouble_with_later(was: Times, to: Times, now: datetime) -> dict[str, str]:
    """The faults of new times of a window that stands: "earlier", "past", or a fault of the times themselves.

    Once it is open its times move to later only, and the moment at which it opened not at all. A cut-off that has
    passed stands too: whoever was turned away then would have been let in.
    """
    found: dict[str, str] = {}
    for name in FIELDS[1:]:
        if getattr(to, name) < getattr(was, name):
            found[name] = "earlier"
    if to.opens_at != was.opens_at:
        found["opens_at"] = "earlier"
    if was.cut_off_at <= now and to.cut_off_at != was.cut_off_at:
        found["cut_off_at"] = "past"
    faults = trouble_with(to, now)
    if was.cut_off_at <= now and faults.get("cut_off_at") == "past":
        faults.pop("cut_off_at")
    return {**faults, **found}


def may_change(phase: Phase) -> bool:
    """Whether all of a window may still be written anew: nobody has read it as an open one."""
    return phase == Phase.PLANNED


def may_postpone(phase: Phase) -> bool:
    """Whether a window may be moved to later, or be cancelled."""
    return phase in (Phase.OPEN, Phase.FULL, Phase.CLOSED)


# --- Rights -----------------------------------------------------------------------------------------------


OPENERS = (RoleName.OFFICIAL, RoleName.ADMIN)  # over an area
_COORDINATORS = (RoleName.MODERATOR, *OPENERS)  # within an organisation


@dataclass(frozen=True, slots=True)
class Answers:
    """An organisation as the rights over windows ask for it."""

    id: int
    area_path: str
    is_verified: bool


def coordinated(roles: Iterable[Held], organizations: Iterable[Answers]) -> list[Answers]:
    """The verified organisations for which somebody answers."""
    mine = {one.organization_id for one in roles if one.organization_id and one.role in _COORDINATORS}
    return [one for one in organizations if one.is_verified and one.id in mine]


def may_run(roles: Iterable[Held], organizations: Iterable[Answers], area_path: str) -> bool:
    """Whether somebody may open windows for an area: an official of it, or the coordinator of a verified organisation
    whose area covers it."""
    roles = list(roles)
    if any(holds(roles, role, area_path) for role in OPENERS):
        return True
    return any(covers(one.area_path, area_path) for one in coordinated(roles, organizations))


# --- Templates: the same window again, by weekday ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Clockwork:
    """The times of a template, in minutes from midnight of the day of its cut-off, on the clock of the site's wall."""

    weekdays: int  # bits, Monday is 1
    opens_min: int
    cut_off_min: int
    from_min: int
    until_min: int


def clockwork_of(times: Times, weekdays: int, zone: ZoneInfo) -> Clockwork:
    """The times of a window as a template repeats them."""
    day = times.cut_off_at.astimezone(zone).date()
    return Clockwork(weekdays, *(_minutes(getattr(times, name), day, zone) for name in FIELDS))


def _minutes(at: datetime, day: date, zone: ZoneInfo) -> int:
    here = at.astimezone(zone)
    return (here.date() - day).days * 1440 + here.hour * 60 + here.minute


def times_on(day: date, of: Clockwork, zone: ZoneInfo) -> Times:
    """The times of a template's window that closes on a day."""
    return Times(*(_at(day, minutes, zone) for minutes in (of.opens_min, of.cut_off_min, of.from_min, of.until_min)))


def _at(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    days, rest = divmod(minutes, 1440)
    return datetime.combine(day + timedelta(days=days), time(rest // 60, rest % 60), zone)


def days_due(of: Clockwork, now: datetime, zone: ZoneInfo) -> list[date]:
    """The days, from today on, for which windows are made by now: those that have not opened and open soon."""
    today = now.astimezone(zone).date()
    ahead = (today + timedelta(days=n) for n in range((REPEATED_AHEAD + LONGEST_OPEN).days))
    days = (day for day in ahead if of.weekdays >> day.weekday() & 1)
    return [day for day in days if now < times_on(day, of, zone).opens_at <= now + REPEATED_AHEAD]
