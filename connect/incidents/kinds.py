"""The groups and items of help that can be asked for, from kinds.toml, read once and checked."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any


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
    """A group of items, and its bit in `cases.kinds`."""

    code: str
    bit: int
    icon: str
    vi: str
    en: str
    items: tuple[Item, ...]

    def name(self, lang: str) -> str:
        """The group's name in a language."""
        return self.en if lang == "en" else self.vi


def _read() -> tuple[tuple[Kind, ...], dict[str, dict[str, str]]]:
    data = tomllib.loads((Path(__file__).parent / "kinds.toml").read_text(encoding="utf-8"))
    packs = {code: Pack(code, **row) for code, row in data["packs"].items()}
    kinds = tuple(
        Kind(**{**row, "items": tuple(_item(row, item, packs) for item in row["items"])}) for row in data["kind"]
    )
    return kinds, data["units"]


def _item(kind: dict[str, Any], row: dict[str, Any], packs: dict[str, Pack]) -> Item:
    found = tuple(packs[code] for code in row.get("packs", ()))
    return Item(**{"kind": kind["code"], "icon": kind["icon"], **row, "packs": found})


KINDS, UNITS = _read()
BY_CODE = {kind.code: kind for kind in KINDS}
ITEMS = {item.code: item for kind in KINDS for item in kind.items}
ALL = sum(kind.bit for kind in KINDS)


def mask_of(codes: "list[str] | set[str]") -> int:
    """The bitmask of some groups; unknown codes are left out."""
    return sum({BY_CODE[code].bit for code in codes if code in BY_CODE})


def in_mask(mask: int) -> list[Kind]:
    """The groups in a bitmask, in the order of the file."""
    return [kind for kind in KINDS if mask & kind.bit]
