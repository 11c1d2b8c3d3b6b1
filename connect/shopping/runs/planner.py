"""Which team goes where in which order: PyVRP, which stands in this file alone.

Its interface moves with each version and it knows integers only, so nothing of it goes out of here: a `Problem` in,
a `Plan` back that `routes` has checked itself. Only the worker loads it. Prizes say who comes first where not all
fit, an end depot that costs nothing makes a route open, and teams, bags and locks are dimensions of one load.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from connect import lazy_import
from connect.shopping.runs import routes
from connect.shopping.runs.routes import Plan, Problem, Roads, Route, Stop, Team

if TYPE_CHECKING:
    import numpy as np
    import pyvrp
    from pyvrp import search, stop as stopping
else:
    np = lazy_import.module("numpy")
    pyvrp = lazy_import.module("pyvrp")
    search = lazy_import.module("pyvrp.search")
    stopping = lazy_import.module("pyvrp.stop")

START, END = 0, 1  # depots
ROUNDS, ROUNDS_A_STOP = 1_500, 10  # found by `bench.runs`: more of them shorten the routes by less than 1 %
NEIGHBOURS = 20  # of a stop, that are tried beside it; with the 50 of the library a round takes twice as long


def plan(problem: Problem) -> Plan:
    """The shortest routes that are found in the rounds or the time given; every stop is in one or has its reason."""
    roads = Roads(problem)
    left = {stop.id: why for stop in problem.stops if (why := routes.hopeless(problem, roads, stop))}
    able = [stop for stop in problem.stops if stop.id not in left]
    if not able:
        return Plan((), left, 0)
    orders, rounds = _solved(problem, roads, able)
    found = _kept(problem, roads, orders)
    _filled(problem, roads, found, able)
    placed = {one for route in found.values() for one in route.stops}
    rest = {number: route.stops for number, route in found.items()}
    for stop in able:
        if stop.id not in placed:
            left[stop.id] = routes.left_over(problem, roads, rest, stop)
    return Plan(tuple(found[number] for number in sorted(found)), left, rounds)


def rounds_for(stops: int) -> int:
    """How many rounds are worth their time for so many stops."""
    return ROUNDS + ROUNDS_A_STOP * stops


def _kept(problem: Problem, roads: Roads, orders: Mapping[int, Sequence[int]]) -> dict[int, Route]:
    """The routes as far as they keep every limit by our own reckoning: what breaks one loses its last stops."""
    found = {}
    for team in problem.teams:
        order = tuple(orders.get(team.number, ()))
        shorter = (routes.timed(problem, roads, team, order[:n]) for n in range(len(order), 0, -1))
        if route := next(filter(None, shorter), None):
            found[team.number] = route
    return found


def _filled(problem: Problem, roads: Roads, found: dict[int, Route], able: Sequence[Stop]) -> None:
    """Puts each stop that is left into a route, wherever one still takes it: then its reason is true."""
    placed = {one for route in found.values() for one in route.stops}
    for stop in sorted((one for one in able if one.id not in placed), key=lambda one: (-one.worth, one.id)):
        for team in problem.teams:
            order = found[team.number].stops if team.number in found else ()
            if route := routes.squeezed_in(problem, roads, team, order, stop):
                found[team.number] = route
                break


# --- The solver -------------------------------------------------------------------------------------------


def _solved(problem: Problem, roads: Roads, able: Sequence[Stop]) -> tuple[dict[int, list[int]], int]:
    """The stops' ids by team as the solver has ordered them, and the rounds it made."""
    rounds = problem.rounds or rounds_for(len(able))
    stop = stopping.MultipleCriteria([stopping.MaxIterations(rounds), stopping.MaxRuntime(problem.most_s)])
    params = pyvrp.SolveParams(neighbourhood=search.NeighbourhoodParams(num_neighbours=NEIGHBOURS))
    found = pyvrp.solve(_data(problem, roads, able), stop, problem.seed, collect_stats=False, params=params)
    orders = {
        problem.teams[route.vehicle_type()].number: [able[one.idx].id for one in route.schedule() if one.is_client()]
        for route in found.best.routes()
    }
    return orders, found.num_iterations


def _data(problem: Problem, roads: Roads, able: Sequence[Stop]) -> Any:
    """The problem in the solver's words: locations (start, end, stops), a profile for each speed, loads."""
    speeds = sorted({team.metres_per_s for team in problem.teams})
    held = sorted({stop.team for stop in able if stop.team is not None})
    far = _matrix(roads, able)
    rides = [np.ceil(far / speed).astype(np.int64) for speed in speeds]
    prize = 1 + 4 * int(far.max())
    latest = max(team.until_s for team in problem.teams)
    return pyvrp.ProblemData(
        [pyvrp.Location(0, 0)] * 2 + [pyvrp.Location(stop.at.lon, stop.at.lat) for stop in able],
        [_client(n, stop, held, prize, latest) for n, stop in enumerate(able)],
        [pyvrp.Depot(START), pyvrp.Depot(END)],
        [_vehicle(team, problem.back, held, len(able), speeds.index(team.metres_per_s)) for team in problem.teams],
        [far] * len(speeds),
        rides,
    )


def _matrix(roads: Roads, able: Sequence[Stop]) -> Any:
    """Metres between all locations. To the end it is no way at all, from wherever: that makes a route open."""
    places = [0, 0, *(roads.place[stop.id] for stop in able)]
    far = np.array(roads.metres, dtype=np.int64)[np.ix_(places, places)]
    far[:, END] = 0
    return far


def _client(n: int, stop: Stop, held: Sequence[int], prize: int, latest: int) -> Any:
    """A stop; its load is grams, bags, itself, and 1 for the team that it is locked to."""
    load = [stop.weight_g, stop.bags, 1, *(int(stop.team == number) for number in held)]
    late = max(stop.opens_s, min(stop.closes_s, latest))
    return pyvrp.Client(
        2 + n, load, service_duration=routes.SERVICE_S, tw_early=max(stop.opens_s, 0), tw_late=late,
        prize=prize * stop.worth, required=False,
    )  # fmt: skip


def _vehicle(team: Team, back: bool, held: Sequence[int], stops: int, profile: int) -> Any:
    """A team. Of a lock to another team it can carry none."""
    locks = [stops if team.number == number else 0 for number in held]
    return pyvrp.VehicleType(
        1, [team.load_g, team.bags, team.most_stops, *locks], START, START if back else END,
        tw_early=team.from_s, tw_late=team.until_s, profile=profile,
    )  # fmt: skip
