"""How a helper's record bears on what she may take: a rule for the few who let people wait. No web, no database."""

from connect.cases.rules import URGENCIES

STANDINGS = ("good", "watched", "spoken_to")  # the last: nothing more until a moderator has spoken with her
DAYS = 30  # how long a lapse or a dispute counts


POINTS = {"lapse": 1, "dispute": 2, "alarm": 4}


def standing(lapses: int, disputes: int, alarms: int = 0) -> str:
    """Good, watched from two points, spoken_to from four, by `POINTS`. All since the last word with the helper.

    `alarms` are those of an earlier account of the same phone; one of this account stops it anyway.
    """
    points = lapses * POINTS["lapse"] + disputes * POINTS["dispute"] + alarms * POINTS["alarm"]
    return "spoken_to" if points >= 4 else "watched" if points >= 2 else "good"


def cap(kind: str, usual: int) -> int:
    """How many cases somebody of this standing may hold at once."""
    return {"good": usual, "watched": min(1, usual)}.get(kind, 0)


def may_take(kind: str, urgency: int) -> bool:
    """Whether a case this urgent may be taken: who is watched takes none that cannot wait."""
    return kind == "good" or (kind == "watched" and urgency <= URGENCIES["normal"])
