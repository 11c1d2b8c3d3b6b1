"""No message is lost, doubled, or shown sent that is not, on a bad network. `make faults` tells 10,000."""

import pytest
from flask import Flask

from tests.faults import talk
from tests.often import LONG

SOUND = {name: 0 for name in talk.COUNTED if name != "sent"}


def test_both_read_each_message_once_and_in_one_order_whatever_is_lost_or_killed(bare_app: Flask) -> None:
    assert talk.suffer(bare_app, 16, seed=1) == SOUND | {"sent": 16}


@pytest.mark.parametrize("module", [*talk.PLANTED] if LONG else ["keyless"])
def test_the_same_harness_finds_a_build_with_a_bug(bare_app: Flask, module: str) -> None:
    told = talk.suffer(bare_app, 40, 2, f"tests.faults.{module}")
    assert told[talk.PLANTED[module]] > 0, told
