"""Rules of notices, their periods and severities: tables and plain functions."""

import re
from collections.abc import Collection, Iterable
from datetime import datetime, time, timedelta
from typing import NamedTuple

# Severity in the terms of CAP 1.2 (OASIS), as numbers that sort.
SEVERITIES = {"minor": 1, "moderate": 2, "severe": 3, "extreme": 4}
SEVERITY_NAMES = {number: name for name, number in SEVERITIES.items()}
LONGEST_TITLE, LONGEST_TEXT, MOST_AREAS = 120, 4000, 50
LONGEST = timedelta(days=60)


def covers(scopes: Iterable[str], paths: Collection[str]) -> bool:
    """Whether each of the areas lies at or below one of the scopes; no area at all is not covered."""
    scopes = list(scopes)
    return bool(paths) and all(any(path.startswith(scope) for scope in scopes) for path in paths)


def trouble_with_times(starts_at: datetime, ends_at: datetime, now: datetime) -> str | None:
    """The fault of a period: "order", "past", "long", or None."""
    if ends_at <= starts_at:
        return "order"
    if ends_at <= now:
        return "past"
    return "long" if ends_at - max(starts_at, now) > LONGEST else None


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


def is_in_force(starts_at: datetime, ends_at: datetime, withdrawn_at: datetime | None, now: datetime) -> bool:
    """Whether readers see it now."""
    return withdrawn_at is None and starts_at <= now < ends_at


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
