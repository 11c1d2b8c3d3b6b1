"""The items of the catalogue as bits of one number, so that a search reads of a point in one column what there is.

Built-in items have the bit of their place in `BUILT_IN`, for ever; those that admins added get one of the rest when a
point first has them, kept in `supply_items`.
"""

from collections.abc import Iterable

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import db
from connect.errors import RuleBroken
from connect.incidents import kinds
from connect.incidents.kinds import Item, Kind
from connect.supplies.models import SupplyItem

BITS = 63  # of a signed 64-bit integer
FIRST_ADDED = 40  # below it are the built-in items
# Append only: the place of an item is its bit. None: what is no goods, or was taken out.
BUILT_IN: tuple[str, ...] = (
    "rice", "noodles", "bread", "water", "milk", "formula", "eggs", "meat", "fish", "vegetables", "oil", "sugar",
    "salt", "meals", "food_other", "washing_powder", "toothpaste", "toilet_paper", "pads", "nappies", "rice_cooker",
    "blankets", "light", "daily_other", "masks", "sanitiser", "thermometer", "medicine", "prescription", "oximeter",
    "oxygen", "first_aid", "books", "notebooks", "device", "uniform",
)  # fmt: skip
_BIT = {code: 1 << number for number, code in enumerate(BUILT_IN)}
NO_GOODS = ("time", "person", "place", "trip")  # units of what no shelf holds


def is_goods(item: Item) -> bool:
    """Whether an item is a thing that a point can have."""
    return item.unit not in NO_GOODS


def offered() -> list[tuple[Kind, tuple[Item, ...]]]:
    """The goods that a point can have, by group, in the order of the catalogue."""
    groups = ((kind, tuple(one for one in kind.items if is_goods(one))) for kind in kinds.KINDS)
    return [(kind, items) for kind, items in groups if items]


def is_known(code: str) -> bool:
    """Whether a code is that of goods, retired ones too."""
    return (item := kinds.ITEMS.get(code)) is not None and is_goods(item)


def mask_of(items: Iterable[str]) -> int:
    """The bits of some items; those that no point ever had are left out."""
    codes = set(items)
    added = codes - _BIT.keys()
    mask = sum(_BIT[code] for code in codes & _BIT.keys())
    return mask | sum(1 << bit for bit in _bits_of(added).values()) if added else mask


def numbered(items: Iterable[str]) -> int:
    """The bits of some items, where new ones get theirs, inside the transaction at work. Raises RuleBroken at 63."""
    codes = set(items)
    for code in sorted(codes - _BIT.keys() - _bits_of(codes - _BIT.keys()).keys()):
        _number(code)
    return mask_of(codes)


def _bits_of(codes: Iterable[str]) -> dict[str, int]:
    rows = db.session.execute(sa.select(SupplyItem.item, SupplyItem.bit).where(SupplyItem.item.in_(codes)))
    return {row.item: row.bit for row in rows}


def _number(code: str) -> None:
    used = set(db.session.scalars(sa.select(SupplyItem.bit)))
    free = [bit for bit in range(FIRST_ADDED, BITS) if bit not in used]
    if not free:
        raise RuleBroken(_l("There are too many kinds of goods already. Choose one that is in the list."))
    db.session.add(SupplyItem(item=code, bit=free[0]))
    db.session.flush()
