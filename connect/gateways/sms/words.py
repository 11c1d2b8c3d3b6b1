"""The words by which an SMS gateway says what it did: many answer 200 to everything, and say the rest in the text."""

import json
from dataclasses import dataclass, replace

from connect.gateways.base import Answer, Outcome
from connect.gateways.http_client import Reply

MOST_READ = 4_000  # letters of an answer in which words are looked for


@dataclass(frozen=True, slots=True)
class Words:
    """Each a list with commas, looked for in the text of an answer, spaces left out; "" knows no such word.

    `reference`: the name of the JSON field that holds the gateway's own name of a message.
    """

    taken: str = ""
    duplicate: str = ""
    gone: str = ""
    closed: str = ""
    reference: str = ""

    def outcome(self, reply: Reply, by_status: Outcome) -> Outcome:
        """The outcome that an answer says. Without a word that is known, the status alone decides about a yes."""
        said = reply.body.decode("utf-8", "replace")[:MOST_READ]
        if _holds(said, self.duplicate):
            return Outcome(Answer.TAKEN, reference=self._reference(said), reason="duplicate")
        if _holds(said, self.gone):
            return Outcome(Answer.GONE, reason="unknown_number")
        if _holds(said, self.closed):
            return Outcome(Answer.CLOSED, reason="closed_by_word")
        if by_status.answer != Answer.TAKEN:
            # An address that is not there is the gateway's own, and retires nobody.
            return replace(by_status, answer=Answer.CLOSED) if by_status.answer == Answer.GONE else by_status
        if self.taken and not _holds(said, self.taken):
            return Outcome(Answer.OURS, reason="no_word_of_taken")
        return Outcome(Answer.TAKEN, reference=self._reference(said))

    def _reference(self, said: str) -> str:
        try:
            found = json.loads(said)[self.reference] if self.reference else ""
        except (ValueError, KeyError, TypeError, IndexError):
            return ""
        return str(found)[:80]


def _holds(said: str, words: str) -> bool:
    close = "".join(said.split())
    return any("".join(word.split()) in close for word in words.split(",") if word.strip())
