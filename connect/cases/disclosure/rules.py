"""The one rule of what a viewer may see of a case; no template decides anything beyond it."""

from collections.abc import Collection
from dataclasses import dataclass

from connect.cases.rules import LISTED, PUBLIC, CaseRole, Guarded, State, acting


@dataclass(frozen=True, slots=True)
class Sight:
    """The parts of one case that one viewer may see.

    `exists`: at all. `words`: "no", "masked" or "all". `contact`: "no", "ask" (on pressing *show*, logged) or
    "own". `wait`: a claimer whom the requester or a moderator has still to allow.
    """

    exists: bool
    words: str = "no"
    contact: str = "no"
    wait: bool = False


def view_of(*, state: State, roles: Collection[CaseRole], allowed: bool, guarded: int = Guarded.LISTED) -> Sight:
    """The one rule of disclosure. `allowed`: the claim's helper is verified or was let in. `guarded`: of `Guarded`.

    `roles` are those of the viewer towards this case: requester, claimer (while the lease runs), moderator
    (of the area), volunteer, cleared (of an organisation checked for safeguarded cases), clinician (whose credential
    holds in its area), former (held it once), player (takes part in its drill). No template decides
    anything beyond this.
    """
    if CaseRole.REQUESTER in roles:
        return Sight(exists=True, words="all", contact="own")
    who = acting(roles, guarded)
    if guarded == Guarded.DRILL and CaseRole.PLAYER not in who:
        return Sight(exists=False)
    if CaseRole.MODERATOR in who:
        return Sight(exists=True, words="all", contact="ask")
    if CaseRole.CLAIMER in roles and (
        CaseRole.CLAIMER not in who or (guarded == Guarded.SAFEGUARDED and CaseRole.CLEARED not in who)
    ):
        return Sight(exists=True, wait=True)  # organisation or credential held when the case was taken, and no more
    if CaseRole.CLAIMER in who:
        return Sight(True, "all", "ask") if allowed else Sight(True, "masked", wait=True)
    if guarded == Guarded.CLINICAL:
        waits = CaseRole.CLINICIAN in who and state in LISTED
        return Sight(exists=waits, words="masked" if waits else "no")
    if state not in PUBLIC or (guarded == Guarded.SAFEGUARDED and CaseRole.CLEARED not in roles):
        return Sight(exists=CaseRole.FORMER in roles)  # a former claimer may learn that it has ended, and nothing more
    if CaseRole.VOLUNTEER in roles:
        return Sight(exists=True, words="masked")
    return Sight(exists=True)
