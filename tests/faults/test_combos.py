"""Processes that race for the same hundred combos: exactly a hundred are held, and the sums are true."""

from typing import Any

from tests.faults import combos
from tests.faults.test_claims import settings

__all__ = ["settings"]


def test_exactly_as_many_are_held_as_there_are(settings: dict[str, Any]) -> None:
    told = combos.race(settings, takers=400, processes=2)
    assert {key: told[key] for key in combos.SUMS} == dict.fromkeys(combos.SUMS, 0)
    assert told["held"] == combos.TOTAL and told["refused"] and not told.get("failed", 0)


def test_the_harness_finds_a_taking_that_reads_and_then_writes(settings: dict[str, Any]) -> None:
    told = combos.race(settings, takers=1_200, processes=3, careless=True)
    assert told["oversold"] or told["sums_wrong"]
