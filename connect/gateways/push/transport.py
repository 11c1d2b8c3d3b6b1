"""Pushes to the services of browsers: each service by itself, side by side where it is far, over kept connections."""

import time
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from connect.gateways import answers
from connect.gateways.base import Answer, Failed, Gateway, Letter, Outcome
from connect.gateways.breaker.watch import ALL_CLEAR, Leave, Watch
from connect.gateways.http_client import Client, Refused
from connect.gateways.push.payload import plain
from connect.gateways.push.sealing import BadKeys, Signer, sealed

SIDE_BY_SIDE = 8  # connections to one service
WORTH_A_THREAD_S = 0.05  # so much waiting that another connection saves

NOT_A_SERVICE = Outcome(Answer.OURS, reason="host_not_allowed")
DEAD_KEYS = Outcome(Answer.GONE, reason="bad_keys")
SOON = Outcome(Answer.LATER, reason="not_tried", retry_after_s=0.2, alone=True)


@dataclass
class Push(Gateway):
    """The push services. Whoever sends much keeps this object: its connections and tokens stay.

    A service that fails or is closed holds up nobody else: its letters come back as LATER, each for itself.
    """

    client: Client
    signer: Signer
    watch: Watch = ALL_CLEAR
    _pool: ThreadPoolExecutor | None = field(default=None, repr=False)
    _took_s: dict[str, float] = field(default_factory=dict, repr=False)

    def send_many(self, letters: Sequence[Letter]) -> Sequence[Outcome]:
        """Hands pushes to their services; what a service did not let in comes back as LATER, to be sent by itself."""
        outcomes: list[Outcome] = [NOT_A_SERVICE] * len(letters)
        rounds = []
        for host, numbers in self._by_host(letters).items():
            leave = self.watch.leave(f"push:{host}", len(numbers))
            for number in numbers[leave.most :]:
                outcomes[number] = leave.refusal
            rounds.append((host, numbers[: leave.most], self._begun(host, letters, numbers[: leave.most], leave)))
        for host, numbers, parts in rounds:
            for part in parts:
                for number, outcome in (part.result() if isinstance(part, Future) else part).items():
                    outcomes[number] = outcome
            self._told(host, [outcomes[number] for number in numbers])
            for number in numbers:
                outcomes[number] = _by_itself(outcomes[number])
        return outcomes

    def _by_host(self, letters: Sequence[Letter]) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for number, letter in enumerate(letters):
            if self.client.allows(letter.to):
                found[urlsplit(letter.to).netloc].append(number)
        return found

    def _begun(
        self, host: str, letters: Sequence[Letter], numbers: list[int], leave: Leave
    ) -> "list[Future[dict[int, Outcome]] | dict[int, Outcome]]":
        """The letters for one service in as many parts as pay, all but the only one begun in threads."""
        waiting_s = self._took_s.get(host, 0.0) * len(numbers)
        parts = max(1, min(SIDE_BY_SIDE, len(numbers), round(waiting_s / WORTH_A_THREAD_S)))
        if parts == 1 and len(self._took_s) <= 1 and leave.within_s is None:
            return [self._part(host, letters, numbers, leave)]
        self._pool = self._pool or ThreadPoolExecutor(4 * SIDE_BY_SIDE, thread_name_prefix="push")
        return [self._pool.submit(self._part, host, letters, numbers[at::parts], leave) for at in range(parts)]

    def _part(self, host: str, letters: Sequence[Letter], numbers: list[int], leave: Leave) -> dict[int, Outcome]:
        """One after another on a connection, until the service says enough."""
        found: dict[int, Outcome] = {}
        for number in numbers:
            began = time.monotonic()
            found[number] = self._handed_over(letters[number], leave)
            self._took_s[host] = time.monotonic() - began
            if found[number].answer in (Answer.LATER, Answer.CLOSED):
                break
        return {number: found.get(number, SOON) for number in numbers}

    def _handed_over(self, letter: Letter, leave: Leave) -> Outcome:
        if letter.keys is None:
            return DEAD_KEYS
        try:
            body = sealed(plain(letter), letter.keys)
            return answers.of(self.client.post(letter.to, body, self._headers(letter), leave.within_s))
        except BadKeys:
            return DEAD_KEYS
        except Refused:
            return NOT_A_SERVICE
        except Failed as error:
            return answers.of_failure(error)

    def _headers(self, letter: Letter) -> dict[str, str]:
        found = {
            "Authorization": self.signer.header(letter.to), "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream", "TTL": str(max(0, letter.ttl_s)), "Urgency": letter.urgency,
        }  # fmt: skip
        return found | ({"Topic": letter.topic} if letter.topic else {})

    def _told(self, host: str, outcomes: list[Outcome]) -> None:
        """Tells the watch about the letters that a service was asked to take."""
        self.watch.note(f"push:{host}", [one for one in outcomes if one is not SOON])


class NoKey(Gateway):
    """The push gateway of a site whose key was not made yet: it takes nothing, and the operator is told."""

    def send_many(self, letters: Sequence[Letter]) -> Sequence[Outcome]:
        """Closed, for all."""
        return [Outcome(Answer.CLOSED, reason="no_key")] * len(letters)


def _by_itself(outcome: Outcome) -> Outcome:
    """The outcome as others hear it: the watch keeps the service closed, and other services go on."""
    if outcome.answer in (Answer.LATER, Answer.CLOSED):
        return replace(outcome, answer=Answer.LATER, alone=True, retry_after_s=outcome.retry_after_s or 1.0)
    return outcome
