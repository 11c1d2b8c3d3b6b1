"""Marks of the new: one number in the browser, the second of the last look at the feed."""

from collections.abc import Iterable

from werkzeug.wrappers import Response

from connect import clock
from connect.notices.feed.lines import Line
from connect.web import cookies, read_replica

COOKIE = "seen"
LONGEST = 11  # digits
# A second server may show what was written so long ago for the first time; better marked twice than never.
BEHIND_S = int(read_replica.OLDEST_S)


def new_in(lines: Iterable[Line]) -> set[int]:
    """The notices that were told or changed since the last look, by number; none on a first look."""
    last = _last_look()
    return set() if last is None else {one.id for one in lines if one.told_at.timestamp() > last}


def keep(answer: Response) -> None:
    """Remembers this look."""
    cookies.keep(answer, COOKIE, str(int(clock.now().timestamp()) - BEHIND_S), 365 * cookies.DAY_S)


def _last_look() -> int | None:
    """None where the browser keeps no number, or one of a time to come."""
    kept = cookies.kept(COOKIE)
    if not (kept.isascii() and kept.isdecimal() and len(kept) <= LONGEST):
        return None
    return int(kept) if int(kept) <= clock.now().timestamp() else None
