"""The version of a thread by a glance at a few columns: whoever waits for news asks every few seconds, mostly in vain.

It is the version of `polling.queries.etag` to the letter, for the two who sit in most threads; for anybody else, for
guarded cases and in a drill it is None, and the seat says. A test lays both side by side.
"""

from datetime import datetime
from typing import Any, NamedTuple

from connect import clock, db
from connect.accounts.models import Person
from connect.cases.models import link_mark
from connect.cases.rules import State
from connect.crypto.tokens import digest
from connect.messages import rules as talk
from connect.messages.polling import queries, rules
from connect.messages.rules import Side
from connect.registry.drill import exercises


class Glance(NamedTuple):
    """The columns that the version of a thread hangs on; moments as the driver gives them."""

    id: int
    last_number: int
    hides: int
    seen_by_requester: int
    seen_by_helper: int
    seen_by_second: int
    state: str
    until: Any
    ended_at: Any
    end: str | None
    allowed_at: Any
    wiped_at: Any
    stopped: bool
    locked: bool


# A requester's *not this person* and the lock of an account are asked as `seats` and `accounts.queries.lock_of` do.
_GLANCE = """
SELECT t.id, t.last_number, t.hides, t.seen_by_requester, t.seen_by_helper, t.seen_by_second,
       c.state, k.until, k.ended_at, k."end", k.allowed_at, s.wiped_at,
       EXISTS (SELECT 1 FROM stops AS o WHERE o.phone_hash = s.phone_hash
               AND (o.person_id = k.person_id OR o.helper_hash = h.phone_hash)),
       EXISTS (SELECT 1 FROM locks AS l WHERE l.person_id = k.person_id AND l.lifted_at IS NULL)
FROM threads AS t JOIN claims AS k ON k.id = t.claim_id JOIN cases AS c ON c.id = t.case_id
JOIN case_secrets AS s ON s.case_id = c.id JOIN people AS h ON h.id = k.person_id
WHERE t.public_id = {mark} AND c.guarded = 0 AND """


def by_link(token: str, public_id: str) -> str | None:
    """The version for the requester with the link's secret."""
    return _version(
        Side.REQUESTER, "s.token_hash IN ({mark}, {mark})", (public_id, link_mark(token), digest(token))
    )  # fmt: skip


def by_helper(person: Person, public_id: str) -> str | None:
    """The version for the helper whose claim it is."""
    return _version(Side.HELPER, "k.person_id = {mark}", (public_id, person.id))


def _version(side: Side, viewer: str, values: tuple[object, ...]) -> str | None:
    if exercises.current_id() is not None:
        return None
    reader = db.Reader()
    rows = reader.rows((_GLANCE + viewer).replace("{mark}", reader.mark), values)
    return _version_of(Glance(*rows[0]), side, reader) if rows else None


def _version_of(found: Glance, side: Side, reader: db.Reader) -> str:
    def moment(value: Any) -> datetime | None:
        return None if value is None else reader.moment_of(value)

    wiped, is_helper = found.wiped_at is not None, side == Side.HELPER
    closed = talk.why_closed(
        state=State(found.state), until=reader.moment_of(found.until), ended_at=moment(found.ended_at), end=found.end,
        now=clock.now(), stopped=bool(found.stopped), wiped=wiped,
    )  # fmt: skip
    may_read = not (found.stopped and is_helper)
    is_open = closed is None and found.allowed_at is not None and not (found.locked and is_helper)
    told = rules.mark(closed, may_read, is_open, found.hides)
    return rules.etag(found.id, side, found.last_number, queries.seen_numbers(found, side), told)
