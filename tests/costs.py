"""What the tests of each feature cost in processor time, and how much they may: on both databases together.

Each worker counts its own time and that of the processes that it started and that have ended. `tools/run_tests.py`
adds both runs up and fails when a feature is dearer than `MAY_COST_S`. Seconds are those of the machine on which the
table was written, free of other work: a fixed piece of work, timed at the start and the end of each worker, says how
much slower this one is now.
"""

import json
import os
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

FOLDER = "COSTS_OF_TESTS"  # the environment's word for the folder that the runs write what they cost to
PIECE_S = 0.041  # of the fixed piece of work, on the machine of the table
# Twice what each took when the table was written: room for a few more tests, not for a page times a role times a
# language. A feature that needs more says why in its commit; what is long goes to `make proofs`.
MAY_COST_S: dict[str, float] = {
    "accounts": 75, "advice": 60, "areas": 30, "attacks": 290, "browser": 400, "cases": 290, "components": 40,
    "crypto": 10, "db": 50, "deliveries": 30, "demo": 70, "faults": 240, "fuzz": 50, "gateways": 15, "home": 30,
    "incidents": 90, "messages": 60, "moderation": 110, "nearby": 30, "notices": 110, "offers": 60, "operations": 30,
    "pictures": 20, "privacy": 350, "registry": 20, "security": 130, "serving": 60, "socket": 900, "stories": 40,
    "streets": 30, "shopping": 90, "supplies": 60, "web": 60, "workbooks": 10,
    "house": 130,  # what lies in tests/ itself
}  # fmt: skip
spent: Counter[str] = Counter()
ELSEWHERE: list[Callable[[], float]] = []  # each tells what processes of others have taken for us
_slower: list[float] = []
_told_apart = [0.0]  # seconds that were given to another feature than that of the test under way


def feature_of(nodeid: str) -> str:
    """The folder of a test, below tests/."""
    parts = nodeid.partition("::")[0].split("/")
    return parts[1] if len(parts) > 2 else "house"


def used_s() -> float:
    """Processor seconds of this process, of its children that have ended, and of what it had started elsewhere."""
    both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(part.ru_utime + part.ru_stime for part in both) + sum(seconds() for seconds in ELSEWHERE)


def slowness() -> float:
    """How many times longer the fixed piece of work takes here and now than on the machine of the table."""
    begun = time.process_time()
    total = 0
    for number in range(1_200_000):
        total += number % 7
    assert total
    return (time.process_time() - begun) / PIECE_S


@contextmanager
def told_apart(feature: str) -> Iterator[None]:
    """Gives what is spent inside to this feature, whichever test is under way."""
    begun = used_s()
    yield
    seconds = used_s() - begun
    spent[feature] += seconds  # type: ignore[assignment]
    _told_apart[0] += seconds


def too_dear(cost_s: dict[str, float], slower: float, may_s: dict[str, float]) -> list[str]:
    """A sentence for each feature that costs more than it may, or that the table does not name."""
    found = []
    for feature, seconds in sorted(cost_s.items()):
        fair = seconds / slower
        if feature not in may_s:
            found.append(f"{feature}: give it a line in MAY_COST_S of tests/costs.py; it took {fair:.0f} s")
        elif fair > may_s[feature]:
            found.append(
                f"{feature}: its tests took {fair:.0f} s of the processor, and may take {may_s[feature]:.0f} s: have "
                "them cost by kinds of page, and leave the full product to `make proofs`"
            )
    return found


def added_up(told: Iterable[dict[str, Any]]) -> tuple[dict[str, float], float]:
    """What each feature cost in all runs together, and how slow the machine was, on the average."""
    cost_s, slower = Counter[str](), []
    for one in told:
        cost_s.update(one["spent"])
        slower += one["slower"]
    return dict(cost_s), sum(slower) / len(slower)


def judged(folder: Path) -> list[str]:
    """What is too dear by the files of all runs; prints what each feature cost."""
    cost_s, slower = added_up(json.loads(path.read_text()) for path in folder.glob("*.json"))
    for feature, seconds in sorted(cost_s.items(), key=lambda one: -one[1]):
        print(f"{seconds / slower:8.1f} s of {MAY_COST_S.get(feature, 0):4.0f}  {feature}")
    return too_dear(cost_s, slower, MAY_COST_S)


# --- Hooks of a worker, which tests/conftest.py hands on ---------------------------------------------------


def pytest_sessionstart() -> None:
    """Sees how slow the machine is."""
    if FOLDER in os.environ:
        _slower.append(slowness())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Counts what a test takes, with its fixtures."""
    begun, _told_apart[0] = used_s(), 0.0
    try:
        return (yield)
    finally:
        spent[feature_of(item.nodeid)] += used_s() - begun - _told_apart[0]  # type: ignore[assignment]


def pytest_sessionfinish() -> None:
    """Leaves what was spent in the folder, when somebody wants to know."""
    if FOLDER in os.environ and spent:
        _slower.append(slowness())
        path = Path(os.environ[FOLDER]) / f"{os.getpid()}.json"
        path.write_text(json.dumps({"spent": dict(spent), "slower": _slower}))
