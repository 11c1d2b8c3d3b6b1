"""Rules of credentials: titles, numbers, how long one holds. No web, no database, no clock."""

from datetime import datetime, timedelta
from enum import StrEnum

# Titles that need a licence to practise (Law on Examination and Treatment 15/2023/QH15, art. 26).
TITLES = ("doctor", "physician", "nurse", "midwife", "psychologist", "paramedic")
ORGANIZATION_KINDS = ("clinic", "authority")
NUMBER_CHARS = (4, 30)
REASON_CHARS = (3, 200)
LONGEST = timedelta(days=366)  # then the register is looked at again


class Standing(StrEnum):
    """Where a credential stands."""

    WAITS = "waits"  # for an official
    HOLDS = "holds"
    SUSPENDED = "suspended"  # its organisation is verified no more, or answers for the person no more
    LAPSED = "lapsed"  # its date has passed
    REFUSED = "refused"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"  # by the person


ENDS = (Standing.REFUSED, Standing.REVOKED, Standing.WITHDRAWN)
GOES_ON = (Standing.WAITS, Standing.HOLDS, Standing.SUSPENDED)  # no second one beside it


def standing(
    *, checked_at: datetime | None, until: datetime | None, end: str | None, answered_for: bool, now: datetime
) -> Standing:
    """Where a credential stands now. `answered_for`: its verified organisation counts the person as a member."""
    if end is not None:
        return Standing(end)
    if checked_at is None or until is None:
        return Standing.WAITS
    if until <= now:
        return Standing.LAPSED
    return Standing.HOLDS if answered_for else Standing.SUSPENDED


def number_as_kept(typed: str) -> str:
    """A licence number as it is compared: capitals and figures, without blanks and signs."""
    return "".join(c for c in typed.upper() if c.isalnum())
