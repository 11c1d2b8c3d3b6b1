"""The gateways as a sender uses them: one that answers at once is called on the spot, one that does not, in a thread.

So a slow gateway keeps none of the others waiting. Whether a gateway may be asked at all says its watch alone
(`gateways.breaker`), which all processes share.
"""

import os
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import lru_cache
from typing import NamedTuple

from flask import Flask, current_app

from connect.deliveries.ledger import rules
from connect.deliveries.sending.letters import Envelope
from connect.gateways.base import Gateway, Letter, Outcome
from connect.web import compat

GRACE_S = 0.1  # how long a sender waits for an answer before it goes on with other media
SLOW_S = 1.0  # of one batch: the next ones are smaller
LOOK_S = 0.05


class Call(NamedTuple):
    """A batch that is at its gateway."""

    medium: str
    envelopes: Sequence[Envelope]
    outcomes: "Future[Sequence[Outcome]]"
    began: float


class Ways:
    """The gateway of each medium, how long it took for the last batch, and the batches that are under way."""

    def __init__(self, gateways: Mapping[str, Gateway], took_s: dict[str, float]) -> None:
        self.gateways, self.took_s = gateways, took_s
        self.under_way: dict[str, Call] = {}

    def room(self, *, ends: bool = False) -> dict[str, int]:
        """How many messages of each medium may be taken. `ends`: only of those that answer at once."""
        found = {}
        for medium, gateway in self.gateways.items():
            took_s = self.took_s.get(medium, 0.0)
            if medium in self.under_way or (ends and took_s > GRACE_S):
                continue
            most = rules.SLOW_AT_ONCE if took_s > SLOW_S else rules.AT_ONCE
            if (room := gateway.room(most)) > 0:
                found[medium] = room
        return found

    def call(self, medium: str, envelopes: Sequence[Envelope]) -> Sequence[Outcome] | None:
        """Hands letters over; None where the answers are still to come."""
        letters, gateway, began = [one.letter for one in envelopes], self.gateways[medium], time.monotonic()
        if not gateway.is_far:
            return gateway.send_many(letters)
        app: Flask = compat.itself(current_app)  # type: ignore[arg-type]
        outcomes = _threads(os.getpid()).submit(_handed_over, app, gateway, letters)
        self.under_way[medium] = Call(medium, envelopes, outcomes, began)
        wait([outcomes], GRACE_S)
        return self._answered(self.under_way[medium]) if outcomes.done() else None

    def wait(self, seconds: float = LOOK_S) -> None:
        """Waits until a batch is answered, or so long."""
        wait([call.outcomes for call in self.under_way.values()], seconds, FIRST_COMPLETED)

    def answered(self) -> list[tuple[Call, Sequence[Outcome]]]:
        """The batches that are answered now; each once."""
        return [(call, self._answered(call)) for call in [*self.under_way.values()] if call.outcomes.done()]

    def _answered(self, call: Call) -> Sequence[Outcome]:
        del self.under_way[call.medium]
        self.took_s[call.medium] = time.monotonic() - call.began
        return call.outcomes.result()


def _handed_over(app: Flask, gateway: Gateway, letters: Sequence[Letter]) -> Sequence[Outcome]:
    with app.app_context():
        return gateway.send_many(letters)


@lru_cache(maxsize=1)
def _threads(_process: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(16, thread_name_prefix="way")
