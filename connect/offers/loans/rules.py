"""The life of a loan as a table of moves, its limits and times; plain functions, without database or clock.

Overdue is a condition and no state: a thing that nobody has taken back is not free for the next, however late it is.
The Vietnamese and English words of every code in here are in `loans.words`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class State(StrEnum):
    """Where a thing that was lent is."""

    LENT = "lent"
    RETURNING = "returning"  # the holder says that it is returned; nobody has taken it back
    LOST = "lost"
    BACK = "back"
    GIVEN = "given"


class Verb(StrEnum):
    """A move of a loan; each is one line of `MOVES`."""

    LEND = "lend"
    EXTEND = "extend"
    SAY_RETURNED = "say_returned"
    TAKE_BACK = "take_back"
    LOSE = "lose"
    FIND = "find"
    MAKE_GIFT = "make_gift"


class By(StrEnum):
    """The two sides of a loan."""

    LENDER = "lender"
    HOLDER = "holder"


class Condition(StrEnum):
    """How a thing came back."""

    GOOD = "good"
    DAMAGED = "damaged"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the table: from where, to where, by whom."""

    sources: tuple[State, ...]
    target: State
    by: tuple[By, ...]
    by_holder: State | None = None  # to where when the holder says it, if that is elsewhere


BOTH = (By.LENDER, By.HOLDER)
MOVES: dict[Verb, Move] = {
    Verb.EXTEND: Move((State.LENT,), State.LENT, (By.LENDER,)),
    Verb.SAY_RETURNED: Move((State.LENT,), State.RETURNING, (By.HOLDER,)),
    Verb.TAKE_BACK: Move((State.LENT, State.RETURNING), State.BACK, (By.LENDER,)),
    Verb.LOSE: Move((State.LENT, State.RETURNING), State.LOST, BOTH),
    # What the holder has found is where it was before it was lost: only the lender's eyes take it back.
    Verb.FIND: Move((State.LOST,), State.BACK, BOTH, by_holder=State.LENT),
    Verb.MAKE_GIFT: Move((State.LENT, State.LOST), State.GIVEN, (By.LENDER,)),
}
OUT = (State.LENT, State.RETURNING, State.LOST)  # not with the lender
OVER = (State.BACK, State.GIVEN)

LENDABLE = ("school_items",)  # kinds of which things are lent
MOST_AT_ONCE = 60  # things lent at one handover
LONGEST_MARK = 40
LONGEST_WORDS = 300
LONGEST = timedelta(days=366)  # a school year and the summer after it
EXTENDED_BY = timedelta(days=90)
REMINDED = (14, 3, 0)  # days before it is due; and weekly after
WEEKS_AFTER = 26  # then a reminder more changes nothing
CONTACT_KEPT = timedelta(days=14)  # after the thing is back
MISSED_KEPT = timedelta(days=365)  # of a thing that never came back, after it was due or said to be lost
KEPT = timedelta(days=365)  # a loan that is over, without the contact
TERM_ENDS = ((1, 18), (5, 31))  # month and day on which the two terms of a school year end


def may_move(verb: Verb, *, state: State, by: By, extended: bool = False) -> bool:
    """Whether the move is in the table; more time is given once."""
    move = MOVES[verb]
    return by in move.by and state in move.sources and not (verb == Verb.EXTEND and extended)


def target(verb: Verb, by: By) -> State:
    """Where a move of one side leads."""
    move = MOVES[verb]
    return (move.by_holder or move.target) if by == By.HOLDER else move.target


def possible(state: State, by: By, *, extended: bool) -> list[Verb]:
    """The moves of one side, in the order of the table."""
    return [verb for verb in MOVES if may_move(verb, state=state, by=by, extended=extended)]


def is_overdue(state: State, due_at: datetime, now: datetime) -> bool:
    """Whether a thing is out beyond its time. What the holder says is returned is not, what is lost neither."""
    return state == State.LENT and due_at <= now


def is_free(state: State, condition: Condition | None) -> bool:
    """Whether the thing can be lent to the next: taken back, and good."""
    return state == State.BACK and condition == Condition.GOOD


def needs_words(verb: Verb, condition: Condition | None) -> bool:
    """Whether the move is told in words, which the other side reads."""
    return verb == Verb.LOSE or condition in (Condition.DAMAGED, Condition.BROKEN)


def term_end(after: date) -> date:
    """The last day of the term in which a day lies; of a day in summer, that of the first term to come."""
    ends = (date(year, *end) for year in (after.year, after.year + 1) for end in TERM_ENDS)
    return next(end for end in ends if end > after)


def latest_extension(due: date, *, school: bool) -> date:
    """The last day that an extension can set: some weeks more, and for a school until the end of the term."""
    more = due + EXTENDED_BY
    return max(more, term_end(due)) if school else more


def reminder_times(due_at: datetime) -> Iterator[tuple[int, datetime]]:
    """The reminders of a due date from first to last: days before it (below zero after), and the moment of each."""
    for days in (*REMINDED, *(-7 * week for week in range(1, WEEKS_AFTER + 1))):
        yield days, due_at - timedelta(days=days)


def next_reminder(due_at: datetime, after: datetime) -> datetime | None:
    """The moment of the first reminder later than a moment; None when none follows."""
    return next((at for _days, at in reminder_times(due_at) if at > after), None)


def reminder_now(due_at: datetime, now: datetime) -> int | None:
    """The reminder that is due: the last whose moment has come. None before the first."""
    come = [days for days, at in reminder_times(due_at) if at <= now]
    return come[-1] if come else None
