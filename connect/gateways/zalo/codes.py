"""The meaning of Zalo's error codes: a table in the settings, because resellers and versions differ."""

from collections.abc import Mapping
from enum import StrEnum, unique

from connect.gateways.base import Answer, Outcome


@unique
class Meaning(StrEnum):
    """The meaning of a code: the answers of all gateways, and a token, a quota or hours that are over."""

    TAKEN = "taken"
    GONE = "gone"
    OURS = "ours"
    CLOSED = "closed"
    LATER = "later"
    TOKEN = "token"  # noqa: S105 - the access token is over: another one, and the letter again
    QUOTA = "quota"  # nothing is left of the day
    HOURS = "hours"  # its tag may not be sent at this hour


def read(text: str) -> Mapping[str, Meaning]:
    """The table of a setting: "0=taken, -108=gone". Raises ValueError for a word that is none."""
    pairs = (one.partition("=") for one in text.split(",") if one.strip())
    return {code.strip(): Meaning(meaning.strip()) for code, _, meaning in pairs}


def outcome(code: str, meaning: Meaning | None, *, reference: str, day_ends_in_s: float, opens_in_s: float) -> Outcome:
    """The outcome that a code stands for; one that nobody knows is this letter's."""
    reason = f"zalo_{code}"[:40]
    match meaning:
        case Meaning.TAKEN:
            return Outcome(Answer.TAKEN, reference=reference[:80])
        case Meaning.QUOTA:
            return Outcome(Answer.LATER, reason="quota", retry_after_s=day_ends_in_s)
        case Meaning.HOURS:
            return Outcome(Answer.LATER, reason="hours", retry_after_s=opens_in_s or day_ends_in_s)
        case Meaning.TOKEN | Meaning.CLOSED:
            return Outcome(Answer.CLOSED, reason=reason)
        case Meaning.GONE | Meaning.OURS | Meaning.LATER:
            return Outcome(Answer(meaning), reason=reason)
    return Outcome(Answer.OURS, reason=reason)
