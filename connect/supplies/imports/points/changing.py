"""Changes of the points of a batch of rows, in a few statements."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from connect import clock
from connect.crypto.encryption import sealed_row
from connect.supplies import transitions
from connect.supplies.hours import actions as hours
from connect.supplies.imports.looking import checking
from connect.supplies.imports.looking.checking import Found
from connect.supplies.imports.looking.known import There
from connect.supplies.imports.models import SupplyImport
from connect.supplies.imports.rules import Row
from connect.supplies.models import SupplyPoint
from connect.supplies.rules import By, Verb
from connect.supplies.stock import bulk
from connect.supplies.transitions import Change


def change(of: SupplyImport, found: Sequence[Found]) -> None:
    """Sets what rows say otherwise. Of two rows for one point the later holds, as if it had come in the next batch.

    Conflict when a point was changed at this moment: then the batch is done again.
    """
    rows = {one.point: one for one in found if one.point}
    if not rows:
        return
    now = clock.now()
    told = {there.id: one.row.goods for there, one in rows.items() if one.row and one.row.goods}
    transitions.hold({there.id: there.version for there in rows})
    masks = bulk.say(told, By.IMPORT, now)
    transitions.move_all([_change(of, there, one, now, masks) for there, one in rows.items()], Verb.EDIT, By.IMPORT)
    words = {
        number: {"goods": {item: said.level.value for item, said in levels.items()}} | {"import": of.public_id}
        for number, levels in told.items()
    }
    transitions.record_all(words, Verb.SAY, By.IMPORT)


def _change(of: SupplyImport, there: There, found: Found, now: datetime, masks: Mapping[int, int]) -> Change:
    row: Row | None = found.row
    assert row is not None  # noqa: S101 - for the type checker
    changed = checking.changed(of, there, found)
    told = changed | {"said_at": now}
    if "phone_hash" in told:
        told |= sealed_row(SupplyPoint, there.public_id, {"phone": row.phone})
    if "hours" in told:
        told |= hours.current(row.hours)
    if there.id in masks:
        told["goods"] = masks[there.id]
    return Change(there.id, there.version, there.state, told, {"import": of.public_id} | {"changed": sorted(changed)})
