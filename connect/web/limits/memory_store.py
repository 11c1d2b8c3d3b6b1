"""Counting in the memory of one process, for limits."""

import threading
from collections import deque
from collections.abc import Iterator
from typing import Any

from limits.storage import Storage
from limits.storage.base import MovingWindowSupport

from connect import clock


class MovingOnly(Storage, MovingWindowSupport):
    """A store of moving windows. Windows that are fixed are no limit of this site, and nothing asks for them."""

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Not counted here."""
        raise NotImplementedError

    def get(self, key: str) -> int:
        """Not counted here."""
        raise NotImplementedError

    def get_expiry(self, key: str) -> float:
        """Not counted here."""
        raise NotImplementedError


class Here(MovingOnly):
    """Moving windows in the memory of this process. Whoever is counted forgets a few that are over.

    The library's own store walks all of them in a new thread after nearly every request, and keeps each name for
    ever: after some minutes of many people it costs more than what it is there to protect.
    """

    STORAGE_SCHEME = ["here"]
    FORGOTTEN = 4  # looked at each time: more than are made, so that all are looked at in the end

    def __init__(self, uri: str = "", wrap_exceptions: bool = False, **options: Any) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions, **options)
        self._guard = threading.Lock()
        self._windows: dict[str, tuple[int, deque[float]]] = {}  # seconds, and the moments, oldest first
        self._round: Iterator[str] = iter(())

    @property
    def base_exceptions(self) -> type[Exception]:
        """The errors that may come out of here."""
        return ValueError

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Counts one more; False when the window is full."""
        with self._guard:
            self._forget_a_few()
            window = self._window(key, expiry)
            if len(window) + amount > limit:
                return False
            window.extend([_now()] * amount)
            return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """Start of the window and how many are in it."""
        with self._guard:
            window = self._window(key, expiry)
            return (window[0] if window else _now()), len(window)

    def check(self) -> bool:
        """Always well."""
        return True

    def reset(self) -> int:
        """Forgets all; says how many."""
        with self._guard:
            number = len(self._windows)
            self._windows.clear()
            return number

    def clear(self, key: str) -> None:
        """Forgets one."""
        with self._guard:
            self._windows.pop(key, None)

    def _window(self, key: str, expiry: int) -> deque[float]:
        """The moments of a key that still count."""
        _, window = self._windows.setdefault(key, (expiry, deque()))
        now = _now()
        while window and abs(now - window[0]) > expiry:  # also what a clock since put right had in the future
            window.popleft()
        return window

    def _forget_a_few(self) -> None:
        for _ in range(self.FORGOTTEN):
            key = next(self._round, None)
            if key is None:
                self._round = iter(list(self._windows))
                return
            expiry, _window = self._windows.get(key, (0, None))
            if _window is not None and not self._window(key, expiry):
                del self._windows[key]


def _now() -> float:
    return clock.now().timestamp()
