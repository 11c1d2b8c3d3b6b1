"""More than a site can carry, and hundreds who dawdle: nothing confirmed is lost, and all the honest are served."""

import pytest
from flask import Flask

from tests.conftest import POSTGRES
from tests.faults import crowd, slow

SOUND = {"lost": 0, "doubled": 0, "refused": 0, "unknown": 0}
pytestmark = pytest.mark.skipif(bool(POSTGRES), reason="once: the gate stands before any database")


def test_at_ten_times_the_load_nothing_is_lost_and_who_comes_again_as_told_is_served(bare_app: Flask) -> None:
    told = crowd.overload(bare_app, seconds=0.5, seed=1, measure_s=1)
    assert {name: told[name] for name in SOUND} == SOUND
    assert told["honest_success"] >= 0.999
    assert told["confirmed"]


def test_the_harness_finds_a_site_that_forgets_in_a_crowd(bare_app: Flask) -> None:
    assert crowd.overload(bare_app, seconds=0.5, seed=2, module="tests.faults.forgetful", measure_s=1)["lost"]


def test_whoever_holds_on_to_a_site_by_drops_keeps_nobody_else_from_it(bare_app: Flask) -> None:
    told = slow.slow_clients(bare_app, slow=90, seconds=2, seed=3)
    assert {name: told[name] for name in SOUND} == SOUND
    assert told["most_held"] == 90
    assert told["honest_success"] >= 0.999
    assert told["people"] >= crowd.CLIENTS


def test_the_harness_finds_a_site_that_listens_to_one_at_a_time(bare_app: Flask) -> None:
    told = slow.slow_clients(bare_app, 12, 1, 4, "tests.faults.listening", patience_s=1, most_tries=1)
    assert told["honest_success"] < 0.9, told
