"""The groups and items of help that can be asked for: those of kinds.toml, and those that admins added.

`KINDS`, `BY_CODE` and `ITEMS` are frozen and swapped whole when the catalogue changes (`incidents/catalogue`), so read
them as attributes of this module each time. A process may meet a code or bit that it does not know yet: `item`, `kind`
and `in_mask` never fail, they answer with *new item*.
"""

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

NEW = "new"  # the code of what this process does not know yet; no utility and no item has it
BITS = tuple(1 << n for n in range(15))  # `cases.kinds` has room for so many
ALL = sum(BITS)  # every group, also those that this process does not know yet


@dataclass(frozen=True, slots=True)
class Pack:
    """A name for a number of an item's units: a tray is 10 eggs."""

    code: str
    of: int
    vi: str
    en: str

    def name(self, lang: str) -> str:
        """The pack's name in a language."""
        return self.en if lang == "en" else self.vi


@dataclass(frozen=True, slots=True)
class Item:
    """One ready-made thing: its group, names, unit, the usual quantity, and the packs it comes in."""

    code: str
    kind: str
    vi: str
    en: str
    unit: str
    usual: int
    icon: str  # its own drawing, or that of its group
    packs: tuple[Pack, ...] = ()  # smallest first

    def name(self, lang: str) -> str:
        """The item's name in a language."""
        return self.en if lang == "en" else self.vi

    def unit_name(self, lang: str, quantity: int = 2) -> str:
        """The unit's name in a language, as it stands after a quantity."""
        names = UNITS[self.unit]
        if lang != "en":
            return names["vi"]
        return names.get("one", names["en"]) if quantity == 1 else names["en"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A group of items, which is a utility too, and its bit in `cases.kinds`."""

    code: str
    bit: int
    icon: str
    vi: str
    en: str
    items: tuple[Item, ...]  # those that can be asked for
    retired: tuple[Item, ...] = ()  # those that could be, and stand in older requests
    call_first: tuple[str, ...] = ()  # numbers to call before anything is asked for here
    leases_s: tuple[tuple[int, int], ...] = ()  # urgency and seconds, where no switch says anything else
    is_built_in: bool = True

    def name(self, lang: str) -> str:
        """The group's name in a language."""
        return self.en if lang == "en" else self.vi


def made_of(row: Mapping[str, Any], packs: Mapping[str, Pack]) -> Kind:
    """A group of its row in a toml file; its items name their packs by code."""
    items = tuple(_item(row, item, packs) for item in row["items"])
    leases = tuple((int(urgency), s) for urgency, s in row.get("leases_s", {}).items())
    return Kind(**{**row, "items": items, "call_first": tuple(row.get("call_first", ())), "leases_s": leases})


def _item(kind: Mapping[str, Any], row: Mapping[str, Any], packs: Mapping[str, Pack]) -> Item:
    found = tuple(packs[code] for code in row.get("packs", ()))
    return Item(**{"kind": kind["code"], "icon": kind["icon"], **row, "packs": found})


_DATA = tomllib.loads((Path(__file__).parent / "kinds.toml").read_text(encoding="utf-8"))
UNITS: Mapping[str, Mapping[str, str]] = _DATA["units"]
PACKS: Mapping[str, Pack] = {code: Pack(code, **row) for code, row in _DATA["packs"].items()}
BUILT_IN: tuple[Kind, ...] = tuple(made_of(row, PACKS) for row in _DATA["kind"])

KINDS: tuple[Kind, ...]  # those that can be asked for, in the order of pages
BY_CODE: Mapping[str, Kind]  # these and the retired ones
ITEMS: Mapping[str, Item]  # of all of them, retired ones too


def swap(added: Iterable[Kind], retired: Iterable[Kind] = ()) -> None:
    """Puts another catalogue in place: the built-in groups, the added ones, and those that were once."""
    global KINDS, BY_CODE, ITEMS
    offered, gone = (*BUILT_IN, *added), tuple(retired)
    BY_CODE = MappingProxyType({kind.code: kind for kind in (*offered, *gone)})
    ITEMS = MappingProxyType({item.code: item for one in BY_CODE.values() for item in (*one.items, *one.retired)})
    KINDS = offered  # last: whoever reads a group here finds it above


swap(())


def item(code: str) -> Item:
    """The item of a code; *new item* for one that this process does not know yet."""
    return ITEMS.get(code) or Item(code, NEW, "Mục mới", "New item", "piece", 1, "basket")


def kind(code: str) -> Kind:
    """The group of a code; *new item* for one that this process does not know yet."""
    return BY_CODE.get(code) or Kind(code, 0, "basket", "Mục mới", "New item", (), is_built_in=False)


def holding(codes: Collection[str]) -> tuple[Kind, ...]:
    """The groups that can be asked for, and whatever of these items was retired, so that an edit keeps it."""
    found = [replace(one, items=(*one.items, *kept)) if (kept := _kept(one, codes)) else one for one in KINDS]
    gone = (one for one in BY_CODE.values() if one not in KINDS)
    return (*found, *(replace(one, items=kept) for one in gone if (kept := _kept(one, codes))))


def _kept(kind: Kind, codes: Collection[str]) -> tuple[Item, ...]:
    some = kind.retired if kind in KINDS else (*kind.items, *kind.retired)
    return tuple(one for one in some if one.code in codes)


def mask_of(codes: Iterable[str]) -> int:
    """The bitmask of some groups; unknown codes are left out."""
    return sum({BY_CODE[code].bit for code in codes if code in BY_CODE})


def in_mask(mask: int) -> list[Kind]:
    """The groups in a bitmask, in the order of the catalogue; last *new item* for bits that are not known yet."""
    found = [one for one in BY_CODE.values() if mask & one.bit]
    return found if sum(one.bit for one in found) == mask & ALL else [*found, kind(NEW)]
