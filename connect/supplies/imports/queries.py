"""Reading imports, and finding the points that rows may be: by outside id, by phone, by name within 150 m."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import lazyload

from connect import db, geo
from connect.accounts.models import Person
from connect.errors import NotFound
from connect.supplies.imports.models import Outcome, SupplyImport, SupplyImportRow
from connect.supplies.models import SupplyPoint, phone_mark
from connect.supplies.rules import State

NEAR_M = 150
SHOWN = 50  # rows of a page


@dataclass(frozen=True, slots=True)
class Wanted:
    """The marks by which the point of a row is looked for."""

    outside_id: str
    phone: str | None
    folded: str
    place: geo.Point


class Known:
    """The points that the rows of a batch may be, read by three statements."""

    def __init__(self, source: str, wanted: Sequence[Wanted]) -> None:
        ids = {one.outside_id for one in wanted if one.outside_id}
        marks = {phone_mark(one.phone) for one in wanted if one.phone}
        self._source = source
        self._by_outside = {
            one.outside_id: one
            for one in _points(SupplyPoint.source == source, SupplyPoint.outside_id.in_(ids))
        }  # fmt: skip
        self._by_phone = _grouped(_points(SupplyPoint.phone_hash.in_(marks)), "phone_hash")
        self._by_name = _grouped(_points(SupplyPoint.folded.in_({one.folded for one in wanted})), "folded")

    def sure(self, wanted: Wanted) -> SupplyPoint | None:
        """The point of this outside id."""
        return self._by_outside.get(wanted.outside_id) if wanted.outside_id else None

    def likely(self, wanted: Wanted) -> list[SupplyPoint]:
        """The points of the same phone, or of the same name near by, that are not known to be another one."""
        found = [*self._by_phone.get(phone_mark(wanted.phone), ())] if wanted.phone else []
        found += [
            one for one in self._by_name.get(wanted.folded, ()) if geo.distance_m(one.place, wanted.place) <= NEAR_M
        ]
        other = [one for one in found if self._is_another(one, wanted)]
        return [one for one in dict.fromkeys(found) if one not in other]

    def _is_another(self, point: SupplyPoint, wanted: Wanted) -> bool:
        told = point.outside_id if point.source == self._source else None
        return bool(told and wanted.outside_id and told != wanted.outside_id)


def _points(*conditions: sa.ColumnElement[bool]) -> Sequence[SupplyPoint]:
    there = sa.select(SupplyPoint).where(*conditions, SupplyPoint.state != State.CLOSED)
    return db.session.scalars(there.options(lazyload(SupplyPoint.area), lazyload(SupplyPoint.organization))).all()


def _grouped(points: Iterable[SupplyPoint], by: str) -> dict[str, list[SupplyPoint]]:
    found: dict[str, list[SupplyPoint]] = defaultdict(list)
    for point in points:
        found[getattr(point, by)].append(point)
    return found


def of_person(person: Person) -> Sequence[SupplyImport]:
    """The imports of an official, the newest first."""
    mine = sa.select(SupplyImport).where(SupplyImport.by_id == person.id)
    return db.session.scalars(mine.order_by(SupplyImport.id.desc()).limit(20)).all()


def by_public_id(public_id: str, person: Person) -> SupplyImport:
    """The import of a public id, for whoever began it; NotFound for anybody else."""
    mine = sa.and_(SupplyImport.public_id == public_id, SupplyImport.by_id == person.id)
    found = db.session.scalar(sa.select(SupplyImport).where(mine))
    if found is None:
        raise NotFound
    return found


def counts(found: SupplyImport) -> dict[str, int]:
    """How many rows there are of each outcome; "" is what was not looked at yet."""
    rows = sa.select(SupplyImportRow.outcome, sa.func.count()).where(SupplyImportRow.import_id == found.id)
    return Counter({(one or ""): n for one, n in db.session.execute(rows.group_by(SupplyImportRow.outcome))})


def rows(found: SupplyImport, outcome: Outcome, after: int = 0, most: int = SHOWN) -> Sequence[SupplyImportRow]:
    """Rows of an outcome behind a number, in their order."""
    mine = sa.select(SupplyImportRow).where(
        SupplyImportRow.import_id == found.id, SupplyImportRow.outcome == outcome, SupplyImportRow.number > after
    )
    return db.session.scalars(mine.order_by(SupplyImportRow.number).limit(most)).all()


def earlier(found: SupplyImport, ids: Iterable[str], before: int) -> dict[str, int]:
    """The numbers of rows before one that have these outside ids."""
    mine = sa.select(SupplyImportRow.outside_id, sa.func.min(SupplyImportRow.number)).where(
        SupplyImportRow.import_id == found.id, SupplyImportRow.outside_id.in_(set(ids)), SupplyImportRow.number < before
    )
    found_at = db.session.execute(mine.group_by(SupplyImportRow.outside_id))
    return {row[0]: row[1] for row in found_at}


def batch(found: SupplyImport, most: int, *more: sa.ColumnElement[bool]) -> Sequence[SupplyImportRow]:
    """The next rows of the stage at work."""
    mine = sa.select(SupplyImportRow).where(
        SupplyImportRow.import_id == found.id, SupplyImportRow.number > found.done, *more
    )
    return db.session.scalars(mine.order_by(SupplyImportRow.number).limit(most)).all()


def points(ids: Iterable[int | None]) -> dict[int, Any]:
    """Points by their numbers."""
    return {one.id: one for one in _points(SupplyPoint.id.in_({one for one in ids if one}))}
