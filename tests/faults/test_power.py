"""A confirmed request survives a cut of the power, on the settings as shipped. `make faults` cuts 100,000 times."""

import shutil

import pytest

from tests.conftest import POSTGRES
from tests.faults import power

pytestmark = [
    pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed"),
    pytest.mark.skipif(bool(POSTGRES), reason="it is SQLite's files that are cut"),
]
OFTEN = "wal_autocheckpoint=100"  # so that in a short run, too, the database file is written


def test_no_cut_of_the_power_loses_a_confirmed_request() -> None:
    told = power.replay(power.record(20, OFTEN), cuts=300, seed=1)
    assert {name: told[name] for name in power.SOUND} == power.SOUND
    assert told["posts"] == 20 and told["checkpoints"] >= 2


@pytest.mark.parametrize(("setting", "found"), [("NORMAL", "lost"), ("OFF", "corrupt")])
def test_the_harness_finds_weaker_settings(setting: str, found: str) -> None:
    assert power.replay(power.record(20, OFTEN, f"synchronous={setting}"), cuts=100, seed=2)[found]
