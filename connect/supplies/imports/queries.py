"""Reading imports and their rows."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import lazyload

from connect import db
from connect.accounts.models import Person
from connect.crypto.encryption import opened
from connect.errors import NotFound
from connect.supplies.imports.models import Decision, Outcome, SupplyImport, SupplyImportRow
from connect.supplies.models import SupplyPoint

SHOWN = 50  # rows of a page


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


class Said(NamedTuple):
    """A row as it was brought: its number, its cells sealed, what was decided about it."""

    number: int
    said_sealed: bytes
    decision: Decision | None

    @property
    def cells(self) -> list[str]:
        """The cells."""
        found: list[str] = json.loads(opened(self.said_sealed, SupplyImportRow.said.place(self.number)))
        return found


def batch(found: SupplyImport, most: int, *more: sa.ColumnElement[bool]) -> list[Said]:
    """The next rows of the stage at work."""
    mine = sa.select(SupplyImportRow.number, SupplyImportRow.said_sealed, SupplyImportRow.decision).where(
        SupplyImportRow.import_id == found.id, SupplyImportRow.number > found.done, *more
    )
    return [Said._make(row) for row in db.session.execute(mine.order_by(SupplyImportRow.number).limit(most))]


def points(ids: Iterable[int | None]) -> dict[int, Any]:
    """Points by their numbers, with their wards."""
    some = sa.select(SupplyPoint).where(SupplyPoint.id.in_({one for one in ids if one}))
    return {one.id: one for one in db.session.scalars(some.options(lazyload(SupplyPoint.organization)))}
