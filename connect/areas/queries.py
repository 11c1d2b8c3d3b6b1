"""Looking areas up by code and by point; what somebody typed is read by `lookup.py`."""

from collections.abc import Iterable
from functools import lru_cache

import sqlalchemy as sa

from connect import db, geo
from connect.areas import snapshot
from connect.areas.models import Area, AreaAlias
from connect.areas.snapshot import WARDS as WARDS, Place
from connect.errors import NotFound

__all__ = [
    "Place", "ancestors", "below", "by_id", "get", "is_within", "label", "nearest_wards",
]  # fmt: skip


def get(code: str) -> Place:
    """The area of a code, or NotFound."""
    if (place := place_of(code)) is None:
        raise NotFound
    return place


def place_of(code: str | None) -> Place | None:
    """The area of a code, None where there is none."""
    return snapshot.current().by_code.get(code) if code else None


def successors(code: str) -> tuple[list[Place], str]:
    """The places of today that took over the ward of an older code, the one with most of it first, and its old name."""
    old = sa.select(AreaAlias).where(AreaAlias.code == code, AreaAlias.kind == "old_ward")
    rows = list(db.session.scalars(old.order_by(AreaAlias.is_default.desc(), AreaAlias.id).limit(100)))
    found = [one for one in dict.fromkeys(by_id(row.area_id) for row in rows) if not one.ended]
    first = rows[0] if rows else None
    return found, ", ".join(filter(None, (first.ward, first.district, first.province))) if first else ""


def by_id(area_id: int) -> Place:
    """The area of an inner number."""
    return snapshot.current().by_id[area_id]


def everywhere() -> Iterable[Place]:
    """All areas, also those that are no more."""
    return snapshot.current().by_id.values()


def label(place: Place | Area) -> str:
    """A name with what it lies in: "Phường Bến Thành, Thành phố Hồ Chí Minh"."""
    here = snapshot.current()
    return here.label(here.by_id[place.id])


def ancestors(place: Place | Area) -> list[Place]:
    """From the country down to the area itself."""
    here = snapshot.current()
    return here.ancestors(here.by_id[place.id])


def provinces() -> list[Place]:
    """The provinces and centrally run cities of today, by name."""
    here = snapshot.current().by_id.values()
    return sorted(
        (one for one in here if one.kind in ("city", "province") and not one.ended), key=lambda one: one.folded
    )


def wards_of(place: Place) -> list[Place]:
    """The wards of today in a province, by name."""
    here = snapshot.current().by_id.values()
    return sorted((one for one in here if one.parent_id == place.id and not one.ended), key=lambda one: one.folded)


def wards_below(paths: Iterable[str]) -> list[Place]:
    """The wards of today at or below the paths, by name."""
    roots, here = tuple(paths), snapshot.current().by_id.values()
    found = [one for one in here if one.kind in snapshot.WARDS and not one.ended and one.path.startswith(roots)]
    return sorted(found, key=lambda one: one.folded)


def is_within(place: Place | Area, scope_path: str) -> bool:
    """Whether an area is the one of the path or lies below it."""
    return place.path.startswith(scope_path)


def below(paths: list[str]) -> sa.Select[int]:
    """A select of the ids of all areas at or below the paths, for use inside other queries."""
    return sa.select(Area.id).where(
        sa.or_(sa.false(), *(Area.path.startswith(path, autoescape=True) for path in paths))
    )


def nearest_wards(point: geo.Point, n: int = 3) -> list[tuple[float, Place]]:
    """The likeliest wards of a point, with the metres to their centres: to be confirmed, never assigned.

    The first is right for about three points in four, one of three for 96 in a hundred.
    """
    return snapshot.current().nearest(point, n)


def ward_at(point: geo.Point) -> Place:
    """The one ward nearest to a point: only for the public ward of a cell's centre, which need not be exact."""
    return _ward_at(snapshot.current(), point)


@lru_cache(maxsize=50_000)
def _ward_at(here: snapshot.Snapshot, point: geo.Point) -> Place:
    return here.nearest(point, 1)[0][1]


def ids_at(point: geo.Point) -> tuple[int, ...]:
    """The numbers of the country, the province and the ward of a point, as `ward_at` says it."""
    return _ids_at(snapshot.current(), point)


@lru_cache(maxsize=50_000)
def _ids_at(here: snapshot.Snapshot, point: geo.Point) -> tuple[int, ...]:
    return tuple(one.id for one in here.ancestors(_ward_at(here, point)))


def label_around(area: Place | None, centre: geo.Point | None) -> str:
    """The label of a searched place: the chosen area, else the ward around a point; "" without either."""
    if area or centre is None:
        return label(area) if area else ""
    return label(ward_at(centre))


def children_of(place: Place) -> list[Place]:
    """The areas of today that lie directly in one, by name: the provinces of the country, the wards of a province."""
    here = snapshot.current().by_id.values()
    return sorted((one for one in here if one.parent_id == place.id and not one.ended), key=lambda one: one.folded)


# --- Search -----------------------------------------------------------------------------------------------
