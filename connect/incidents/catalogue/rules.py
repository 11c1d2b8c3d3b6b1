"""Rules for what is added to the catalogue: plain values and functions, and the templates as data."""

import json
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from connect.incidents import kinds
from connect.text import folded

BITS = kinds.BITS[len(kinds.BUILT_IN) :]  # those that utilities can be given
LONGEST_CODE, LONGEST_ITEM_CODE, LONGEST_NAME = 20, 30, 60
MOST_ITEMS, MOST_PACKS, MOST_OF_ONE = 20, 3, 999
MOST_NUMBERS = 3  # to call first
CODE = re.compile(r"[a-z][a-z0-9_]*")
NUMBER = re.compile(r"\+?[0-9]{3,15}")


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item as an admin describes it, checked."""

    code: str
    vi: str
    en: str
    unit: str
    usual: int
    packs: tuple[kinds.Pack, ...] = ()


@dataclass(frozen=True, slots=True)
class NewUtility:
    """A utility as an admin or a template describes it, checked; its bit is given when it is made."""

    code: str
    icon: str
    vi: str
    en: str
    items: tuple[NewItem, ...]
    call_first: tuple[str, ...] = ()
    leases_s: Mapping[str, int] | None = None


def code_of(name: str, longest: int) -> str:
    """A code made of a name: lower case, no marks, words joined; empty when the name has no letter for it."""
    code = re.sub(r"[^a-z0-9]+", "_", folded(name)).strip("_")
    return re.sub(r"^[^a-z]+", "", code)[:longest].strip("_")


def is_code(text: str, longest: int) -> bool:
    """Whether a text can be a code: ASCII small letters, digits and _, a letter first; never that of *new item*."""
    return len(text) <= longest and CODE.fullmatch(text) is not None and text != kinds.NEW


def next_bit(used: Collection[int]) -> int | None:
    """The lowest bit that no utility was ever given; None when all are."""
    return next((bit for bit in BITS if bit not in used), None)


def packs_of(rows: Iterable[tuple[int, str, str]]) -> tuple[kinds.Pack, ...]:
    """Packs of their size and names in Vietnamese and English, smallest first, each with a code made of its size."""
    return tuple(kinds.Pack(f"pack_{of}", of, vi, en) for of, vi, en in sorted(rows))


def item_rows(items: Sequence[NewItem]) -> list[dict[str, Any]]:
    """Items as columns of their table."""
    return [
        {"code": one.code, "vi": one.vi, "en": one.en, "unit": one.unit, "usual": one.usual,
         "packs": [{"code": pack.code, "of": pack.of, "vi": pack.vi, "en": pack.en} for pack in one.packs]}
        for one in items
    ]  # fmt: skip


# --- Templates ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReadyMade:
    """Utilities, with their questions, that an incident of one kind needs besides the built-in ones."""

    code: str
    vi: str
    en: str
    utilities: tuple[NewUtility, ...]
    questions: Mapping[str, Mapping[str, Any]]  # by code of utility: a set as it is published

    def name(self, lang: str) -> str:
        """The template's name in a language."""
        return self.en if lang == "en" else self.vi


@cache
def templates() -> Mapping[str, ReadyMade]:
    """The templates by code, of templates.toml and the sets of questions beside it; read once."""
    folder = Path(__file__).parent
    data = tomllib.loads((folder / "templates.toml").read_text(encoding="utf-8"))
    questions = json.loads((folder / "questions.json").read_text(encoding="utf-8"))
    packs = {**kinds.PACKS, **{code: kinds.Pack(code, **row) for code, row in data["packs"].items()}}
    made = {row["code"]: _utility(row, packs) for row in data["utility"]}
    return {
        code: ReadyMade(
            code, row["vi"], row["en"], tuple(made[one] for one in row["utilities"]),
            {one: questions[one] for one in row["utilities"]},
        )
        for code, row in data["template"].items()
    }  # fmt: skip


def _utility(row: Mapping[str, Any], packs: Mapping[str, kinds.Pack]) -> NewUtility:
    items = (NewItem(**{**one, "packs": tuple(packs[code] for code in one.get("packs", ()))}) for one in row["items"])
    return NewUtility(
        row["code"], row["icon"], row["vi"], row["en"], tuple(items), tuple(row.get("call_first", ())), row["leases_s"]
    )
