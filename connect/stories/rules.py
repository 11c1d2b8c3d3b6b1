"""The life of a story as a table of moves, its limits and times; plain functions, without database or clock.

That the other side has been silent for too long is a condition and no state. The Vietnamese and English words of every
code in here are in `stories.words`.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class State(StrEnum):
    """Where a story stands."""

    DRAFT = "draft"
    ASKED = "asked"  # the other side is asked
    PENDING = "pending"  # both agreed, a moderator looks
    PUBLISHED = "published"
    REJECTED = "rejected"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    HIDDEN = "hidden"  # reported by several, in the queue


class Verb(StrEnum):
    """A move of a story; each is one line of `MOVES`. Writing makes one, forgetting deletes its rows."""

    WRITE = "write"
    EDIT = "edit"
    ASK = "ask"
    CHANGE = "change"
    AGREE = "agree"
    REFUSE = "refuse"
    PUBLISH = "publish"
    RETURN = "return"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    HIDE = "hide"


class By(StrEnum):
    """The ones who move a story: its two sides, the moderators of the area, and the reports of many."""

    REQUESTER = "requester"
    HELPER = "helper"
    MODERATOR = "moderator"
    REPORTS = "reports"


class Role(StrEnum):
    """A role towards the words as they stand."""

    WRITER = "writer"  # the side that wrote them
    OTHER = "other"  # the side that is asked about them
    MODERATOR = "moderator"
    REPORTS = "reports"


class People(StrEnum):
    """A word on the people in a picture; without it no picture goes."""

    NOBODY = "nobody"  # nobody can be recognised
    AGREED = "agreed"  # everybody in it agreed


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the table: from where, to where, by whom."""

    sources: tuple[State, ...]
    target: State
    who: tuple[Role, ...]


SIDES = (By.REQUESTER, By.HELPER)
BOTH = (Role.WRITER, Role.OTHER)
S, R = State, Role  # so that a line of the table is one line
MOVES: dict[Verb, Move] = {
    Verb.EDIT: Move((S.DRAFT,), S.DRAFT, (R.WRITER,)),
    Verb.ASK: Move((S.DRAFT,), S.ASKED, (R.WRITER,)),
    Verb.CHANGE: Move((S.ASKED,), S.ASKED, (R.OTHER,)),  # other words: now the first writer is asked
    Verb.AGREE: Move((S.ASKED,), S.PENDING, (R.OTHER,)),
    Verb.REFUSE: Move((S.ASKED,), S.REFUSED, (R.OTHER,)),
    Verb.PUBLISH: Move((S.PENDING, S.HIDDEN), S.PUBLISHED, (R.MODERATOR,)),
    Verb.RETURN: Move((S.PENDING,), S.DRAFT, (R.MODERATOR,)),
    Verb.REJECT: Move((S.PENDING, S.HIDDEN), S.REJECTED, (R.MODERATOR,)),
    # Hidden is published to its two sides: whoever wants it gone does not wait for a moderator.
    Verb.WITHDRAW: Move((S.ASKED, S.PENDING, S.PUBLISHED, S.HIDDEN), S.WITHDRAWN, BOTH),
    Verb.HIDE: Move((S.PUBLISHED,), S.HIDDEN, (R.REPORTS,)),
}
GOING = (S.DRAFT, S.ASKED, S.PENDING, S.PUBLISHED, S.HIDDEN)
OVER = (S.REJECTED, S.REFUSED, S.WITHDRAWN)
FOR_MODERATORS = (S.PENDING, S.HIDDEN)

RETURN_REASONS = ("faces", "names", "place", "unclear", "other")
REJECT_REASONS = ("untrue", "advertising", "hurts", "money", "other")

LONGEST_WORDS = 1500
LONGEST_NAME = 20
LONGEST_ALT = 200
LONGEST_NOTE = 300
MOST_PICTURES = 3
SILENCE = timedelta(days=14)  # then the other side has said no
REST = timedelta(hours=72)  # between the end of a help and the first moment that its story is shown
LEAST_HELPED = 5  # cases of a ward and a month, below which a story is told of the province


def role_of(side: By, written_by: By) -> Role:
    """The role of a side towards words that one of the two wrote."""
    return Role.WRITER if side == written_by else Role.OTHER


def other(side: By) -> By:
    """The other of the two sides."""
    return By.HELPER if side == By.REQUESTER else By.REQUESTER


def may_move(verb: Verb, *, state: State, role: Role, state_at: datetime, now: datetime) -> bool:
    """Whether the move is in the table now. To a story that nobody answered for too long only *withdraw* is left."""
    move = MOVES[verb]
    if state not in move.sources or role not in move.who:
        return False
    return verb == Verb.WITHDRAW or not is_silent(state, state_at, now)


def possible(state: State, role: Role, state_at: datetime, now: datetime) -> list[Verb]:
    """The moves of one role, in the order of the table."""
    return [verb for verb in MOVES if may_move(verb, state=state, role=role, state_at=state_at, now=now)]


def is_silent(state: State, state_at: datetime, now: datetime) -> bool:
    """Whether the other side was asked so long ago that its silence is a no."""
    return state == State.ASKED and state_at + SILENCE <= now


def is_shown(state: State, shown_from: datetime, now: datetime) -> bool:
    """Whether everybody may read it."""
    return state == State.PUBLISHED and shown_from <= now


def week_of(day: date) -> date:
    """The Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


def is_ward_told(helped: int) -> bool:
    """Whether so many helped cases of a ward and a month hide one among them; else the province is told."""
    return helped >= LEAST_HELPED
