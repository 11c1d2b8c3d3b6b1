"""Redis dead, black-holed and slow: what that costs those who are counted by it.

The line: each of those who wait when it happens waits 250 ms at most, once; after that nobody does, nothing
fails, and it is used again by itself when it is back.
"""

import contextlib
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from limits import parse
from limits.storage import RedisStorage, Storage
from limits.strategies import MovingWindowRateLimiter

from connect.web.limits.redis_store import Counters
from tests.faults.proxy import Proxy

LINE_S = 0.25
ENOUGH_S = 3.0  # a store that keeps one waiting so long is let go: the bug is found
FAULTS = ("dead", "silent", "slow", "reset")


@contextlib.contextmanager
def server() -> Iterator[int]:
    """A Redis of our own on loopback, proved to be ours; its port."""
    program = shutil.which("redis-server")
    assert program, "redis-server is not installed: apt-get install redis-server"
    with tempfile.TemporaryDirectory(prefix="connect-redis-") as folder:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as running:
            try:
                assert _folder_of(port) == str(Path(folder).resolve()), "another server has this port"
                yield port
            finally:
                running.kill()


def _folder_of(port: int) -> str:
    store = RedisStorage(f"redis://127.0.0.1:{port}")
    for _ in range(100):
        if store.check():
            return str(store.get_connection().config_get("dir")["dir"])
        time.sleep(0.05)
    raise TimeoutError("Redis does not start")


@dataclass
class Outcome:
    """What those who were counted met."""

    waits_s: list[float] = field(default_factory=list)
    failed: int = 0

    @property
    def late(self) -> int:
        """How many waited longer than the line allows."""
        return sum(wait > LINE_S for wait in self.waits_s)


def hit(store: Storage, times: int, clients: int = 4) -> Outcome:
    """Counts `times` by several clients at once; a store that does not come back ends it after `ENOUGH_S`."""
    limiter, item, told = MovingWindowRateLimiter(store), parse("1000000 per hour"), Outcome()

    def one_client(number: int) -> None:
        for _ in range(times // clients):
            started = time.monotonic()
            try:
                limiter.hit(item, f"client-{number}")
            except Exception:  # whatever comes would be a page of error
                told.failed += 1
            told.waits_s.append(time.monotonic() - started)

    threads = [threading.Thread(target=one_client, args=(number,), daemon=True) for number in range(clients)]
    for thread in threads:
        thread.start()
    until = time.monotonic() + ENOUGH_S
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    told.waits_s += [ENOUGH_S for thread in threads if thread.is_alive()]
    return told


def during(fault: str, make: Callable[[str], Storage], times: int) -> tuple[Outcome, Outcome, int]:
    """A fault in use: those who meet it, those who come after, and how many questions Redis saw from the latter."""
    with server() as port, Proxy(port, delay_s=2.0) as proxy:
        store = make(f"redis://127.0.0.1:{proxy.port}")
        assert not hit(store, 40).failed, "the store does not work without a fault"
        proxy.mode = {"dead": "reset"}.get(fault, fault)
        if fault == "dead":
            proxy._listener.close()
            proxy.hang_up()
        met = hit(store, 4)
        seen = proxy.questions
        after = hit(store, times)
        return met, after, proxy.questions - seen


def shared(url: str) -> Counters:
    """The product's store."""
    return Counters(f"shared+{url}")


def without_time_out(url: str) -> Storage:
    """Planted: as the documentation of the library shows it."""
    return RedisStorage(url)


def run(times: int) -> dict[str, object]:
    """The long run: each fault many times over, as a table; the last line holds the figures."""
    figures: dict[str, object] = {}
    for fault in FAULTS:
        met, after, _ = during(fault, shared, times)
        figures[fault] = {
            "met_ms": round(max(met.waits_s) * 1000), "after_ms": round(max(after.waits_s) * 1000, 1),
            "after": len(after.waits_s), "late": met.late + after.late, "failed": met.failed + after.failed,
        }  # fmt: skip
        print(f"  Redis {fault:<7} {figures[fault]}", flush=True)
    met, after, _ = during("silent", without_time_out, times)
    figures["planted_without_time_out_late"] = met.late + after.late
    assert met.late + after.late, "the harness is blind"
    return figures
