"""Pushes to the services of browsers: each service by itself, side by side where it is far, over kept connections."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import ClassVar
from urllib.parse import urlsplit

from connect.gateways import answers
from connect.gateways.base import SOON, Answer, Failed, Gateway, Letter, Outcome
from connect.gateways.breaker.watch import ALL_CLEAR, Leave, Watch
from connect.gateways.http_client import Client, Refused
from connect.gateways.push.payload import plain
from connect.gateways.push.sealing import BadKeys, Signer, sealed
from connect.gateways.side_by_side import Crew, collected

NOT_A_SERVICE = Outcome(Answer.OURS, reason="host_not_allowed")
DEAD_KEYS = Outcome(Answer.GONE, reason="bad_keys")


@dataclass
class Push(Gateway):
    """The push services. Whoever sends much keeps this object: its connections and tokens stay.

    A service that fails or is closed holds up nobody else: its letters come back as LATER, each for itself.
    """

    is_far: ClassVar[bool] = True
    client: Client
    signer: Signer
    watch: Watch = ALL_CLEAR
    _crew: Crew = field(default_factory=Crew, repr=False)
    _came_back: bool = field(default=False, repr=False)

    def send_many(self, letters: Sequence[Letter]) -> Sequence[Outcome]:
        """Hands pushes to their services; what a service did not let in comes back as LATER, to be sent by itself."""
        outcomes: list[Outcome] = [NOT_A_SERVICE] * len(letters)
        rounds = []
        for host, numbers in self._by_host(letters).items():
            leave = self.watch.leave(f"push:{host}", len(numbers))
            going = numbers[: leave.most]
            for place, number in enumerate(numbers[leave.most :]):
                outcomes[number] = _put_off(leave, is_first=not going and not place)
            waits = len(self._crew.took_s) > 1 or leave.within_s is not None
            hand_over = partial(self._handed_over, letters, leave)
            rounds.append((host, going, self._crew.begin(host, going, hand_over, waits=waits) if going else []))
        for host, numbers, parts in rounds:
            found = collected(parts)
            self._came_back |= self.watch.note(f"push:{host}", list(found.values()))
            for number in numbers:
                outcomes[number] = _by_itself(found.get(number, SOON))
        return outcomes

    def came_back(self) -> bool:
        """Whether a service has come back since this was asked last."""
        found, self._came_back = self._came_back, False
        return found

    def _by_host(self, letters: Sequence[Letter]) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for number, letter in enumerate(letters):
            if self.client.allows(letter.to):
                found[urlsplit(letter.to).netloc].append(number)
        return found

    def _handed_over(self, letters: Sequence[Letter], leave: Leave, number: int) -> Outcome:
        letter = letters[number]
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


class NoKey(Gateway):
    """The push gateway of a site whose key was not made yet: it takes nothing, and the operator is told."""

    def room(self, most: int) -> int:
        """None: messages wait for the key."""
        return 0

    def send_many(self, letters: Sequence[Letter]) -> Sequence[Outcome]:
        """Closed, for all."""
        return [Outcome(Answer.CLOSED, reason="no_key")] * len(letters)


def _put_off(leave: Leave, *, is_first: bool) -> Outcome:
    """A letter that waits for its service. The first of a batch comes soon, to find out whether it is back.

    The others come later, and at once when it is: looking at each again and again would hold up the other services.
    """
    if is_first or leave.put_off_s <= (leave.refusal.retry_after_s or 0.0):
        return _by_itself(leave.refusal)
    return _by_itself(replace(leave.refusal, retry_after_s=leave.put_off_s))


def _by_itself(outcome: Outcome) -> Outcome:
    """The outcome as others hear it: the watch keeps the service closed, and other services go on."""
    if outcome.answer in (Answer.LATER, Answer.CLOSED):
        return replace(outcome, answer=Answer.LATER, alone=True, retry_after_s=outcome.retry_after_s or 1.0)
    return outcome
