"""The masks of messages: those of cases, put on when a message is shown. The sealed text stays whole.

Until contact is open, phones, doors, links, mail, accounts and names are covered for both sides, so that opening the
contact opens the past. Afterwards phones and doors are readable; an account never is, because help is not paid for.
"""

import hashlib
import secrets
import threading
from collections.abc import Sequence

from connect.cases.disclosure.masking import accounts, words as masks
from connect.cases.screening import scam_patterns

MOST_KEPT = 8000  # masked messages that a process remembers: a dozen threads of the longest
_KEY = secrets.token_bytes(32)
_kept: dict[bytes, str] = {}
_lock = threading.Lock()


def for_reader(words: str, contact_open: bool, names: Sequence[str] = ()) -> str:
    """The words of a message as both sides may read them now; the `names` of both are covered with the rest."""
    if contact_open:
        return accounts.without_accounts(words)
    mark = hashlib.blake2b("\0".join((words, *names)).encode(), digest_size=16, key=_KEY).digest()
    found = _kept.get(mark)
    return found if found is not None else _keep(mark, masks.masked(masks.without_names(words, *names)))


def has_link(words: str) -> bool:
    """Whether a message names an address on the web: it is shown as words, with a sentence beside it."""
    return scam_patterns.has_link(words)


def _keep(mark: bytes, masked: str) -> str:
    """Remembers what is masked already, by a keyed hash of the message: no process keeps what the masks cover."""
    with _lock:
        while len(_kept) >= MOST_KEPT:
            del _kept[next(iter(_kept))]
        _kept[mark] = masked
    return masked
