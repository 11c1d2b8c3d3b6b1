"""Rules of notices, their moves, periods and severities: tables and plain functions."""

import re
from collections.abc import Collection, Iterable, Set as AbstractSet
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from connect.notices.alerts.cap import SEVERITIES

SEVERITY_NAMES = {number: name for name, number in SEVERITIES.items()}
LONGEST_TITLE, LONGEST_TEXT = 120, 4000
MOST_AREAS = 200  # more than any province has wards
LONGEST = timedelta(days=366)
ASKED_FROM = timedelta(days=60)  # an end so far away is asked about, whatever it tells of
GRAVE_ASKED_FROM, GRAVE = timedelta(hours=24), SEVERITIES["severe"]


class State(StrEnum):
    """Where a notice stands. That it is over is no state: in force is a question of the moment."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class Verb(StrEnum):
    """A move of a notice; each is one line of `MOVES`."""

    SUBMIT = "submit"
    SEND_BACK = "send_back"
    APPROVE = "approve"
    PUBLISH = "publish"
    PUBLISH_ALONE = "publish_alone"
    BEGIN = "begin"
    UPDATE = "update"
    CANCEL = "cancel"


class Role(StrEnum):
    """The part that somebody has in one notice."""

    AUTHOR = "author"  # of these words: began them, and is an official of all their areas
    OTHER = "other"  # an official above all of it, or an admin, who neither began them nor changed them last
    OFFICIAL = "official"  # of the area of its channel
    CLOCK = "clock"


class Move(NamedTuple):
    """One line of the table: from where, to where, by whom."""

    sources: tuple[State, ...]
    target: State  # PUBLISHED is SCHEDULED while its beginning lies ahead
    who: tuple[Role, ...]


MOVES: dict[Verb, Move] = {
    Verb.SUBMIT: Move((State.DRAFT,), State.SUBMITTED, (Role.AUTHOR,)),
    Verb.SEND_BACK: Move((State.SUBMITTED,), State.DRAFT, (Role.OTHER,)),
    Verb.APPROVE: Move((State.SUBMITTED,), State.PUBLISHED, (Role.OTHER,)),
    Verb.PUBLISH: Move((State.DRAFT,), State.PUBLISHED, (Role.AUTHOR,)),  # below the severity of four eyes
    Verb.PUBLISH_ALONE: Move((State.DRAFT, State.SUBMITTED), State.PUBLISHED, (Role.OFFICIAL,)),
    Verb.BEGIN: Move((State.SCHEDULED,), State.PUBLISHED, (Role.CLOCK,)),
    # By a draft of its own that was published like any other; until then the words before it stay.
    Verb.UPDATE: Move((State.SCHEDULED, State.PUBLISHED), State.PUBLISHED, (Role.OFFICIAL,)),
    Verb.CANCEL: Move((State.SCHEDULED, State.PUBLISHED), State.CANCELLED, (Role.OFFICIAL,)),
}
OUT = (State.SCHEDULED, State.PUBLISHED)  # readers see it from its beginning to its end
UNSENT = (State.DRAFT, State.SUBMITTED)  # at the desk alone
NEEDS_REASON = (Verb.SEND_BACK, Verb.PUBLISH_ALONE, Verb.CANCEL)
LONGEST_REASON = 300
ASKED_BEFORE = timedelta(hours=1)  # the end of a notice its author is asked about
LONGER_H = (3, 6, 12, 24)  # hours by which its end is put off with one press
ALL_CLEAR_FOR = timedelta(hours=6)  # how long it is told that the danger is over
CANCELLED_SHOWN = timedelta(hours=6)  # how long what was cancelled stays in the feed, marked


class Eyes(NamedTuple):
    """The site's settings about a second official."""

    needed_from: int  # the severity
    may_be_alone: bool


def may_move(verb: Verb, *, state: State, roles: AbstractSet[Role], severity: int, eyes: Eyes) -> bool:
    """Whether somebody who has these parts in a notice may move it so, where it stands."""
    move = MOVES[verb]
    if state not in move.sources or not roles & set(move.who):
        return False
    if verb == Verb.PUBLISH:
        return severity < eyes.needed_from
    return eyes.may_be_alone if verb == Verb.PUBLISH_ALONE else True


def target_of(verb: Verb, starts_at: datetime, now: datetime) -> State:
    """Where a move leads: what is to be published waits as scheduled for its beginning."""
    target = MOVES[verb].target
    return State.SCHEDULED if target == State.PUBLISHED and starts_at > now else target


def covers(scopes: Iterable[str], paths: Collection[str]) -> bool:
    """Whether each of the areas lies at or below one of the scopes; no area at all is not covered."""
    scopes = list(scopes)
    return bool(paths) and all(any(path.startswith(scope) for scope in scopes) for path in paths)


def trouble_with_times(
    starts_at: datetime, ends_at: datetime, now: datetime, onset_at: datetime | None = None
) -> str | None:
    """The fault of a period: "order", "onset", "past", "long", or None."""
    if ends_at <= starts_at:
        return "order"
    if onset_at is not None and ends_at <= onset_at:
        return "onset"
    if ends_at <= now:
        return "past"
    return "long" if ends_at - max(starts_at, now) > LONGEST else None


def is_long(severity: int, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether a notice is to be in force for so long that its author is asked whether that is meant."""
    return ends_at - starts_at > (GRAVE_ASKED_FROM if severity >= GRAVE else ASKED_FROM)


# Words that mean the day on which a text is read.
TODAY = re.compile(
    r"\b(hôm nay|(?:sáng|trưa|chiều|tối|đêm) nay|today|tonight|this (?:morning|afternoon|evening))\b", re.IGNORECASE
)
NOON = 12


def outlasted_word(text: str, starts_at: datetime, ends_at: datetime) -> str | None:
    """The word by which a text says "today" of a notice that is in force for longer; None where that fits.

    Both moments in the site's zone. Words about tonight may stand until the next noon.
    """
    found = TODAY.search(text)
    last = datetime.combine(starts_at.date() + timedelta(days=1), time(NOON), starts_at.tzinfo)
    return found[0] if found and ends_at > last else None


def is_in_force(state: State, starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Whether readers should act on it now. What is scheduled begins by itself, whether or not a job has said so."""
    return state in OUT and starts_at <= now < ends_at


def paragraphs(text: str) -> list[list[str]]:
    """The text as paragraphs of lines; blank lines part them."""
    return [block.split("\n") for block in text.split("\n\n") if block.strip()]


# A line that says one thing to do: "1. Turn off the gas", "2) …", "- …".
STEP = re.compile(r"\s*(?:[-–•*]|\d{1,2}[.)])\s+(\S.*)")


class Parted(NamedTuple):
    """A text around what it says to do."""

    before: str
    steps: list[str]
    after: str


def parted(text: str) -> Parted:
    """The first lines of a text that are steps, two or more in a row, without their marks; all else stays text."""
    lines = text.split("\n")
    found = [STEP.fullmatch(line) for line in lines]
    begin = next((n for n in range(len(lines) - 1) if found[n] and found[n + 1]), len(lines))
    end = next((n for n in range(begin, len(lines)) if not found[n]), len(lines))
    steps = [one[1].strip() for one in found[begin:end] if one]
    return Parted("\n".join(lines[:begin]).strip(), steps, "\n".join(lines[end:]).strip())
