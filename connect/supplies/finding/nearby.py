"""The listed supply points around a place, the nearest first. The search itself is `connect.nearby`, by exact points.

Distance is measured from the centre of the searcher's cell to where the point is shown: to the point itself, or to the
centre of its cell where only the ward is told.
"""

import math
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from connect import clock, geo
from connect.nearby import search
from connect.nearby.source import Source, squared_sql
from connect.supplies import goods
from connect.supplies.freshness import rules as freshness
from connect.supplies.models import LISTED_SQL, NO_BUYER_SQL
from connect.supplies.rules import PAY_BITS, SILENT_AFTER, Kind, Pay

FARTHEST_M = search.FARTHEST_M
WORDS = 4  # of a name that are looked for

# Within either of the two intervals that were worked out last, as `hours.queries.is_open` says it. IS TRUE keeps
# PostgreSQL from looking each half up by itself in an index that answers both at once.
OPEN_SQL = "(hours_from <= :now AND :now < hours_until OR next_from <= :now AND :now < next_until) IS TRUE"
_GOODS = "supply_goods AS told"
# Of one item all words lie together in its index: a few pages, where those of all goods of a point would be thousands.
_TOLD = f"""(SELECT 1 FROM {_GOODS} WHERE told.point_id = c.id AND told.item = :item
    AND told.said_at >= :known_since AND told.{NO_BUYER_SQL})"""  # nosec B608 # noqa: S608 - made of constants
_KNOWN = f"said_at >= :known_since AND EXISTS {_TOLD}"
FILTERS: dict[str, str] = {
    "item": "goods & :goods <> 0",
    "known": f"goods & :goods <> 0 AND {_KNOWN}",
    "unknown": f"goods & :goods <> 0 AND NOT EXISTS {_TOLD}",
    "open": OPEN_SQL,
    "delivers": f"delivers AND (delivers_m IS NULL OR {squared_sql('c.')} <= 1.0 * delivers_m * delivers_m)",
    "pay": "pays & :pays <> 0",
    "free": f"pays & {PAY_BITS[Pay.FREE]} <> 0",
    "verified": "verified_at IS NOT NULL",
    "kind": "kind = :kind",
    "name": " AND ".join(f"folded LIKE :word{n}" for n in range(WORDS)),
}
COLUMNS = ("id", "public_id", "lat", "lon")


@cache
def source(asked: tuple[str, ...] = (), known_first: bool = False) -> Source:
    """The points that are listed, narrowed by some of `FILTERS`; `known_first`: what was told lately stands first."""
    return Source(
        table="supply_points",
        index="ix_supply_points_nearby",
        listed=LISTED_SQL,
        filters=" AND ".join((*(f"({FILTERS[one]})" for one in asked), "said_at > :listed_since")),
        order=("public_id",),
        columns=(*COLUMNS, "said_at") if known_first else COLUMNS,
        exact=True,
        inner=((_GOODS, "ix_supply_goods_told"),),
        first=_KNOWN if known_first else "",
    )


@dataclass(frozen=True, slots=True)
class Filters:
    """The searcher's choice; `words` are those of a name, folded. `item` is a code of the catalogue."""

    item: str = ""
    within_m: int = 5_000
    open_now: bool = False
    delivers: bool = False
    free: bool = False
    verified: bool = False
    pay: Pay | None = None
    kind: Kind | None = None
    words: tuple[str, ...] = ()

    def asked(self) -> tuple[str, ...]:
        """The names of the filters that this choice needs, but for its item."""
        choice = {
            "kind": self.kind, "pay": self.pay, "free": self.free, "verified": self.verified,
            "open": self.open_now, "delivers": self.delivers, "name": self.words,
        }  # fmt: skip
        return tuple(name for name, chosen in choice.items() if chosen)

    def values(self, now: datetime) -> dict[str, Any]:
        """The values that any of `FILTERS` may wait for, at a moment."""
        words = (*(f"%{word}%" for word in self.words[:WORDS]), *["%"] * WORDS)[:WORDS]
        return {
            "item": self.item, "goods": goods.mask_of([self.item]) if self.item else 0, "now": now,
            "known_since": now - freshness.HEARD_FOR, "listed_since": now - SILENT_AFTER,
            "pays": PAY_BITS[self.pay] if self.pay else 0, "kind": self.kind.value if self.kind else "",
            **{f"word{number}": word for number, word in enumerate(words)},
        }  # fmt: skip


class Found(NamedTuple):
    """One point of the answer; `d2` is its distance in squared metres, `known` whether its goods were told lately.

    `known` is true of every point where no item is asked for.
    """

    id: int
    public_id: str
    lat: float
    lon: float
    d2: float
    known: bool = True

    @property
    def distance_m(self) -> float:
        """From the centre of the searcher's cell."""
        return math.sqrt(self.d2)


def nearby(
    centre: geo.Point, filters: Filters, *, limit: int = 20, after: Found | None = None
) -> list[Found]:  # fmt: skip
    """The points nearest to a place: of an item first those that were told of lately, then those nobody knows about.

    `after` is the last point of the page before. No point is farther than `FARTHEST_M`.
    """
    if not filters.item:
        return _part(centre, filters, "", limit, after)
    if after is None:
        return _both_parts(centre, filters, limit)
    found = _part(centre, filters, "known", limit, after) if after.known else []
    if len(found) < limit:
        found += _part(centre, filters, "unknown", limit - len(found), None if after.known else after)
    return found


def _both_parts(centre: geo.Point, filters: Filters, limit: int) -> list[Found]:
    """The first page of both in one walk: what nobody knows about is met on the way to what is known."""
    rows = search.search(
        source(("item", *filters.asked()), known_first=True), centre, within_m=filters.within_m,
        values=filters.values(clock.now()), limit=limit,
    )  # fmt: skip
    return [Found(number, public_id, lat, lon, d2, bool(known)) for number, public_id, lat, lon, _, known, d2 in rows]


def _part(centre: geo.Point, filters: Filters, worth: str, limit: int, after: Found | None) -> list[Found]:
    asked = ((worth,) if worth else ()) + filters.asked()
    last = search.After(after.d2, (after.public_id,)) if after else None
    rows = search.search(
        source(asked), centre, within_m=filters.within_m, values=filters.values(clock.now()), limit=limit, after=last
    )  # fmt: skip
    known = worth != "unknown"
    return [Found(number, public_id, lat, lon, d2, known) for number, public_id, lat, lon, _, d2 in rows]
