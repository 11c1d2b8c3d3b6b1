"""Routes of a run beside plainer ones: `python -m bench.runs --stops 200 --teams 5 --seed 1`.

Invented households around a loading point, a third of them in the first and a third in the second half of the hours of
delivery only; kilograms, bags, stops and hours are scarce. The plan stands beside two that keep the same limits (the
nearest first, and a sweep by angle) and a bound: the weight of a spanning tree over loading point and placed stops,
that no routes of any number of teams can be shorter than. Every stop left out is looked at by a reckoning of its own.
Where nearest-first leaves some out that the plan brings, its metres are held against a plan of those that it brings
alone. With 40 stops or fewer the same is solved for `--long` seconds more. First a small plan is spoilt in each way
that this file has to find, which also loads the library, as the worker has it: `seconds` are those of a plan alone, by
the wall, and `cpu_s` those that no neighbour on the machine lengthens. The last line is JSON.
"""

import argparse
import json
import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from connect.geo import Point
from connect.shopping.runs import planner, routes
from connect.shopping.runs.routes import SPEEDS, Plan, Problem, Roads, Route, Stop, Team, Why

LOADING = Point(10.7769, 106.7009)
HOURS_S = 5 * 3600  # of delivery
DETOUR = 1.3
SPREAD_DEG = 0.0012  # one sigma for one stop; the whole grows with the root of their number
SLACK = 1.25  # what teams carry, for one of what is to be carried
SMALL = 40  # stops and fewer are held against a long search


def main() -> None:
    """Reads the arguments, measures, prints."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--stops", type=int, default=200)
    parser.add_argument("--teams", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--long", type=float, default=60, help="seconds of the long search")
    asked = parser.parse_args()
    found = measure(asked.stops, asked.teams, asked.seed, asked.long)
    for name, value in found.items():
        print(f"{name:<22}{value}")
    print(json.dumps(found))


def measure(stops: int, teams: int, seed: int, long_s: float) -> dict[str, float | int | bool]:
    """One problem, solved and compared."""
    found_planted = planted(problem(12, 2, seed))
    asked = problem(stops, teams, seed)
    begun, worked = time.perf_counter(), time.process_time()
    plan = planner.plan(asked)
    took, cpu = time.perf_counter() - begun, time.process_time() - worked
    roads = Roads(asked)
    near, swept = nearest_first(asked, roads), sweep(asked, roads)
    found: dict[str, float | int | bool] = {
        "seconds": round(took, 2), "cpu_s": round(cpu, 2), "metres": plan.metres, "nearest_first": metres(near),
        "sweep": metres(swept),
        "bound": spanning(roads, [0, *(roads.place[one] for one in placed(plan.routes))]),
        "shorter_percent": round(100 - 100 * _beside(asked, plan, near).metres / max(metres(near), 1), 1),
        "unplaced": len(plan.left), "unplaced_unexplained": unexplained(asked, plan),
        "broken": broken(asked, plan), "planted_found": found_planted,
        "nearest_first_unplaced": stops - len(placed(near)), "sweep_unplaced": stops - len(placed(swept)),
        "rounds": plan.rounds, "same_again": planner.plan(replace(asked, rounds=plan.rounds)) == plan,
    }  # fmt: skip
    found["over_bound_percent"] = round(100 * plan.metres / max(found["bound"], 1) - 100, 1)
    if stops <= SMALL:
        best = planner.plan(replace(asked, most_s=long_s, rounds=10**9))
        found["over_60_s_percent"] = round(100 * plan.metres / best.metres - 100, 2)
        found["long_unplaced"] = len(best.left)
    return found


def _beside(asked: Problem, plan: Plan, made: Sequence[Route]) -> Plan:
    """The plan, or one of no more stops than these routes bring, where they leave some out that the plan brings."""
    theirs = set(placed(made))
    if theirs >= set(placed(plan.routes)):
        return plan
    return planner.plan(replace(asked, stops=[one for one in asked.stops if one.id in theirs]))


def problem(stops: int, teams: int, seed: int) -> Problem:
    """Households around a loading point, and teams that carry a little more than all of it together."""
    dice = random.Random(f"run {seed} {stops} {teams}")
    spread = SPREAD_DEG * math.sqrt(stops)
    households = [_household(n, dice, spread) for n in range(1, stops + 1)]
    grams, bags = sum(one.weight_g for one in households), sum(one.bags for one in households)
    each = [dice.uniform(0.8, 1.2) for _ in range(teams)]
    share = [SLACK * one / sum(each) for one in each]
    most = max(routes.MOST_STOPS, math.ceil(SLACK * stops / teams))
    made = [
        Team(n, math.ceil(grams * part), math.ceil(bags * part), 0, HOURS_S + 1800, most, SPEEDS["car"])
        for n, part in enumerate(share, 1)
    ]
    return Problem(LOADING, False, made, households, DETOUR, seed, 120)


def _household(number: int, dice: random.Random, spread: float) -> Stop:
    at = Point(LOADING.lat + dice.gauss(0, spread), LOADING.lon + dice.gauss(0, spread))
    opens, closes = dice.choice([(0, HOURS_S), (0, HOURS_S // 2), (HOURS_S // 2, HOURS_S)])
    worth = dice.choice([1, 1, 1, 2, 4])
    return Stop(number, at, dice.randrange(2_000, 15_000), dice.randrange(1, 4), opens, closes, worth)


# --- What it is held against ------------------------------------------------------------------------------


def nearest_first(asked: Problem, roads: Roads) -> list[Route]:
    """Each team in turn goes to the nearest that it can still take, until there is none."""
    return _in_turn(asked, roads, lambda _left, _team: list(roads.stops))


def sweep(asked: Problem, roads: Roads) -> list[Route]:
    """Each team takes the next stops by their angle, as many as it can, and goes to the nearest of them first."""
    angle = {one.id: math.atan2(one.at.lat - asked.start.lat, one.at.lon - asked.start.lon) for one in asked.stops}
    return _in_turn(asked, roads, lambda left, team: _slice(roads, sorted(left, key=lambda one: angle[one]), team))


def _slice(roads: Roads, left: list[int], team: Team) -> list[int]:
    """As many of these, in their order, as the team carries at once."""
    taken: list[int] = []
    for one in left:
        if not routes.carries(team, [roads.stops[n] for n in (*taken, one)]):
            break
        taken.append(one)
    return taken


def _in_turn(asked: Problem, roads: Roads, offered: Callable[[set[int], Team], list[int]]) -> list[Route]:
    left, made = set(roads.stops), []
    for team in asked.teams:
        order: tuple[int, ...] = ()
        mine, route = set(offered(left, team)) & left, None
        while found := _next(asked, roads, team, order, mine):
            route, order = found, found.stops
            mine.discard(order[-1])
        if route:
            made.append(route)
            left -= set(order)
    return made


def _next(asked: Problem, roads: Roads, team: Team, order: tuple[int, ...], mine: set[int]) -> Route | None:
    """The route with the nearest stop more that the team can still take; one that would be waited for is no nearer."""
    here = roads.metres[roads.place[order[-1]] if order else 0]
    near = sorted(mine, key=lambda one: (here[roads.place[one]], one))
    able = (route for one in near if (route := routes.timed(asked, roads, team, (*order, one))))
    return min(able, key=lambda route: (route.ends_s, route.metres), default=None)


def metres(made: Sequence[Route]) -> int:
    """Of all routes together."""
    return sum(one.metres for one in made)


def placed(made: Sequence[Route]) -> list[int]:
    """The stops of all routes."""
    return [one for route in made for one in route.stops]


def spanning(roads: Roads, places: Sequence[int]) -> int:
    """The metres of a smallest tree that joins these places (Prim's)."""
    near = {place: roads.metres[places[0]][place] for place in places[1:]}
    total = 0
    while near:
        place = min(near, key=lambda one: near[one])
        total += near.pop(place)
        for other in near:
            near[other] = min(near[other], roads.metres[place][other])
    return total


def planted(asked: Problem) -> int:
    """Spoils a good plan in five ways and says how many were found: all of them, or this stops."""
    plan = planner.plan(asked)
    first, *rest = plan.routes
    gone, routes_without = first.stops[-1], (replace(first, stops=first.stops[:-1]), *rest)
    spoilt = {
        "forgotten": replace(plan, routes=routes_without),
        "wrong reason": replace(plan, routes=routes_without, left={**plan.left, gone: Why.TOO_HEAVY}),
        "could be brought": replace(plan, routes=routes_without, left={**plan.left, gone: Why.TIME}),
        "in two routes": replace(plan, routes=(first, *(replace(one, stops=(*one.stops, gone)) for one in rest))),
        "too heavy": replace(plan, routes=(replace(first, stops=tuple(one.id for one in asked.stops)),)),
    }
    if unexplained(asked, plan) or broken(asked, plan):
        raise AssertionError("a good plan is called bad")
    blind = [name for name, one in spoilt.items() if not unexplained(asked, one) + broken(asked, one)]
    if blind:
        raise AssertionError(f"the bench is blind to: {', '.join(blind)}")
    return len(spoilt)


def broken(asked: Problem, plan: Plan) -> int:
    """Routes that carry more than their team can, or come late somewhere; reckoned without `routes`."""
    roads, teams = Roads(asked), {team.number: team for team in asked.teams}
    kept = (_fits(roads, teams[one.team], one.stops) and _on_time(asked, roads, teams[one.team], one.stops)
            for one in plan.routes)  # fmt: skip
    return sum(not one for one in kept)


def unexplained(asked: Problem, plan: Plan) -> int:
    """Stops that are in no route and have no reason, one that is not true, or are in two; reckoned without `routes`."""
    roads, seen = Roads(asked), placed(plan.routes)
    wrong = len(seen) - len(set(seen))
    for stop in asked.stops:
        if (stop.id in seen) == (stop.id in plan.left):
            wrong += 1
        elif stop.id in plan.left:
            wrong += not _is_true(asked, roads, plan, stop, plan.left[stop.id])
    return wrong


def _is_true(asked: Problem, roads: Roads, plan: Plan, stop: Stop, why: Why) -> bool:
    """Whether a stop could be put nowhere, and the reason is the one that keeps it out."""
    orders = {route.team: list(route.stops) for route in plan.routes}
    able = [one for one in asked.teams if _fits(roads, one, [stop.id])]
    if not able:
        return why == Why.TOO_HEAVY
    if not any(_on_time(asked, roads, one, [stop.id]) for one in able):
        return why == Why.WINDOW
    roomy = [one for one in able if _fits(roads, one, [*orders.get(one.number, []), stop.id])]
    for team in roomy:
        order = orders.get(team.number, [])
        if any(_on_time(asked, roads, team, [*order[:n], stop.id, *order[n:]]) for n in range(len(order) + 1)):
            return False
    return why == (Why.TIME if roomy else Why.FULL)


def _fits(roads: Roads, team: Team, order: Sequence[int]) -> bool:
    stops = [roads.stops[one] for one in order]
    room = team.load_g - sum(one.weight_g for one in stops), team.bags - sum(one.bags for one in stops)
    return min(room) >= 0 and len(stops) <= team.most_stops


def _on_time(asked: Problem, roads: Roads, team: Team, order: Sequence[int]) -> bool:
    now, here = float(team.from_s), 0
    for one in order:
        stop, there = roads.stops[one], roads.place[one]
        now = max(now + math.ceil(roads.metres[here][there] / team.metres_per_s), stop.opens_s)
        if now > stop.closes_s:
            return False
        now, here = now + routes.SERVICE_S, there
    return now + (math.ceil(roads.metres[here][0] / team.metres_per_s) if asked.back else 0) <= team.until_s


if __name__ == "__main__":
    main()
