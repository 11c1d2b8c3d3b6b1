"""No sequence of steps that an ill-meaning person takes against the served site gets through."""

import pytest
from flask import Flask

from tests.attacks.rows import all_rows, played

ROWS = all_rows()


@pytest.mark.parametrize("name", ROWS)
def test_the_attack_is_held(bare_app: Flask, name: str) -> None:
    played(ROWS[name], bare_app)
