"""Letters for one host: over several connections side by side where it is far, one after another where it is near."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from connect.gateways.base import Outcome, stops

MOST = 8  # connections to one host
WORTH_A_THREAD_S = 0.05  # so much waiting that another connection saves
BATCH_S = 60.0  # in which the last letter of a batch begins: a lease is longer, whatever a host takes for each

Found = dict[int, Outcome]
Part = Future[Found] | Found
HandOver = Callable[[int], Outcome]


@dataclass(slots=True)
class Crew:
    """The threads of a gateway, and how long each of its hosts took for the last letter."""

    took_s: dict[str, float] = field(default_factory=dict)
    _pool: ThreadPoolExecutor | None = None

    def begin(self, host: str, numbers: Sequence[int], hand_over: HandOver, *, waits: bool = False) -> list[Part]:
        """Begins with letters by their numbers, in as many parts as pay; `waits`: others are not to wait for them."""
        waiting_s = self.took_s.get(host, 0.0) * len(numbers)
        parts = max(1, min(MOST, len(numbers), round(waiting_s / WORTH_A_THREAD_S)))
        if parts == 1 and not waits:
            return [self._part(host, numbers, hand_over)]
        self._pool = self._pool or ThreadPoolExecutor(4 * MOST, thread_name_prefix="gateway")
        return [self._pool.submit(self._part, host, numbers[at::parts], hand_over) for at in range(parts)]

    def _part(self, host: str, numbers: Sequence[int], hand_over: HandOver) -> Found:
        """One after another on a connection, until the host says enough."""
        found: Found = {}
        began = time.monotonic()
        for number in numbers:
            before = time.monotonic()
            if before - began > BATCH_S:
                break
            found[number] = hand_over(number)
            self.took_s[host] = time.monotonic() - before
            if stops(found[number]):
                break
        return found


def collected(parts: Sequence[Part]) -> Found:
    """The outcomes of all parts, once the last has ended. Letters that were not tried are not among them."""
    found: Found = {}
    for part in parts:
        found |= part.result() if isinstance(part, Future) else part
    return found
