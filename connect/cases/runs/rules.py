"""A run as cases know it. The run itself is kept by a feature to the right; here it is a number and a time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

RUN = "run"  # in `Claim.allowed_by`, and the role in which a contact is shown to whoever delivers in a run
DAY = timedelta(hours=24)
OVER = "run_over"  # why a claim ended: its run has ended, or let it go
MOVED = "run_leader"  # another leader has it now


@dataclass(frozen=True, slots=True)
class Run:
    """The run that claims belong to.

    `code` is what the requester reads as the reason of each look; `opens_at` is None until a second person has approved
    the run; `organization_id` is None for a run of the authorities.
    """

    number: int
    code: str
    organization_id: int | None
    opens_at: datetime | None
    ends_at: datetime
