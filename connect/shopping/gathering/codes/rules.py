"""The answers to a code that was typed, and how long after its run one may come. Pure."""

import re
from datetime import datetime, timedelta
from enum import StrEnum

LATE = timedelta(hours=12)  # after the end of a run: so long a phone without network may keep what was read out
AGAIN = timedelta(minutes=5)  # a run that is over has a case again for so long, to write down what was brought
MOST_AT_ONCE = 60
KEPT = timedelta(days=30)  # the keys of codes, and whether they were right
LONGEST = 10  # letters of a code
_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Sent(StrEnum):
    """The answer to one code."""

    TRIED = "tried"  # counted and not looked at yet: the process has died in between
    DELIVERED = "delivered"
    WRONG = "wrong"
    SPENT = "spent"  # five were tried
    REFUSED = "refused"  # the stop is not on its way, or no longer this run's


def is_key(text: str) -> bool:
    """Whether a text is a key as browsers make them (RFC 9562)."""
    return bool(_KEY.fullmatch(text))


def is_late(ends_at: datetime, now: datetime) -> bool:
    """Whether a run is over, and a code from it may still come."""
    return ends_at <= now < ends_at + LATE
