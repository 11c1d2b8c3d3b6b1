"""Cases that are waited for until a moment that lies ahead: features right of `cases` say until when.

Silence ends a case after its freshness; where somebody has promised to come later, not before that.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

Until = Callable[[Any], datetime | None]
PROMISES: list[Until] = []


def promised(until: Until) -> Until:
    """Announces what is asked with a case; it answers until when somebody may come, None where nobody has promised."""
    PROMISES.append(until)
    return until


def fresh_until(case: Any, usual: datetime) -> datetime:
    """The end of a case's freshness: the usual one, or a later one where somebody comes only then."""
    return max([usual, *filter(None, (ask(case) for ask in PROMISES))])
