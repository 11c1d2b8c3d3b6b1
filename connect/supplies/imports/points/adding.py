"""New points of a batch of rows, in a few statements."""

from collections.abc import Sequence
from typing import Any, cast

import sqlalchemy as sa

from connect import clock, config, db
from connect.crypto.encryption import sealed_row
from connect.crypto.tokens import new_public_id
from connect.supplies import transitions
from connect.supplies.holidays import queries as holidays
from connect.supplies.hours import actions as hours
from connect.supplies.imports.looking import checking
from connect.supplies.imports.looking.checking import Found
from connect.supplies.imports.models import SupplyImport
from connect.supplies.models import SupplyPoint
from connect.supplies.registering.actions import columns_of
from connect.supplies.rules import By, State, Verb
from connect.supplies.stock import bulk

_POINTS = cast("sa.Table", SupplyPoint.__table__)


def add(of: SupplyImport, found: Sequence[Found]) -> dict[int, int]:
    """New points with their goods and the first line of their history, all together; by the numbers of their rows."""
    if not found:
        return {}
    now, zone, off = clock.now(), config.current().timezone, holidays.days()
    always = {"state": State.OPEN, "source": of.source, "said_at": now, "created_at": now, "changed_at": now}
    masks = bulk.masks_of(bulk.there(one.row.goods) for one in found if one.row)
    points = [
        always | _columns(one) | {"goods": masks[bulk.there(one.row.goods)]}
        | hours.columns(one.row.hours, off, now, zone)
        for one in found if one.row
    ]  # fmt: skip
    ids = _inserted(points)
    bulk.put({number: one.row.goods for number, one in zip(ids, found, strict=True) if one.row}, By.IMPORT, now)
    transitions.record_all({number: {"import": of.public_id} for number in ids}, Verb.REGISTER, By.IMPORT, of.by_id)
    return dict(zip((one.number for one in found), ids, strict=True))


def _inserted(points: list[dict[str, Any]]) -> list[int]:
    """The numbers of new points, read afterwards.

    RETURNING would put all rows into one text, of whose thousands of marks the driver of PostgreSQL makes its own for
    longer than all the rest takes.
    """
    db.session.execute(sa.insert(_POINTS), points)
    public_ids = [one["public_id"] for one in points]
    numbered = sa.select(_POINTS.c.public_id, _POINTS.c.id).where(_POINTS.c.public_id.in_(public_ids))
    numbers = dict(map(tuple, db.session.execute(numbered)))
    return [numbers[one] for one in public_ids]


def _columns(found: Found) -> dict[str, Any]:
    """The columns of a new point that its row alone decides."""
    row, where, public_id = found.row, found.where, new_public_id()
    assert row is not None and where is not None  # noqa: S101 - for the type checker
    return {
        **columns_of(checking.facts_of(row), where), "public_id": public_id, "outside_id": row.outside_id or None,
        **sealed_row(SupplyPoint, public_id, {"phone": row.phone}), "phone_hash": found.mark,
    }  # fmt: skip
