"""How requests are looked at: before they are shown, afterwards, or not at all."""

from dataclasses import dataclass

from connect.cases.rules import Guarded, State, Urgency


@dataclass(frozen=True, slots=True)
class Mode:
    """How requests are looked at: from which urgency on they are shown unseen, and looked at afterwards.

    None: none of them. A case shown unseen is looked at afterwards even under a mode chosen later.
    """

    shown_from: int | None
    looked_at_from: int | None


MODES = {  # the five of the field, by its names
    "fully_moderated": Mode(None, 0),
    "dispatch_moderated": Mode(Urgency.LIFE_THREATENING, 0),
    "moderation_on_request": Mode(0, 2),
    "dispatch_assisted": Mode(0, 0),
    "peer_to_peer": Mode(0, None),
}


def first_state(mode: str, urgency: int, guarded: int = Guarded.LISTED) -> State:
    """Where a new request stands: on the list at once, or waiting for a moderator.

    Medical advice is shown to clinicians at once, whatever its urgency, where anything is: nobody else sees it.
    """
    least = MODES[mode].shown_from
    if guarded == Guarded.CLINICAL and least is not None:
        return State.OPEN
    return State.OPEN if least is not None and urgency >= least else State.PENDING_REVIEW
