"""Routes keep every limit, say why somebody is left out, and are found again."""

from dataclasses import replace

import pytest

from connect.geo import Point, distance_m
from connect.shopping.runs import planner, routes
from connect.shopping.runs.routes import Problem, Roads, Stop, Team, Why

START = Point(10.7769, 106.7009)
DAY = 5 * 3600


def stop(number: int, *, east: float = 0.0, north: float = 0.0, **more: object) -> Stop:
    """A household so many hundredths of a degree off the start: one is about 1.1 km."""
    at = Point(START.lat + north / 100, START.lon + east / 100)
    return replace(Stop(number, at, 5_000, 1, 0, DAY), **more)


def team(number: int = 1, **more: object) -> Team:
    return replace(Team(number, 100_000, 40, 0, DAY), **more)


def problem(stops: list[Stop], *teams: Team, **more: object) -> Problem:
    return replace(Problem(START, False, teams or (team(),), stops, 1.3, 7, 20, 60), **more)


def test_an_open_route_goes_out_and_ends_where_the_last_stop_is() -> None:
    line = [stop(n, east=n) for n in (3, 1, 2)]
    (route,) = planner.plan(problem(line)).routes
    assert route.stops == (1, 2, 3)
    assert route.metres == pytest.approx(1.3 * distance_m(START, line[0].at), rel=0.001)
    (round_trip,) = planner.plan(problem(line, back=True)).routes
    assert round_trip.metres == pytest.approx(2 * route.metres, rel=0.001)
    assert round_trip.ends_s - route.ends_s == pytest.approx(routes.ride_s(route.metres, team()), abs=2)


def test_a_team_has_three_minutes_at_each_door_and_leaves_in_time_for_the_first() -> None:
    two = [stop(1, opens_s=3600), stop(2, opens_s=3600)]
    (route,) = planner.plan(problem(two)).routes
    assert (route.begins_s, route.arrives_s, route.ends_s) == (3600, (3600, 3780), 3960)


def test_hours_of_delivery_are_kept_however_long_the_way_becomes() -> None:
    near_late, far_early = stop(1, east=1, opens_s=2 * 3600), stop(2, east=3, closes_s=3600)
    (route,) = planner.plan(problem([near_late, far_early])).routes
    assert route.stops == (2, 1)


def test_kilograms_bags_and_stops_are_each_a_limit() -> None:
    four = [stop(n, east=n / 10) for n in range(1, 5)]
    for narrow in (team(load_g=10_000), team(bags=2), team(most_stops=2)):
        plan = planner.plan(problem(four, narrow))
        assert len(plan.routes[0].stops) == 2
        assert set(plan.left.values()) == {Why.FULL}


def test_the_urgent_come_first_where_not_all_fit() -> None:
    near = [stop(n, east=n / 10) for n in range(1, 6)]
    far = stop(9, east=-4, worth=4)
    plan = planner.plan(problem([*near, far], team(most_stops=1)))
    assert plan.routes[0].stops == (9,)


def test_every_reason_is_the_true_one() -> None:
    asked = problem(
        [
            stop(1, weight_g=200_000), stop(2, east=6, closes_s=60), stop(3, east=60), stop(4), stop(5, east=-1.5),
            stop(6, bags=50),
        ],
        team(until_s=700),
    )  # fmt: skip
    plan = planner.plan(asked)
    assert plan.left == {
        1: Why.TOO_HEAVY, 2: Why.WINDOW, 3: Why.OUTSIDE, 5: Why.TIME, 6: Why.TOO_HEAVY
    }  # fmt: skip
    assert plan.routes[0].stops == (4,)
    assert planner.plan(problem([stop(3, east=60)])).routes == ()


def test_a_locked_stop_stays_with_its_team() -> None:
    near = [stop(1, east=1, team=2), stop(2, east=1.1), stop(3, east=-1, team=1), stop(4, east=-1.1)]
    plan = planner.plan(problem(near, team(1), team(2)))
    found = {one: route.team for route in plan.routes for one in route.stops}
    assert (found[1], found[3]) == (2, 1)
    full = planner.plan(problem([stop(1, team=2), stop(2, team=2)], team(1), team(2, most_stops=1)))
    assert list(full.left.values()) == [Why.FULL]


def test_a_slow_team_takes_longer_for_the_same_way() -> None:
    there = [stop(1, east=1)]
    by = {
        name: planner.plan(problem(there, team(metres_per_s=speed))).routes[0] for name, speed in routes.SPEEDS.items()
    }
    assert by["foot"].ends_s > by["bicycle"].ends_s > by["motorbike"].ends_s > by["car"].ends_s
    assert len({route.metres for route in by.values()}) == 1


def test_the_same_seed_and_rounds_make_the_same_plan() -> None:
    many = [stop(n, east=(n * 37 % 11) / 3, north=(n * 17 % 7) / 3) for n in range(1, 25)]
    asked = problem(many, team(1, bags=14), team(2, bags=14))
    plan = planner.plan(asked)
    assert plan == planner.plan(replace(asked, rounds=plan.rounds))
    assert plan.rounds == 60


def test_a_route_that_the_solver_breaks_is_mended_and_its_stops_explained(monkeypatch) -> None:
    """Whatever a version of it answers, no team is sent out with more than it carries."""
    monkeypatch.setattr(planner, "_solved", lambda _problem, _roads, able: ({1: [one.id for one in able]}, 1))
    many = [stop(n, east=n / 10) for n in range(1, 6)]
    plan = planner.plan(problem(many, team(1, bags=2), team(2, bags=2)))
    assert [len(route.stops) for route in plan.routes] == [2, 2]
    assert list(plan.left.values()) == [Why.FULL]


def test_a_route_is_shorter_by_a_stop_that_lies_on_the_way() -> None:
    line = problem([stop(1, east=1), stop(2, east=2), stop(3, east=3)])
    roads = Roads(line)
    straight = routes.timed(line, roads, line.teams[0], (1, 3))
    between = routes.squeezed_in(line, roads, line.teams[0], (1, 3), roads.stops[2])
    assert straight is not None and between is not None
    assert between.stops == (1, 2, 3)
    assert between.metres == pytest.approx(straight.metres, abs=2)
