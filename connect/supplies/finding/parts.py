"""The part of the front page of a place: the nearest points that are open, or the next to open."""

from collections.abc import Mapping
from typing import Any

from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.supplies.finding import queries, telling
from connect.supplies.finding.nearby import Filters, nearby

FIT, GOODS = 3, 2
WITHIN_M = 10_000


def nearest(area: Place) -> Mapping[str, Any] | None:
    """The cards for a ward; a province has no middle that anybody shops at."""
    if area.kind not in areas.WARDS:
        return None
    found = nearby(area.point, Filters(within_m=WITHIN_M, open_now=True), limit=FIT)
    shown = found or queries.next_to_open(area.point, Filters(within_m=WITHIN_M), FIT)
    return {"open": bool(found), "rows": telling.rows(shown, shown=GOODS)} if shown else None
