"""Who was told that her request is there finds it there, whatever is killed. `make faults` kills thousands."""

from flask import Flask

from tests.faults import kills

SOUND = {"lost": 0, "doubled": 0, "kept though refused": 0}


def test_no_request_is_lost_or_doubled_by_killed_processes(bare_app: Flask) -> None:
    told = kills.kill_processes(bare_app, 12, seed=1)
    assert {name: told[name] for name in SOUND} == SOUND
    assert told["confirmed"] >= 12


def test_no_request_is_lost_or_doubled_when_the_whole_site_is_killed(bare_app: Flask) -> None:
    told = kills.kill_sites(bare_app, 2, seed=2)
    assert {name: told[name] for name in SOUND} == SOUND
    assert told["confirmed"] >= 2


def test_the_same_harness_finds_a_site_that_forgets(bare_app: Flask) -> None:
    told = kills.kill_processes(bare_app, 8, seed=3, module="tests.faults.forgetful")
    assert told["lost"] > 0, told
