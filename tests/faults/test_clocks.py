"""A clock that jumps doubles no lease, revives nothing, and has nothing deleted before somebody could look."""

from flask import Flask

from connect import db
from connect.jobs import clock_guard, queue
from connect.registry import retention
from tests.builders import make_case
from tests.conftest import Clock
from tests.faults import clocks


def test_jumps_double_no_lease_and_revive_nothing(bare_app: Flask) -> None:
    told = clocks.run(bare_app, 200, seed=1)
    assert {name: told[name] for name in clocks.SOUND} == clocks.SOUND, told
    assert told["claims"] and told["codes"] and told["came_back"]


def test_the_harness_finds_leases_left_standing_and_sessions_only_refused(bare_app: Flask) -> None:
    told = clocks.run(bare_app, 400, seed=3, careless=True)
    assert told["double"] and told["revived"], told


def test_nothing_is_deleted_by_itself_within_a_day_of_a_jump(app: Flask, clock: Clock) -> None:
    assert clock_guard.look(), "the clock of a new site is believed"
    make_case("withdrawn")
    clock.forward(days=400)
    assert not clock_guard.look()
    clock.forward(hours=23)
    assert not clock_guard.look()
    assert clock_guard.waits_until() is not None
    assert retention.run(dry_run=True)["ended"] == 1, "by hand it can be done"


def test_after_a_day_that_went_evenly_it_goes_on_by_itself(app: Flask, clock: Clock) -> None:
    clock_guard.look()
    clock.forward(days=3)
    clock_guard.look()
    for _ in range(24):
        clock.forward(hours=1)
        last = clock_guard.look()
    assert last


def test_a_clock_that_comes_back_starts_the_day_anew_and_an_hour_is_no_jump(app: Flask, clock: Clock) -> None:
    clock_guard.look()
    clock.forward(hours=1)
    assert clock_guard.look()
    clock.forward(hours=-1)
    assert clock_guard.look()
    clock.forward(days=400)
    assert not clock_guard.look()
    clock.forward(days=-400)
    assert not clock_guard.look()
    clock.forward(hours=23)
    clock_guard.look()
    clock.forward(hours=1)
    assert clock_guard.look()


def test_the_worker_asks_before_each_job_of_the_clock(app: Flask, clock: Clock) -> None:
    queue.init_app(app, app.extensions["connect.config"])
    tasks = queue.huey._registry._registry.values()
    job = next(task for task in tasks if task.__name__.endswith("connect_registry_retention_run"))
    make_case("withdrawn")
    clock_guard.look()
    clock.forward(days=400)
    job().execute()
    assert retention.run(dry_run=True)["ended"] == 1
    for _ in range(24):
        clock.forward(hours=1)
        clock_guard.look()
    job().execute()
    db.session.rollback()  # to see what another session has done
    assert retention.run(dry_run=True)["ended"] == 0
