"""Processes that race for the same cases: each is held by one at a time, and the door's history says so."""

from typing import Any

import pytest
from flask import Flask

from tests.faults import claims


@pytest.fixture
def settings(bare_app: Flask) -> dict[str, Any]:
    """Where the site of this test is, for other processes."""
    here = bare_app.extensions["connect.config"]
    names = ("instance", "database_url", "secret_key", "keys", "staff_second_factor")
    return {name: getattr(here, name) for name in names}


def test_no_case_is_ever_held_by_two(settings: dict[str, Any]) -> None:
    told = claims.race(settings, attempts=150, processes=2)
    assert told["confirmed"]
    assert (told["double"], told["lost"], told["counts_wrong"], told.get("failed", 0)) == (0, 0, 0, 0)


def test_the_harness_finds_a_claim_that_reads_and_then_writes(settings: dict[str, Any]) -> None:
    assert claims.race(settings, attempts=1500, processes=3, cases=1, careless=True)["double"]
