"""The life of a run as a table of moves, its limits and who may see how much; plain functions, without a clock."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from connect.shopping.runs.routes import MOST_STOPS as MOST_STOPS_A_TEAM, SPEEDS


class State(StrEnum):
    """Where a run stands."""

    DRAFT = "draft"
    PLANNING = "planning"  # waits for the worker, or is with it
    PLANNED = "planned"
    APPROVED = "approved"
    OUT = "out"
    DONE = "done"
    CANCELLED = "cancelled"


class Verb(StrEnum):
    """A move of a run; each is one line of its history."""

    MAKE = "make"
    CHANGE = "change"  # teams, wards or times: what was planned holds no more
    PLAN = "plan"
    SOLVED = "solved"
    STUCK = "stuck"  # the worker found no way to plan it
    SHIFT = "shift"  # a stop by hand: held by a team, or let go; the rest is planned again
    LEADER = "leader"
    LEFT = "left"  # a stop has gone: withdrawn, or taken by a neighbour
    APPROVE = "approve"
    SET_OUT = "set_out"
    FINISH = "finish"
    CANCEL = "cancel"


class By(StrEnum):
    """Those who move a run."""

    COORDINATOR = "coordinator"
    SECOND = "second"  # who approves, never who has planned
    LEADER = "leader"
    WORKER = "worker"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the table: from where, to where, by whom."""

    sources: tuple[State, ...]
    target: State | None  # None: it stays where it is
    by: tuple[By, ...]


S, B = State, By  # so that a line of the table is one line
BEFORE = (S.DRAFT, S.PLANNING, S.PLANNED)  # nobody holds a household for it yet
UNDER_WAY = (S.APPROVED, S.OUT)
LIVE = (*BEFORE, *UNDER_WAY)
OVER = (S.DONE, S.CANCELLED)
MOVES: dict[Verb, Move] = {
    Verb.CHANGE: Move((S.DRAFT, S.PLANNED), S.DRAFT, (B.COORDINATOR,)),
    Verb.PLAN: Move((S.DRAFT, S.PLANNED), S.PLANNING, (B.COORDINATOR, B.CLOCK)),
    Verb.SOLVED: Move((S.PLANNING,), S.PLANNED, (B.WORKER,)),
    Verb.STUCK: Move((S.PLANNING,), S.DRAFT, (B.WORKER,)),
    Verb.SHIFT: Move((S.PLANNED,), S.PLANNING, (B.COORDINATOR,)),
    Verb.LEADER: Move((S.DRAFT, S.PLANNED, *UNDER_WAY), None, (B.COORDINATOR,)),
    Verb.LEFT: Move(UNDER_WAY, None, (B.CLOCK, B.COORDINATOR, B.LEADER)),
    Verb.APPROVE: Move((S.PLANNED,), S.APPROVED, (B.SECOND,)),
    Verb.SET_OUT: Move(UNDER_WAY, S.OUT, (B.LEADER, B.COORDINATOR)),
    Verb.FINISH: Move(UNDER_WAY, S.DONE, (B.LEADER, B.COORDINATOR, B.CLOCK)),
    Verb.CANCEL: Move(LIVE, S.CANCELLED, (B.COORDINATOR, B.CLOCK)),
}

HANDS = (Verb.MAKE, Verb.CHANGE, Verb.PLAN, Verb.SHIFT, Verb.LEADER)  # by which somebody has made a plan what it is

VEHICLES = tuple(SPEEDS)
MOST_TEAMS = 12
MOST_WARDS = 40
MOST_STOPS = 600  # of one run; more wards are another run
MOST_KG = 2_000
MOST_BAGS = 400
MOST_MEMBERS = 5  # of a team, besides its leader
TEAM_HOURS = timedelta(hours=14)
AGAIN_AFTER = timedelta(minutes=5)  # a plan that nobody has finished by then is taken up again
MOST_EXACT = 12  # plans of one run by the homes themselves: who plans on and on is told nothing new by them
FEWEST = 5  # stops of which together a length is told
WORTH_URGENT, WORTH_MANY, MANY_PEOPLE = 4, 2, 5
WORTH_HELD = 60  # a person's word to hold it counts more than what the planner would rather bring


def may_move(verb: Verb, *, state: State, by: By) -> bool:
    """Whether the move is in the table."""
    move = MOVES[verb]
    return state in move.sources and by in move.by


def worth(urgency: int, people: int, *, held: bool = False) -> int:
    """The weight of a household where not all fit: held ones first, then urgent (from 1 on), large, and all others."""
    return 1 + WORTH_URGENT * urgency + (WORTH_MANY if people >= MANY_PEOPLE else 0) + (WORTH_HELD if held else 0)


def hides_homes(stops: int, *, registered: bool) -> bool:
    """Whether a length tells nothing of one home: that of many stops, from a start that nobody has put there.

    From a chosen start to a single stop it would measure the way to that home, and from three starts find it.
    """
    return registered and stops >= FEWEST


def is_measurable(state: State, stops: int, *, registered: bool) -> bool:
    """Whether kilometres and minutes of the whole run are told, or more of them once it is approved."""
    return state in (*UNDER_WAY, State.DONE) or hides_homes(stops, registered=registered)


def trouble_with_team(
    *, vehicle: str, kg: int, bags: int, most_stops: int, starts: datetime, until: datetime,
    window: tuple[datetime, datetime],
) -> dict[str, str]:  # fmt: skip
    """The faults of a team's terms: "range", "quarter", "order", "long", "window" or "unknown", by field."""
    found: dict[str, str] = {}
    if vehicle not in VEHICLES:
        found["vehicle"] = "unknown"
    for name, value, top in (
        ("kg", kg, MOST_KG),
        ("bags", bags, MOST_BAGS),
        ("most_stops", most_stops, MOST_STOPS_A_TEAM),
    ):
        if not 1 <= value <= top:
            found[name] = "range"
    for name, at in (("start_from", starts), ("until", until)):
        if at.minute % 15 or at.second or at.microsecond:
            found[name] = "quarter"
    if until <= starts:
        found["until"] = "order"
    elif until - starts > TEAM_HOURS:
        found["until"] = "long"
    elif until <= window[0] or starts >= window[1]:
        found["until"] = "window"
    return found


def coarse_km(metres: int) -> int:
    """Whole kilometres, at least one: nothing finer of a way is kept or told."""
    return max(1, round(metres / 1000))


def coarse_minutes(seconds: float, step: int = 5) -> int:
    """Minutes in steps of five."""
    return max(step, step * round(seconds / 60 / step))


def coarse_at(at: datetime, step: int = 5) -> datetime:
    """A moment to five minutes, as a household reads *when about*."""
    late = timedelta(minutes=at.minute % step, seconds=at.second, microseconds=at.microsecond)
    return at - late if late < timedelta(minutes=step) / 2 else at - late + timedelta(minutes=step)


def wards_within(asked: Collection[int], allowed: Collection[int]) -> bool:
    """Whether all wards of a run are served by its window."""
    return bool(asked) and set(asked) <= set(allowed)
