"""Reading an amount that was written in units or packs, and naming one in packs: plain functions, without a database.

What is kept, summed and still to come is always a whole number of the unit. Nothing is guessed: what is not whole, or
not of this thing, is refused with what could be written instead.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import ceil

from flask_babel import lazy_gettext as _l

from connect import formatting
from connect.errors import RuleBroken
from connect.incidents import kinds
from connect.incidents.kinds import Item, Pack
from connect.text import folded

LONGEST = 40  # letters of an amount
# What people call a unit besides its name; the names themselves are in kinds.toml.
_ALSO = {
    "kg": ("ky", "ki", "kilo", "kilos", "kilogram", "kilograms"),
    "litre": ("l", "lit", "litre", "liter", "liters"),
    "piece": ("chiec",),
    "egg": ("trai", "egg", "eggs"),
}
_WORDS = {
    "mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10,
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10,
}  # fmt: skip
_HALVES = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4)}
_NUMBER = re.compile(
    r"(?:(?P<broken>\d{1,3})[.,](?P<part>\d{1,2})(?![.,\d])|(?:(?P<and>\d{1,3}) ?)?(?P<sign>[½¼¾])"
    r"|(?P<over>\d) ?/ ?(?P<under>[2-9])(?!\d)|(?P<whole>\d+)(?![.,/\d])"
    r"|(?P<half>(?:a )?half(?: an?)?|nua)\b|(?P<word>[a-z]+)(?= |$))\s*[x×]?\s*"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of an item's units, or of one of its packs."""

    item: Item
    number: int
    pack: Pack | None = None

    def said(self, lang: str) -> str:
        """It in words: "10 kg", "2 bao 5 kg"."""
        number = formatting.number(self.number)
        if self.pack is None:
            return f"{number}\N{NO-BREAK SPACE}{self.item.unit_name(lang, self.number)}"
        return f"{number} {'× ' if lang == 'en' else ''}{self.pack.name(lang)}"


def read(text: str, item: Item, chosen: str = "", lang: str = "vi") -> int:
    """The number of an item's units that somebody wrote: "10", "10kg", "2 bao"; any number, also none or too many.

    `chosen`: the code of the pack that was chosen beside a bare number. Raises RuleBroken in words, without the item's
    name.
    """
    said = folded(text[:LONGEST])
    found = None if len(text) > LONGEST else _NUMBER.match(said)
    number = _number_of(found) if found else None
    if found is None or number is None:
        raise RuleBroken(_unclear(item, lang))
    rest = said[found.end() :]
    if rest == "ruoi" or rest.endswith(" ruoi"):
        number, rest = number + Fraction(1, 2), rest.removesuffix("ruoi")
    pack = _pack(rest, item, chosen, lang)
    if number.denominator != 1:
        raise RuleBroken(_not_whole(*(one.said(lang) for one in _nearest(item, pack, number))))
    return int(number) * (pack.of if pack else 1)


def in_packs(item: Item, units: int) -> Amount | None:
    """The number of units in the largest pack of which it is a whole number; None where there is none."""
    whole = [pack for pack in item.packs if units and units % pack.of == 0]
    pack = max(whole, key=lambda pack: pack.of, default=None)
    return Amount(item, units // pack.of, pack) if pack else None


def _number_of(found: re.Match[str]) -> Fraction | None:
    if whole := found["whole"]:
        return Fraction(int(whole))
    if found["broken"]:
        return Fraction(f"{int(found['broken'])}.{''.join(str(int(c)) for c in found['part'])}")
    if found["sign"]:
        return int(found["and"] or 0) + _HALVES[found["sign"]]
    if found["over"]:
        return Fraction(int(found["over"]), int(found["under"]))
    if found["half"]:
        return Fraction(1, 2)
    word = _WORDS.get(found["word"])
    return None if word is None else Fraction(word)


def _pack(rest: str, item: Item, chosen: str, lang: str) -> Pack | None:
    """The pack that is named behind a number or was chosen beside it; None: the unit itself."""
    beside = next((pack for pack in item.packs if pack.code == chosen), None)
    if chosen and beside is None:
        raise RuleBroken(_unclear(item, lang))
    word = _bare(rest)
    if not word:
        return beside
    meant = [pack for pack in _names(item).get(word, ()) if beside in (None, pack)]
    if len(meant) != 1:  # nothing of this thing, another than was chosen, or a word for several packs
        raise RuleBroken(_unclear(item, lang))
    return meant[0]


def _bare(text: str) -> str:
    return re.sub(r"[\s.\-]", "", folded(text))


@lru_cache(maxsize=512)
def _names(item: Item) -> dict[str, list[Pack | None]]:
    """Every way to name the unit (None) or a pack of an item, alone or with the item's name behind it."""
    found: dict[str, list[Pack | None]] = {}
    named: list[tuple[Pack | None, Iterator[str]]] = [(None, _of_unit(item.unit))]
    named += [(pack, _of_pack(pack)) for pack in item.packs]
    for pack, names in named:
        for name in {_bare(one) for one in names}:
            for whole in {name, name + _bare(item.vi), name + _bare(item.en), f"{name}of{_bare(item.en)}"}:
                found.setdefault(whole, []).append(pack)
    return found


def _of_unit(unit: str) -> Iterator[str]:
    yield from kinds.UNITS[unit].values()
    yield from _ALSO.get(unit, ())


def _of_pack(pack: Pack) -> Iterator[str]:
    """The pack's names, and the one word that is used alone: "bao" of "bao 5 kg", "bag" or "bags" of "5 kg bag"."""
    for name in filter(str.strip, (pack.vi, pack.en)):
        first, *_rest = words = folded(name).split()
        alone = words[-1] if first[0].isdecimal() else first
        yield from (name, alone)
        if name == pack.en:
            yield alone + ("es" if alone.endswith(("s", "x", "ch", "sh")) else "s")


def _nearest(item: Item, pack: Pack | None, number: Fraction) -> tuple[Amount, Amount]:
    """The two amounts next to one that is not whole; of half a tray the eggs, and the tray."""
    units = number * (pack.of if pack else 1)
    if pack and units.denominator == 1:
        return Amount(item, int(units)), Amount(item, ceil(number), pack)
    below = max(int(units), 1)
    return Amount(item, below), Amount(item, max(ceil(units), below + 1))


def _not_whole(one: str, other: str) -> object:
    return _l("only whole numbers. Write %(one)s or %(other)s.", one=one, other=other)


def _unclear(item: Item, lang: str) -> object:
    unit = item.unit_name(lang)
    if not item.packs:
        return _l("this is counted in %(unit)s. Write a number.", unit=unit)
    packs = ", ".join(pack.name(lang) for pack in item.packs)
    return _l("this is counted in %(unit)s. Write a number, or choose %(packs)s beside it.", unit=unit, packs=packs)
