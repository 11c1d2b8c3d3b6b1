"""How often word of new messages may go out, and until when it is worth one. Pure."""

from datetime import datetime, timedelta

from connect.cases.rules import ClaimEnd

SMS, PUSH = "sms", "push"
APART = {SMS: timedelta(minutes=30), PUSH: timedelta(minutes=3)}  # at least, between two to one receiver
WAIT = {SMS: timedelta(minutes=2), PUSH: timedelta(seconds=15)}  # for whoever has the page open: read, it is not sent
WORTH = timedelta(hours=12)  # over a night's quiet hours
SHUT = (ClaimEnd.STOPPED, ClaimEnd.RECALLED, ClaimEnd.DISPUTED)  # whose words are worth no message any more
UNHEARD = (ClaimEnd.LAPSED, ClaimEnd.RELEASED, ClaimEnd.CANNOT_REACH)  # ends after which unread words are looked into


def due_at(last: datetime | None, now: datetime, medium: str) -> datetime | None:
    """When the next word is due, given when the last one was; None where one is still to go out and tells of all."""
    if last is None:
        return now + WAIT[medium]
    if last > now:
        return None
    return max(now + WAIT[medium], last + APART[medium])
