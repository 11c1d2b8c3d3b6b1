"""The harness of the signs, in short: see `python -m tests.signs`."""

import random

from tests.often import often, seed
from tests.signs.__main__ import PLANTED, by_rule
from tests.signs.answers import counted, drawn


def test_random_answers_agree_with_the_published_table_and_planted_bugs_are_found() -> None:
    dice = random.Random(seed())
    sent = [drawn(dice) for _ in range(often(20_000, 5))]
    assert counted(sent, by_rule) == {"missed": 0, "lowered": 0, "without_number": 0}
    for name, count, read in PLANTED:
        assert counted(sent, read)[count], f"not found: {name}"
