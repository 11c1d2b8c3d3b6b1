"""What is near: the available cases around a place, the nearest first.

All cases of one cell are equally far, and `ix_cases_nearby` holds them in the order in which they are shown: the
more urgent first, then who has waited longer. So the search never measures cases, it walks cells, the nearest first,
and of each it reads only as many cases as are still missing. The seven cells around the viewer are known without
asking; beyond them the index itself tells which cells hold anything, by leaping from one to the next, in ever wider
belts. The work follows neither the radius nor how many wait in a cell.
"""

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from connect import clock, db, geo
from connect.cases import kinds as kinds_data
from connect.cases.map import near_postgres, near_sqlite

FARTHEST_M = 50_000
LAST = datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the viewer wants to see: groups as a bitmask, radius in metres, least urgency, waiting since before."""

    kinds: int = kinds_data.ALL
    within_m: int = 10_000
    urgency: int = 0
    waiting_before: datetime | None = None


class Found(NamedTuple):
    """One case of the answer, with the keys that put it where it stands."""

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

    The centre is snapped to its cell here, so that no caller can forget it. `after` is the last case of the
    page before.
    """
    reader = db.Reader()
    search = near_postgres.search if reader.postgres else near_sqlite.search
    within_m, start = min(filters.within_m, FARTHEST_M), after.d2 if after else 0.0
    cells = geo.neighbourhood(geo.cell_of(centre))
    around = geo.metric(geo.centre_of(cells[0][1]))
    close = [pair for pair in cells if start <= pair[0] <= within_m**2]
    # Nothing lies just behind the close ones; there a belt begins in which a coarse cell's centre is not in two.
    belts = (belt for belt in geo.belts(around, 1.5 * cells[-1][0], within_m) if belt.upto >= start)
    rows = search(reader, around, close, belts, _wanted(reader, filters, limit, after))
    return [_found(reader, row) for row in rows]


def _wanted(reader: db.Reader, filters: Filters, limit: int, after: Found | None) -> dict[str, Any]:
    """The values that the statements name. Where nothing came before, every case comes after it."""
    wanted = {
        "limit": limit, "now": reader.value_of(clock.now()), "kinds": filters.kinds, "urgency": filters.urgency,
        "before": reader.value_of(filters.waiting_before or LAST),
    }  # fmt: skip
    if after is None:
        return {**wanted, "after_d2": -1.0, "after_urgency": 127, "after_since": None, "after_id": ""}
    return {
        **wanted, "after_d2": after.d2, "after_urgency": after.urgency,
        "after_since": reader.value_of(after.waiting_since), "after_id": after.public_id,
    }  # fmt: skip


def _found(reader: db.Reader, row: tuple[Any, ...]) -> Found:
    number, public_id, kinds, urgency, since, lat, lon, d2 = row
    return Found(number, public_id, kinds, urgency, reader.moment_of(since), lat, lon, d2)
