"""The groups and items of help that can be asked for, from kinds.toml, read once and checked."""

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Item:
    """One ready-made thing: its group, names, unit and the usual quantity."""

    code: str
    kind: str
    vi: str
    en: str
    unit: str
    usual: int
    icon: str  # its own drawing, or that of its group

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
    kinds = tuple(
        Kind(
            **{
                **row,
                "items": tuple(Item(**{"kind": row["code"], "icon": row["icon"], **item}) for item in row["items"]),
            }
        )
        for row in data["kind"]
    )
    return kinds, data["units"]


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
