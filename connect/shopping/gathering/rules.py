"""The yes of a second person to a run, the end of each stop when it is gathered, the codes of bags. No database."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from connect.accounts import rules as accounts
from connect.accounts.rules import Held, RoleName

PEERS_UP_TO = 10  # stops; a larger run is approved by an official of the area
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # as `crypto.tokens`: none that is mistaken for another
BAG_CODE = 6
MOST_BAGS = 30  # of one stop


class Outcome(StrEnum):
    """The end to which a stop comes when its run is gathered."""

    GATHERED = "gathered"
    HAD = "had"  # by an earlier press
    LOST = "lost"  # somebody was faster
    REFUSED = "refused"  # it may not come along, and the words say why


class Refusal(StrEnum):
    """Why somebody may not approve a run."""

    OWN = "own"  # planned or changed it, leads in it, or goes along
    OFFICIAL = "official"  # it has more stops than a peer may approve
    NOBODY = "nobody"  # neither an official of the area nor a coordinator of its organisation


@dataclass(frozen=True, slots=True)
class Asked:
    """A run that waits for a yes: so many stops, by whom it is planned and carried, in whose name, in which areas."""

    stops: int
    own: frozenset[int]  # ids of its coordinator, leaders and members, and of all who have planned or changed it
    organization_id: int | None
    is_verified: bool  # the organisation, and its word counts at this moment
    paths: tuple[str, ...]  # of its areas


def why_not(asked: Asked, person_id: int, roles: Iterable[Held]) -> Refusal | None:
    """Why somebody may not say yes to a run; None when they may.

    A second person always: an official over all its areas, or for a small run another coordinator of its verified
    organisation.
    """
    held = list(roles)
    if person_id in asked.own:
        return Refusal.OWN
    if asked.paths and all(accounts.holds(held, RoleName.OFFICIAL, path) for path in asked.paths):
        return None
    if asked.organization_id is None or not accounts.coordinates(held, asked.organization_id):
        return Refusal.NOBODY
    return None if asked.is_verified and asked.stops <= PEERS_UP_TO else Refusal.OFFICIAL


def bag_code(mark: str) -> str:
    """Six letters of a keyed hash (hex): they name a bag to its team, and tell nothing to whoever finds one."""
    number = int(mark[:15], 16)
    letters = []
    for _ in range(BAG_CODE):
        number, at = divmod(number, len(CODE_LETTERS))
        letters.append(CODE_LETTERS[at])
    return "".join(letters)


def counted(outcomes: Collection[Outcome]) -> dict[Outcome, int]:
    """How many stops came to each end."""
    return {one: sum(found == one for found in outcomes) for one in Outcome}
