"""Whether an address may be asked now: not too often itself, nor from one network, nor above the cost of a day."""

from enum import StrEnum

from connect import config
from connect.crypto.fingerprints import fingerprint
from connect.notices.following.asking import rules
from connect.web import limits

COSTS, TO, FROM = "follow-cost", "follow-to", "follow-from"


class Leave(StrEnum):
    """The answer. NOT_AGAIN is told to nobody: it would say that others have given this address."""

    YES, NOT_AGAIN = "yes", "not again"
    TOO_MANY_HERE, NO_MORE_TODAY = "too many here", "no more today"


def leave_to_ask(medium: str, address: str) -> Leave:
    """Counts one more question; whether it may go out. Of a day's cost only what goes out is counted."""
    if not limits.hit(rules.OF_NETWORK, FROM, limits.network()):
        return Leave.TOO_MANY_HERE
    ceiling = f"{config.current().follow_sms_a_day} per day" if medium in rules.BY_CODE else ""
    if medium in rules.BY_CODE and (not config.current().follow_sms_a_day or not limits.fits(ceiling, COSTS)):
        return Leave.NO_MORE_TODAY
    mark = fingerprint("limit", f"{medium} {address}")
    if not all(limits.hit(each, TO, mark) for each in rules.BY_MEDIUM[medium].of_address):
        return Leave.NOT_AGAIN
    if ceiling and not limits.hit(ceiling, COSTS):
        return Leave.NO_MORE_TODAY
    return Leave.YES
