"""Moves of a case that others follow: features right of `cases` keep what belongs to a case in step with it.

Everything here runs inside the transaction of the move, and may raise: then the case does not move either.
"""

from collections.abc import Callable
from typing import Any

Follow = Callable[[Any, str], None]
FOLLOWERS: list[Follow] = []
WITHDRAWALS: list[Callable[[Any], None]] = []


def after_move(follow: Follow) -> Follow:
    """Announces what is called with a case that has just moved, and the verb, of `cases.rules.Verb`."""
    FOLLOWERS.append(follow)
    return follow


def before_withdrawal(ask: Callable[[Any], None]) -> Callable[[Any], None]:
    """Announces what is asked before a requester takes a case back; it raises RuleBroken, in words, to say no.

    A requester's wish that all data be deleted is not asked: it always holds.
    """
    WITHDRAWALS.append(ask)
    return ask


def moved(case: Any, verb: str) -> None:
    """Runs what follows from a move."""
    for follow in FOLLOWERS:
        follow(case, verb)


def require_withdrawal(case: Any) -> None:
    """Raises RuleBroken where a case cannot simply be taken back."""
    for ask in WITHDRAWALS:
        ask(case)
