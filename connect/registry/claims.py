"""A helper's claim on a case, and all that goes along with it: features right of `cases` add to its beginning and end.

Both run inside the transaction of the claim. A lease can be over before anybody ends its claim: whatever is kept
for a claim asks `Claim.runs` too, and must not wait for `ended`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from connect.errors import RuleBroken

Begin = Callable[[Any, Mapping[str, str]], None]
End = Callable[[Any, Mapping[str, int]], None]

HandOver = Callable[[Any, Mapping[str, int], Any], str | None]

BEGINNINGS: list[Begin] = []
ENDINGS: list[End] = []
HANDOVERS: list[HandOver] = []
NAMES: list[Callable[[int], str]] = []


class Refused(RuleBroken):
    """The claim cannot be had, or the handover told, in this way; the page says why, and nothing is written."""


def at_beginning(begin: Begin) -> Begin:
    """Announces what is called with a new claim and the form by which it was made. It may raise `Refused`."""
    BEGINNINGS.append(begin)
    return begin


def at_end(end: End) -> End:
    """Announces what is called with a claim that has just ended, and what was handed over: quantities by item."""
    ENDINGS.append(end)
    return end


def at_handover(hand_over: HandOver) -> HandOver:
    """Announces what is called with the claim, what was handed over by item, and the posted form that said so.

    It answers the address of the page that shows what came of it, or None. It may raise `Refused`; then nothing was
    handed over, and the form is shown again.
    """
    HANDOVERS.append(hand_over)
    return hand_over


def names_runs(name: Callable[[int], str]) -> Callable[[int], str]:
    """Announces how a run is called, by its number in `Claim.run`: the reason that households read beside each look."""
    NAMES.append(name)
    return name


def name_of_run(number: int) -> str:
    """How a run is called; nothing where nobody knows it."""
    return next(filter(None, (name(number) for name in NAMES)), "")


def begun(claim: Any, form: Mapping[str, str]) -> None:
    """Runs what goes along with a new claim."""
    for begin in BEGINNINGS:
        begin(claim, form)


def ended(claim: Any, handed: Mapping[str, int]) -> None:
    """Runs what goes along with the end of a claim."""
    for end in ENDINGS:
        end(claim, handed)


def handed_over(claim: Any, handed: Mapping[str, int], form: Any) -> str | None:
    """Runs what goes along with a handover, with the values of the posted form; answers the page to go on to."""
    pages = [hand_over(claim, handed, form) for hand_over in HANDOVERS]
    return next(filter(None, pages), None)
