"""The state of one gateway and what outcomes make of it. Pure: no clock, no dice, no database."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from connect.gateways.base import Answer, Outcome, stops

LONGEST_BACK_OFF_S = 4.5  # between two looks at a gateway that does not answer: it is found within ten seconds
CLOSED_S = 300.0  # between two looks at one that does not let us in
REFUSED_IN_A_ROW = 40  # letters: then something is wrong with all of them, and not with each
LOOK_S = 5.0  # how long a single letter may take that finds out whether it is back
PUT_OFF_S = 300.0  # how long a letter waits at most that finds out nothing
HELD_S = 6.0  # how long others wait for that letter's outcome


@dataclass(frozen=True, slots=True)
class State:
    """The knowledge of a gateway. `why`: a reason code; `refused`: letters in a row that it would not have."""

    failures: int = 0
    refused: int = 0
    closed_until: datetime | None = None
    why: str = ""
    tokens: float = 0.0
    filled_at: datetime | None = None
    day: date | None = None
    used: int = 0


def after(state: State, outcomes: Sequence[Outcome], now: datetime, dice: float) -> State:
    """The state after a batch; `dice` between 0 and 1 keeps the senders of several sites apart."""
    refused = state.refused
    for one in outcomes:
        refused = refused + 1 if one.answer == Answer.OURS else 0 if one.answer == Answer.TAKEN else refused
    worst = next((one for one in reversed(outcomes) if stops(one)), None)
    if worst is None and refused >= REFUSED_IN_A_ROW:
        worst = replace(outcomes[-1], answer=Answer.CLOSED)
    if worst is None:
        return replace(state, failures=0, refused=refused, closed_until=None, why="") if outcomes else state
    until = now + timedelta(seconds=_rest_s(state.failures, worst, dice))
    return replace(state, failures=state.failures + 1, refused=0, closed_until=until, why=worst.reason[:40])


def put_off_s(failures: int) -> float:
    """How long letters wait of a host that failed so often, while other hosts are served: longer with each failure."""
    return min(PUT_OFF_S, 5.0 * failures)


def _rest_s(failures: int, worst: Outcome, dice: float) -> float:
    if worst.answer == Answer.CLOSED:
        return CLOSED_S
    if worst.retry_after_s is not None:
        return worst.retry_after_s + dice
    return min(LONGEST_BACK_OFF_S, 0.5 * 2.0 ** min(failures, 10)) * (0.5 + dice / 2)


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits that an operator set for a gateway; 0: none."""

    per_s: float = 0.0
    a_day: int = 0

    def __bool__(self) -> bool:
        """Whether there is anything to count."""
        return bool(self.per_s or self.a_day)


def drawn(state: State, limits: Limits, wanted: int, now: datetime, today: date) -> tuple[State, int, float]:
    """The state once letters are drawn from bucket and quota, how many, and the seconds until there are more.

    The bucket holds what one second gives. A day begins at midnight of the site's zone.
    """
    used = state.used if state.day == today else 0
    left = limits.a_day - used if limits.a_day else wanted
    most, wait_s = max(0, min(wanted, left)), 0.0
    tokens = state.tokens
    if limits.per_s:
        room = max(1.0, limits.per_s)
        passed_s = max(0.0, (now - state.filled_at).total_seconds()) if state.filled_at else room / limits.per_s
        tokens = min(room, tokens + passed_s * limits.per_s)
        most = min(most, int(tokens))
        tokens -= most
        wait_s = max(0.0, (1.0 - tokens) / limits.per_s)
    if left <= most < wanted:
        wait_s = CLOSED_S  # of the day nothing is left; it is looked again before the next begins
    return replace(state, tokens=tokens, filled_at=now, day=today, used=used + most), most, wait_s
