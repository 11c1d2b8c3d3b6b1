"""A turn at something that few may do at once: first come, first served, and nobody waits without end."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class NoTurn(Exception):
    """Too many wait already, or the wait grew too long."""


class Turns:
    """`places` at once have their turn; who comes later waits behind them, in order, inside this process.

    A turn is handed from the one who leaves to the one who has waited longest. A plain lock lets whoever runs
    just then take it again, and of eight who want it all the time some get nothing.
    """

    def __init__(self, places: int) -> None:
        self._free, self._guard = places, threading.Lock()
        self._waiting: deque[threading.Lock] = deque()

    def is_full(self, most: int) -> bool:
        """Whether who came now would be sent away, as far as one can tell without asking for a turn."""
        return self._free <= 0 and len(self._waiting) >= most

    @contextmanager
    def one(self, most: int, seconds: float) -> Iterator[None]:
        """A turn. Raises NoTurn when `most` wait already, or when it did not come within so many seconds."""
        self._take(most, seconds)
        try:
            yield
        finally:
            self._give()

    def _take(self, most: int, seconds: float) -> None:
        with self._guard:
            if self._free > 0:
                self._free -= 1
                return
            if len(self._waiting) >= most:
                raise NoTurn
            mine = threading.Lock()
            mine.acquire()  # released by whoever hands the turn over
            self._waiting.append(mine)
        if mine.acquire(timeout=seconds):
            return
        with self._guard:
            if mine in self._waiting:
                self._waiting.remove(mine)
                raise NoTurn

    def _give(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1
