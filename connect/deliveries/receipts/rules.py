"""The meaning of a receipt, in whatever words its gateway uses, and whether the gateway signed it. No database."""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from connect.deliveries.ledger.rules import State

MOST = 500  # receipts in one body
LONGEST_REFERENCE = 80  # as the ledger keeps it
WAITS = timedelta(hours=1)  # how long a receipt waits for its message: it can be here before the sender has written


class Receipt(NamedTuple):
    """One message by the gateway's own name of it, and where it stands now."""

    reference: str
    state: State


@dataclass(frozen=True, slots=True)
class Fields:
    """How one gateway writes receipts: the names of two fields of its JSON, and words with commas for each state."""

    reference: str
    state: str
    delivered: str
    read: str
    failed: str

    def state_of(self, word: str) -> State | None:
        """The state that a word means; None of words that change nothing, such as *queued*."""
        meant = {
            State.PERMANENT_FAILURE: self.failed, State.READ: self.read, State.DELIVERED: self.delivered,
        }  # fmt: skip
        said = word.strip().casefold()
        return next((state for state, words in meant.items() if said in _words(words)), None)


def _words(words: str) -> set[str]:
    return {one.strip().casefold() for one in words.split(",") if one.strip()}


def is_signed(body: bytes, given: str, secret: str) -> bool:
    """Whether a body was signed with our secret: HMAC-SHA256 in hexadecimal, bare or after "sha256="."""
    mark = given.strip().removeprefix("sha256=").casefold()
    return hmac.compare_digest(mark.encode(), hmac.new(secret.encode(), body, sha256).hexdigest().encode())


def read(body: bytes, fields: Fields) -> list[Receipt] | None:
    """The receipts of a body, one object or a list; None where it is no such thing. What says nothing is left out."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return None
    rows = said if isinstance(said, list) else [said]
    if len(rows) > MOST or not all(isinstance(one, dict) for one in rows):
        return None
    return [found for one in rows if (found := _receipt(one, fields)) is not None]


def _receipt(row: Mapping[str, Any], fields: Fields) -> Receipt | None:
    reference, word = row.get(fields.reference), row.get(fields.state)
    if not isinstance(reference, str | int) or not isinstance(word, str | int):
        return None
    name, state = str(reference), fields.state_of(str(word))
    if state is None or not 0 < len(name) <= LONGEST_REFERENCE or "\0" in name:
        return None
    return Receipt(name, state)
