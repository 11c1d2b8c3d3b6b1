"""The parts of a plan, and whether a route keeps its limits. Pure: the solver proposes, this file decides.

Moments are whole seconds from the beginning of the run, roads whole metres: the solver knows only integers, and so
both reckon alike.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from connect import geo
from connect.geo import Point

SERVICE_S = 180  # at one door: to find it, to hand over, to read the code
MOST_STOPS = 60  # of one team: what fits a sheet and a day
# What a loaded vehicle does in a town with its alleys and lights, in metres a second: 4.5, 11, 18 and 20 km/h.
SPEEDS = {"foot": 1.25, "bicycle": 3.0, "motorbike": 5.0, "car": 5.5}
FAR_M = 40_000  # as the crow flies: who is farther from the loading point belongs to another run


class Why(StrEnum):
    """Reasons for which a stop is left out of a plan."""

    TOO_HEAVY = "too_heavy"  # no team carries it, even alone
    WINDOW = "window"  # no team is there within the hours of delivery, even going there first
    OUTSIDE = "outside"  # too far from the loading point, or in none of the run's wards
    ELSEWHERE = "elsewhere"  # in another run that stands
    TAKEN = "taken"  # somebody else has taken it meanwhile
    CHANGED = "changed"  # withdrawn or changed meanwhile
    FULL = "full"  # it would fit alone, but what the teams can carry is used up
    TIME = "time"  # somebody could carry it, but nobody has the time left


@dataclass(frozen=True, slots=True)
class Stop:
    """A household to bring something to, between two moments; `worth` decides who comes first where not all fit."""

    id: int
    at: Point
    weight_g: int
    bags: int
    opens_s: int
    closes_s: int
    worth: int = 1
    team: int | None = None  # the number of the team that it is locked to


@dataclass(frozen=True, slots=True)
class Team:
    """Some people with a vehicle, from one moment until another."""

    number: int
    load_g: int
    bags: int
    from_s: int
    until_s: int
    most_stops: int = MOST_STOPS
    metres_per_s: float = SPEEDS["motorbike"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Teams that load at one place, and the stops they go to. The same problem, seed and rounds give the same plan."""

    start: Point
    back: bool  # teams come back to the start before their time is over
    teams: Sequence[Team]
    stops: Sequence[Stop]
    detour: float  # metres of road for a metre as the crow flies
    seed: int
    most_s: float  # the longest that may be looked for something better
    rounds: int | None = None  # of looking for something better; by the size, when not said


@dataclass(frozen=True, slots=True)
class Route:
    """The stops of one team in their order, when it comes to each, how far it goes and until when."""

    team: int
    stops: tuple[int, ...]
    arrives_s: tuple[int, ...]
    metres: int
    begins_s: int
    ends_s: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A route for each team that has something to do, a reason for each stop that is in none, and the rounds made."""

    routes: tuple[Route, ...]
    left: Mapping[int, Why]
    rounds: int

    @property
    def metres(self) -> int:
        """Of all teams together."""
        return sum(route.metres for route in self.routes)


class Roads:
    """The metres between the start and all stops of a problem; place 0 is the start, stop n of the list is n + 1."""

    def __init__(self, problem: Problem) -> None:
        points = [problem.start, *(stop.at for stop in problem.stops)]
        self.place = {stop.id: n for n, stop in enumerate(problem.stops, 1)}
        self.stops = {stop.id: stop for stop in problem.stops}
        self.metres = [[0] * len(points) for _ in points]
        for n, one in enumerate(points):
            metric = geo.metric(one)
            for m in range(n):
                far = math.sqrt(metric.squared(points[m].lat, points[m].lon))
                self.metres[n][m] = self.metres[m][n] = round(problem.detour * far)


def ride_s(metres: int, team: Team) -> int:
    """The seconds of a way."""
    return math.ceil(metres / team.metres_per_s)


def carries(team: Team, stops: Sequence[Stop]) -> bool:
    """Whether a team may carry all of these at once, none of them locked to another."""
    return (
        len(stops) <= team.most_stops
        and sum(stop.weight_g for stop in stops) <= team.load_g
        and sum(stop.bags for stop in stops) <= team.bags
        and all(stop.team in (None, team.number) for stop in stops)
    )


def timed(problem: Problem, roads: Roads, team: Team, order: Sequence[int]) -> Route | None:
    """The route of a team in this order, or None where it breaks a limit: load, stops, hours of delivery, own time.

    The team leaves when it can be at the first door at the opening, not earlier; elsewhere it waits.
    """
    stops = [roads.stops[one] for one in order]
    if not stops or not carries(team, stops):
        return None
    first = ride_s(roads.metres[0][roads.place[order[0]]], team)
    begins = now = max(team.from_s, stops[0].opens_s - first)
    arrives, far, here = [], 0, 0
    for stop in stops:
        there = roads.place[stop.id]
        leg = roads.metres[here][there]
        now, far, here = max(now + ride_s(leg, team), stop.opens_s), far + leg, there
        if now > stop.closes_s:
            return None
        arrives.append(now)
        now += SERVICE_S
    if problem.back:
        far, now = far + roads.metres[here][0], now + ride_s(roads.metres[here][0], team)
    if now > team.until_s:
        return None
    return Route(team.number, tuple(order), tuple(arrives), far, begins, now)


def hopeless(problem: Problem, roads: Roads, stop: Stop) -> Why | None:
    """Why a stop cannot be reached by any team even alone; None when one could."""
    if roads.metres[0][roads.place[stop.id]] > FAR_M * problem.detour:
        return Why.OUTSIDE
    able = [team for team in problem.teams if carries(team, [stop])]
    if not able:
        return Why.TOO_HEAVY
    if not any(timed(problem, roads, team, (stop.id,)) for team in able):
        return Why.WINDOW
    return None


def squeezed_in(problem: Problem, roads: Roads, team: Team, order: Sequence[int], stop: Stop) -> Route | None:
    """The shortest route of a team that takes one stop more and keeps its others in their order, if there is one."""
    if not carries(team, [stop, *(roads.stops[one] for one in order)]):
        return None
    tried = (timed(problem, roads, team, (*order[:n], stop.id, *order[n:])) for n in range(len(order) + 1))
    return min((one for one in tried if one), key=lambda one: one.metres, default=None)


def left_over(problem: Problem, roads: Roads, orders: Mapping[int, Sequence[int]], stop: Stop) -> Why:
    """Why a stop that one team could bring alone is in none of these orders (team: stops): no room, or no time."""
    roomy = (
        carries(team, [stop, *(roads.stops[one] for one in orders.get(team.number, ()))]) for team in problem.teams
    )
    return Why.TIME if any(roomy) else Why.FULL
