"""Where limits are counted when several machines share them: in Redis while it answers at once, else on each machine.

A brake must never be what stops a site. Whoever meets a Redis that is gone, silent or slow waits `PATIENCE_S`
for it, once; from then on everybody is counted here, and a thread asks until Redis answers at once again.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

import structlog
from limits.storage import RedisStorage, Storage
from limits.storage.base import MovingWindowSupport
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from connect.web.limits.memory_store import Here
from connect.web.limits.site_store import SiteWide

log = structlog.get_logger("connect")

PATIENCE_S = 0.1  # for a connection, and for an answer; a Redis that is well takes a hundredth of it
AGAIN_S = (1.0, 2.0, 5.0)  # pauses between the questions whether it is back; the last one repeats


class Counters(Storage, MovingWindowSupport):
    """A store of Flask-Limiter with a circuit breaker. What was counted in one place is not carried to the other."""

    STORAGE_SCHEME = ["shared+redis", "shared+rediss", "shared+redis+unix"]

    def __init__(self, uri: str, wrap_exceptions: bool = False, file: str = "", **options: Any) -> None:
        """`file` is where this machine's processes count together without Redis; without it each counts alone."""
        super().__init__(uri, wrap_exceptions=wrap_exceptions)
        # Without tries of redis-py's own, which would block a single call for seconds.
        ways: dict[str, Any] = {
            "retry": Retry(NoBackoff(), 0), "socket_timeout": PATIENCE_S, "socket_connect_timeout": PATIENCE_S,
            "driver_info": None, **options,
        }  # fmt: skip
        self._redis = RedisStorage(uri.removeprefix("shared+"), **ways)
        self._here: SiteWide | Here = SiteWide(f"site://{file}") if file else Here()
        self._gone = threading.Event()
        self._leaving = threading.Lock()

    @property
    def is_shared(self) -> bool:
        """Whether Redis counts at the moment."""
        return not self._gone.is_set()

    @property
    def base_exceptions(self) -> type[Exception]:
        """The errors that may come out of here: none of Redis."""
        return RedisError

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Counts one more in the moving window; False when it is full."""
        return bool(self._ask(lambda store: store.acquire_entry(key, limit, expiry, amount)))

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """Start of the moving window and how many are in it."""
        return self._ask(lambda store: store.get_moving_window(key, limit, expiry))

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Counts in a fixed window."""
        return int(self._ask(lambda store: store.incr(key, expiry, amount)))

    def get(self, key: str) -> int:
        """How many are in a fixed window."""
        return int(self._ask(lambda store: store.get(key)))

    def get_expiry(self, key: str) -> float:
        """When a fixed window ends."""
        return float(self._ask(lambda store: store.get_expiry(key)))

    def check(self) -> bool:
        """Always well: there is always somewhere to count."""
        return True

    def reset(self) -> int | None:
        """Forgets all counts, in both places."""
        self._here.reset()
        return self._ask(lambda store: store.reset())

    def clear(self, key: str) -> None:
        """Forgets the counts of one key, in both places."""
        self._here.clear(key)
        self._ask(lambda store: store.clear(key))

    def _ask(self, question: Callable[[RedisStorage | SiteWide | Here], Any]) -> Any:
        if self._gone.is_set():
            return question(self._here)
        started = time.monotonic()
        try:
            answer = question(self._redis)
        except RedisError as error:
            self._leave(type(error).__name__)
            return question(self._here)
        if time.monotonic() - started > 2 * PATIENCE_S:  # several slow answers add up
            self._leave("slow")
        return answer

    def _leave(self, why: str) -> None:
        with self._leaving:
            if self._gone.is_set():
                return
            self._gone.set()
        log.warning("limits are counted on this machine", redis=why)
        threading.Thread(target=self._come_back, name="limits", daemon=True).start()

    def _come_back(self) -> None:
        tries = 0
        while True:
            time.sleep(AGAIN_S[min(tries, len(AGAIN_S) - 1)])
            tries += 1
            started = time.monotonic()
            if self._redis.check() and time.monotonic() - started < PATIENCE_S:
                self._gone.clear()
                log.info("limits are counted in Redis again")
                return
