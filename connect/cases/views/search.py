"""The search of a visitor: read from the address of a page, and written back into addresses."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from werkzeug.datastructures import MultiDict

from connect import clock, geo
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.cases.map import changes
from connect.cases.queries import Filters, Found
from connect.cases.rules import URGENCIES
from connect.crypto import signing
from connect.errors import NotFound
from connect.incidents import kinds

RADII_KM = (1, 3, 5, 10, 20, 50)
USUAL_KM = 10
WAITS_H = (0, 3, 12, 24, 72)
URGENCY_CHOICES = ("low", "urgent", "life_threatening")  # "this or more"


@dataclass(frozen=True, slots=True)
class Search:
    """Where (a finest cell, or the cell of a ward), and what: groups, least urgency, radius, least waiting time."""

    cell: int | None = None
    area: Place | None = None
    kinds: tuple[str, ...] = ()
    urgency: str = "low"
    within_km: int = USUAL_KM
    waiting_h: int = 0

    @property
    def centre(self) -> geo.Point | None:
        """The middle of the cell that is searched around, or None when no place was chosen."""
        return geo.centre_of(self.cell) if self.cell else None

    def filters(self) -> Filters:
        """The same as the query wants it, at this moment."""
        return Filters(
            kinds=kinds.mask_of(set(self.kinds)) or kinds.ALL,
            within_m=self.within_km * 1000,
            urgency=URGENCIES[self.urgency],
            waiting_before=clock.now() - timedelta(hours=self.waiting_h) if self.waiting_h else None,
        )

    def args(self, **changes: Any) -> dict[str, Any]:
        """The arguments of `url_for` that lead back here; what is as usual is left out."""
        it, usual = replace(self, **changes), Search()
        args: dict[str, Any] = {"area": it.area.code} if it.area else {"at": f"{it.cell:x}"} if it.cell else {}
        named = {"kind": "kinds", "urgency": "urgency", "within": "within_km", "waiting": "waiting_h"}
        return args | {
            name: getattr(it, kept) for name, kept in named.items() if getattr(it, kept) != getattr(usual, kept)
        }

    @property
    def holds_s(self) -> float:
        """The seconds for which an answer holds while nothing changes: as time goes by, more have waited for long."""
        return changes.HEAL_S if not self.waiting_h else 60.0

    def key(self) -> list[Any]:
        """The part of a search that a cursor must agree with."""
        return [self.cell, sorted(self.kinds), self.urgency, self.within_km, self.waiting_h]


def read(args: "MultiDict[str, str]") -> Search:
    """The search of an address. Impossible values are left out, so that a mistyped address still answers."""
    cell, area = geo.cell_in(args.get("at", "")), None
    if cell is None and args.get("area"):
        area = _area(args["area"])
        cell = geo.cell_of(geo.Point(area.lat, area.lon)) if area else None
    wanted = set(args.getlist("kind"))
    return Search(
        cell=cell,
        area=area,
        kinds=tuple(kind.code for kind in kinds.KINDS if kind.code in wanted),
        urgency=args.get("urgency") if args.get("urgency") in URGENCY_CHOICES else "low",  # type: ignore[arg-type]
        within_km=_one_of(RADII_KM, args.get("within"), USUAL_KM),
        waiting_h=_one_of(WAITS_H, args.get("waiting"), 0),
    )


def choices() -> dict[str, Any]:
    """The choices of the search form: radii in kilometres, waiting times in hours."""
    return {"radii": RADII_KM, "waits": WAITS_H}


def _area(code: str) -> Place | None:
    try:
        return areas.get(code)
    except NotFound:
        return None


def _one_of(choices: tuple[int, ...], text: str | None, usual: int) -> int:
    return int(text) if text in {str(choice) for choice in choices} else usual


# --- Cursors ----------------------------------------------------------------------------------------------


def cursor(search: Search, last: Found) -> str:
    """Where the next page begins, signed; it carries the search, so it cannot be used with another one."""
    keys = [last.d2, last.urgency, last.waiting_since.isoformat(), last.public_id]
    return signing.signed([search.key(), keys], "nearby")


def after(search: Search, text: str | None) -> tuple[Found | None, bool]:
    """The last case of the page before, and whether the cursor was good (none at all is good)."""
    if not text:
        return None, True
    value = signing.unsigned(text, "nearby")
    if not value or value[0] != search.key():
        return None, False
    d2, urgency, since, public_id = value[1]
    return Found(0, public_id, 0, urgency, datetime.fromisoformat(since), 0.0, 0.0, d2), True
