"""How hours and telephone numbers are written in settings."""

import re

QUIET = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
HOTLINE = re.compile(r"(\+?[0-9][0-9.-]{1,14})(?:\s+([^/]{2,40}?)(?:\s*/\s*([^/]{2,40}))?)?")  # number, words, English


def minutes_of(hours: str) -> tuple[int, int] | tuple[None, None]:
    """Begin and end of hours such as "22:00-06:00" in minutes of the day; none where nothing is set."""
    found = QUIET.fullmatch(hours)
    return (60 * int(found[1]) + int(found[2]), 60 * int(found[3]) + int(found[4])) if found else (None, None)
