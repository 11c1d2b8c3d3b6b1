"""The available cases around a place, the nearest first. The search itself is `connect.nearby`.

All cases of one cell are equally far; in it the more urgent stand first, then those that have waited longer.
"""

import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

from connect import clock, db, geo
from connect.cases.models import GRAVE_SQL, LISTED_SQL
from connect.cases.rules import GRAVEST
from connect.incidents import kinds as kinds_data
from connect.nearby import search
from connect.nearby.source import Source

FARTHEST_M = search.FARTHEST_M
LAST = datetime(9999, 12, 31, tzinfo=UTC)

AVAILABLE = Source(
    table="cases",
    index="ix_cases_nearby",
    listed=LISTED_SQL,
    filters="free_at <= :now AND kinds & :kinds <> 0 AND urgency >= :urgency AND waiting_since <= :before",
    order=("urgency DESC", "waiting_since", "public_id"),
    columns=("id", "public_id", "kinds", "urgency", "waiting_since", "lat", "lon"),
)
# Lives in danger are few and far between: to look for them in the other index was to walk it all.
GRAVE = replace(AVAILABLE, index="ix_cases_grave", listed=GRAVE_SQL)


@dataclass(frozen=True, slots=True)
class Filters:
    """The viewer's choice: groups as a bitmask, radius in metres, least urgency, waiting since before a moment."""

    kinds: int = kinds_data.ALL
    within_m: int = 10_000
    urgency: int = 0
    waiting_before: datetime | None = None


class Found(NamedTuple):
    """One case of the answer, with the keys that put it where it stands; `d2` is its distance in squared metres."""

    id: int
    public_id: str
    kinds: int
    urgency: int
    waiting_since: datetime
    lat: float
    lon: float
    d2: float

    @property
    def distance_m(self) -> float:
        """From the centre of the viewer's cell to the centre of the case's cell."""
        return math.sqrt(self.d2)


def nearby(centre: geo.Point, filters: Filters, *, limit: int = 20, after: Found | None = None) -> list[Found]:
    """The available cases nearest to a place: by distance of cells, then urgency, then waiting time.

    `after` is the last case of the page before. No case is farther than `FARTHEST_M`.
    """
    values = {
        "now": clock.now(), "kinds": filters.kinds, "urgency": filters.urgency,
        "before": filters.waiting_before or LAST,
    }  # fmt: skip
    source = GRAVE if filters.urgency == GRAVEST else AVAILABLE
    last = search.After(after.d2, (after.urgency, after.waiting_since, after.public_id)) if after else None
    rows = search.search(source, centre, within_m=filters.within_m, values=values, limit=limit, after=last)
    return [_found(row) for row in rows]


def _found(row: tuple[Any, ...]) -> Found:
    number, public_id, kinds, urgency, since, lat, lon, d2 = row
    return Found(number, public_id, kinds, urgency, db.Reader.moment_of(since), lat, lon, d2)
