"""Counting for limits: a full window refuses and opens again by itself, over all processes, whatever dies."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from limits import parse
from limits.storage import Storage
from limits.strategies import MovingWindowRateLimiter

from connect import clock
from connect.config import ROOT
from connect.web.limits.memory_store import Here
from connect.web.limits.site_store import TIDIED_EVERY, SiteWide


class Later:
    """Has the site believe that time has passed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.by_s, now = 0.0, clock.now
        monkeypatch.setattr(clock, "now", lambda: now() + timedelta(seconds=self.by_s))


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """`later.by_s = 61.0`."""
    return Later(monkeypatch)


@pytest.fixture(params=["here", "site"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    """Each way of counting."""
    return Here() if request.param == "here" else SiteWide(f"site://{tmp_path / 'limits.db'}")


def test_a_full_window_refuses_until_its_oldest_is_over(store: Storage, later: Later) -> None:
    limiter, twice = MovingWindowRateLimiter(store), parse("2 per minute")
    assert limiter.hit(twice, "she")
    later.by_s = 40.0
    assert limiter.hit(twice, "she") and not limiter.hit(twice, "she")
    assert limiter.hit(twice, "another")
    later.by_s = 61.0
    assert limiter.hit(twice, "she") and not limiter.hit(twice, "she")
    assert limiter.get_window_stats(twice, "she").remaining == 0


def test_a_clock_that_was_wrong_for_a_while_shuts_nobody_out(store: Storage, later: Later) -> None:
    limiter, once = MovingWindowRateLimiter(store), parse("1 per minute")
    later.by_s = 86400.0
    assert limiter.hit(once, "she")
    later.by_s = 0.0
    assert limiter.hit(once, "she") and not limiter.hit(once, "she")


def test_names_whose_time_is_over_are_forgotten_by_those_who_come_later(later: Later) -> None:
    store, once, often = Here(), parse("1 per second"), parse("1000 per second")
    limiter = MovingWindowRateLimiter(store)
    assert all(limiter.hit(once, f"somebody {n}") for n in range(400))
    assert len(store._windows) == 400
    later.by_s = 2.0
    for _ in range(400):
        limiter.hit(often, "she")
    assert len(store._windows) == 1


def test_the_file_forgets_what_is_over_and_holds_no_name(tmp_path: Path, later: Later) -> None:
    store, once = SiteWide(f"site://{tmp_path / 'limits.db'}"), parse("1 per second")
    limiter = MovingWindowRateLimiter(store)
    assert all(limiter.hit(once, f"+8491234567{n}") for n in range(9))
    later.by_s = 2.0
    for _ in range(TIDIED_EVERY):
        limiter.hit(once, "she")
    assert store.reset() == 1
    assert not any(b"+849" in path.read_bytes() for path in tmp_path.iterdir())


def test_names_that_still_count_are_kept_while_others_are_forgotten(store: Storage) -> None:
    limiter, once, often = MovingWindowRateLimiter(store), parse("1 per day"), parse("1000 per day")
    assert all(limiter.hit(once, f"somebody {n}") for n in range(50))
    for _ in range(100):
        limiter.hit(often, "she")
    assert not any(limiter.hit(once, f"somebody {n}") for n in range(50))


def test_clearing_forgets_one_and_a_reset_all(store: Storage) -> None:
    once = parse("1 per day")
    limiter = MovingWindowRateLimiter(store)
    assert limiter.hit(once, "a") and limiter.hit(once, "b")
    limiter.clear(once, "a")
    assert limiter.hit(once, "a") and not limiter.hit(once, "b")
    assert store.reset() == 2
    assert limiter.hit(once, "b")


# --- Several processes --------------------------------------------------------------------------------------

_HITS = """
import sys
from limits import parse
from limits.strategies import MovingWindowRateLimiter
from connect.web.limits.site_store import SiteWide
limiter, most = MovingWindowRateLimiter(SiteWide("site://" + sys.argv[1])), parse("100 per day")
print(flush=True), sys.stdin.readline()
print(sum(limiter.hit(most, "she") for _ in range(int(sys.argv[2]))), flush=True)
"""


def hitting(path: Path, times: int, processes: int) -> list[subprocess.Popen[str]]:
    """Processes that hit one window as often as they can; they began at once when this comes back."""
    command = [sys.executable, "-c", _HITS, str(path), str(times)]
    running = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(processes)
    ]
    for one in running:
        assert one.stdin and one.stdout and one.stdout.readline()
    for one in running:
        assert one.stdin
        one.stdin.write("\n")
        one.stdin.flush()
    return running


def test_three_processes_at_once_together_get_the_number_exactly(tmp_path: Path) -> None:
    running = hitting(tmp_path / "limits.db", 90, 3)
    assert sum(int(one.communicate()[0]) for one in running) == 100


def test_a_process_killed_while_counting_blocks_nobody_and_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "limits.db"
    limiter, most = MovingWindowRateLimiter(SiteWide(f"site://{path}")), parse("100 per day")
    (victim,) = hitting(path, 10**6, 1)
    while limiter.get_window_stats(most, "she").remaining:
        pass
    os.kill(victim.pid, signal.SIGKILL)
    victim.communicate()
    assert not limiter.hit(most, "she") and limiter.hit(most, "another")


def test_a_restart_forgets_no_count(tmp_path: Path) -> None:
    path, once = tmp_path / "limits.db", parse("1 per day")
    assert MovingWindowRateLimiter(SiteWide(f"site://{path}")).hit(once, "she")
    assert not MovingWindowRateLimiter(SiteWide(f"site://{path}")).hit(once, "she")


def test_a_forked_process_counts_on_by_a_connection_of_its_own(tmp_path: Path) -> None:
    limiter, twice = MovingWindowRateLimiter(SiteWide(f"site://{tmp_path / 'limits.db'}")), parse("2 per day")
    assert limiter.hit(twice, "she")
    child = os.fork()
    if not child:
        os._exit(int(limiter.hit(twice, "she")))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1
    assert not limiter.hit(twice, "she")


def test_a_broken_file_is_thrown_away_and_counting_goes_on(tmp_path: Path) -> None:
    path, once = tmp_path / "limits.db", parse("1 per day")
    path.write_bytes(b"no database at all" * 500)
    limiter = MovingWindowRateLimiter(SiteWide(f"site://{path}"))
    assert limiter.hit(once, "first"), "counted in this process meanwhile"
    assert limiter.hit(once, "she") and not MovingWindowRateLimiter(SiteWide(f"site://{path}")).hit(once, "she")


def test_without_a_place_to_write_each_process_counts_for_itself(tmp_path: Path) -> None:
    limiter, once = MovingWindowRateLimiter(SiteWide(f"site://{tmp_path / 'gone' / 'limits.db'}")), parse("1 per day")
    assert limiter.hit(once, "she") and not limiter.hit(once, "she")
