"""The shape of every gateway: letters go in by the batch, an outcome for each comes back, and nothing is raised.

A gateway knows no contact, no notice and no case. It is given addresses and words, and says what became of them;
what follows from an answer (retire a contact, try again, stop) is the caller's.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

A_DAY_S = 86_400


class Failed(Exception):
    """A message did not go out. The text names the kind of failure and nothing of the message."""


class Urgency(StrEnum):
    """How soon a phone is to be woken (RFC 8030, section 5.3)."""

    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"
    VERY_LOW = "very-low"


URGENCY_BY_LANE = (Urgency.HIGH, Urgency.HIGH, Urgency.HIGH, Urgency.NORMAL, Urgency.LOW)  # lanes 0 to 4


class Answer(StrEnum):
    """How one letter fared, and the way its sender goes on."""

    TAKEN = "taken"  # the gateway has it, or had it already under this key
    GONE = "gone"  # nobody is at this address any more: retire the contact
    OURS = "ours"  # this letter cannot go as it is: sending it again helps nobody
    CLOSED = "closed"  # the gateway does not let this site in: stop it, tell the operator, retire nobody
    LATER = "later"  # not now: the gateway backs off, unless the letter stands `alone`


@dataclass(frozen=True, slots=True)
class PushKeys:
    """The two keys of a browser's push subscription, base64url as `PushSubscription.toJSON()` gives them."""

    p256dh: str
    auth: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one address. Who sends it again after a crash gives the same `key`.

    `to` is an E.164 number, a mail address or the endpoint of a push subscription; `keys` only with the last.
    """

    to: str
    text: str
    key: str
    title: str = ""
    link: str = ""  # a path or address that a push opens; text of a mail or SMS holds its own
    topic: str = ""  # of a push: a newer letter of this topic takes the place of one that has not arrived
    ttl_s: int = A_DAY_S  # what is left until its end
    urgency: Urgency = Urgency.NORMAL
    keys: PushKeys | None = None
    headers: Mapping[str, str] = field(default_factory=dict)  # of a mail, such as List-Unsubscribe (RFC 8058)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one letter fared.

    `reason`: a short code such as "http_410" or "timeout", nothing of the message in it. `alone`: the answer LATER
    concerns this letter only (a mailbox that is busy), and the gateway goes on. `may_have_left`: the line was cut
    after the letter and before its answer, so that the gateway may have it.
    """

    answer: Answer
    reference: str = ""  # the gateway's own name of the message, by which its receipts call it
    reason: str = ""
    retry_after_s: float | None = None  # what the gateway asked for
    alone: bool = False
    may_have_left: bool = False


class Gateway(ABC):
    """One way out. `is_far`: a call may take long, so whoever has other things to send does not stand and wait."""

    is_far: ClassVar[bool] = False

    @abstractmethod
    def send_many(self, letters: Sequence[Letter]) -> Sequence[Outcome]:
        """Hands letters over, over one connection as far as it goes; an outcome each, in their order. Never raises."""

    def room(self, most: int) -> int:
        """How many letters of so many may be handed over now; 0 while it is left alone."""
        return most

    def came_back(self) -> bool:
        """Whether a host has come back, since this was asked last, whose letters were put off one by one."""
        return False

    def send(self, to: str, text: str, *, key: str) -> None:
        """Hands one message over, or raises Failed. Messages carry no personal data, only a link."""
        (outcome,) = self.send_many([Letter(to, text, key)])
        if outcome.answer != Answer.TAKEN:
            raise Failed(outcome.reason or outcome.answer)


# A letter that was not tried, through no fault of anybody; its turn comes again at once.
SOON = Outcome(Answer.LATER, reason="not_tried", retry_after_s=0.2, alone=True)


def stops(outcome: Outcome) -> bool:
    """Whether there is no sense in trying the next letter."""
    return outcome.answer == Answer.CLOSED or (outcome.answer == Answer.LATER and not outcome.alone)


def same_for_all(letters: Sequence[Letter], outcome: Outcome) -> list[Outcome]:
    """One outcome for letters that were not tried, because the gateway had said enough."""
    return [outcome] * len(letters)
