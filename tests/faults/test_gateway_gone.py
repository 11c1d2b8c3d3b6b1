"""While a gateway is gone nothing is lost, doubled or out of order, and it is rarely asked. See `make faults`."""

import pytest
from flask import Flask

from tests.faults import gateway_gone

SOUND = {"lost": 0, "doubled": 0, "out_of_order": 0}


@pytest.mark.parametrize("mode", ["dead", "429"])
def test_nothing_is_lost_doubled_or_out_of_order_and_it_is_asked_rarely(bare_app: Flask, mode: str) -> None:
    told = gateway_gone.suffer(bare_app, mode, 60, 100)
    assert {name: told[name] for name in SOUND} == SOUND
    assert 0 < told["asked_while_dead_per_s"] <= 1


def test_the_same_harness_finds_messages_that_each_try_for_themselves(bare_app: Flask) -> None:
    told = gateway_gone.suffer(bare_app, "dead", 4, 100, gateway_gone.Plan(is_watched=False, faster=4))
    assert told["asked_while_dead_per_s"] > 1
