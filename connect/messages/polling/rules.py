"""When an open page comes again, by what its version is known, and what becomes of words that wait in a browser."""

import hashlib

from connect.messages.rules import Closed

SOONEST_S, LONGEST_S = 2, 60
# The case is over for this thread: words that wait to be sent in somebody's browser are waited for by nobody.
FOR_GOOD = frozenset({Closed.WIPED, Closed.WITHDRAWN, Closed.MERGED, Closed.ENDED, Closed.OVER})


def again_in_s(waiting: int, most: int) -> int:
    """After how many seconds a page asks again at the soonest: later, the more requests of `most` wait already."""
    share = min(1.0, waiting / max(1, most))
    return SOONEST_S + round((LONGEST_S - SOONEST_S) * share)


def mark(why_not: Closed | None, may_read: bool, contact_open: bool, hides: int) -> str:
    """All that changes messages which are shown already, as a word: a page with another one is read anew."""
    return f"{why_not or ''}.{may_read:d}{contact_open:d}.{hides}"


def etag(thread_id: int, side: str, last: int, seen: tuple[int, int | None], marked: str) -> str:
    """The version of a thread for one side. The other side's seen number is None where it is nobody's business."""
    told = repr((thread_id, side, last, seen, marked))
    return hashlib.blake2s(told.encode(), digest_size=12).hexdigest()
