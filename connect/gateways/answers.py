"""The meaning of HTTP answers: a table, and how long a host asks to be left alone."""

from collections.abc import Mapping
from contextlib import suppress
from email.utils import parsedate_to_datetime

from connect import clock
from connect.gateways.base import Answer, Outcome
from connect.gateways.http_client import Cut, Reply

MOST_WAIT_S = 6 * 3600.0  # a host that asks for more is asked again all the same

_BY_STATUS: Mapping[int, Answer] = {
    400: Answer.OURS, 401: Answer.CLOSED, 403: Answer.CLOSED, 404: Answer.GONE, 408: Answer.LATER, 410: Answer.GONE,
    413: Answer.OURS, 425: Answer.LATER, 429: Answer.LATER,
}  # fmt: skip
_BY_HUNDRED = {2: Answer.TAKEN, 3: Answer.CLOSED, 4: Answer.OURS, 5: Answer.LATER}  # a redirect is followed by nobody


def of(reply: Reply) -> Outcome:
    """The outcome that a status stands for, where an address has one receiver, as in a push."""
    answer = _BY_STATUS.get(reply.status) or _BY_HUNDRED.get(reply.status // 100, Answer.LATER)
    if answer == Answer.TAKEN:
        return Outcome(answer, reference=reply.headers.get("Location", "").rpartition("/")[2][:80])
    return Outcome(answer, reason=f"http_{reply.status}", retry_after_s=asked_s(reply))


def of_failure(error: Exception) -> Outcome:
    """No answer came."""
    return Outcome(Answer.LATER, reason=str(error)[:40], may_have_left=isinstance(error, Cut))


def asked_s(reply: Reply) -> float | None:
    """How many seconds a host asks to be left alone (Retry-After: seconds or a date); None where it does not say."""
    said = reply.headers.get("Retry-After", "").strip()
    if said.isdigit():
        return min(float(said), MOST_WAIT_S)
    with suppress(ValueError, TypeError):
        return min(max(0.0, (parsedate_to_datetime(said) - clock.now()).total_seconds()), MOST_WAIT_S)
    return None
