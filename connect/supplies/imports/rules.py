"""Columns of a spreadsheet and what a row says, without a database: headings are guessed, cells are read or refused."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from connect import geo
from connect.supplies import rules
from connect.supplies.actions import Said
from connect.supplies.hours import expression
from connect.supplies.hours.rules import Hours, Wrong
from connect.supplies.rules import Kind, Level, Pay
from connect.text import folded, phone_to_e164

NEEDED = ("name", "kind")
# What a column may be, and the headings under which people write it, folded. The first ones are those of an export.
COLUMNS: dict[str, tuple[str, ...]] = {
    "outside_id": ("outside_id", "ma", "ma so", "ma diem", "id"),
    "name": ("name", "ten", "ten diem", "ten cua hang", "ten diem ban"),
    "kind": ("kind", "loai", "loai hinh", "type"),
    "market": ("market", "cho", "ten cho"),
    "address": ("address", "dia chi"),
    "ward": ("ward_code", "ward", "phuong", "phuong/xa", "phuong xa", "xa"),
    "lat": ("lat", "latitude", "vi do"),
    "lon": ("lon", "lng", "longitude", "kinh do"),
    "phone": ("phone", "dien thoai", "so dien thoai", "sdt", "tel"),
    "phone_shown": ("phone_shown", "hien so"),
    "opening_hours": ("opening_hours", "gio mo cua", "hours"),
    "delivers_km": ("delivers_km", "giao hang", "giao trong km"),
    "pays": ("pays", "thanh toan"),
    "goods": ("goods", "hang", "mat hang", "hang hoa"),
}
KIND_WORDS: dict[str, Kind] = {
    "cho": Kind.MARKET, "tap hoa": Kind.SHOP, "cua hang": Kind.SHOP, "sieu thi": Kind.SUPERMARKET,
    "nha thuoc": Kind.PHARMACY, "ban hang luu dong": Kind.MOBILE, "xe luu dong": Kind.MOBILE, "bep": Kind.KITCHEN,
    "bep 0 dong": Kind.KITCHEN, "tu thien": Kind.CHARITY, "diem phat": Kind.CHARITY, "nuoc": Kind.WATER,
    "oxy": Kind.OXYGEN, **{kind.value: kind for kind in Kind},
}  # fmt: skip
PAY_WORDS = {
    "tien mat": Pay.CASH, "chuyen khoan": Pay.TRANSFER, "the": Pay.CARD, "mien phi": Pay.FREE,
    **{one.value: one for one in Pay},
}  # fmt: skip
YES, NO = ("yes", "y", "1", "x", "co", "true"), ("no", "n", "0", "khong", "false", "")
_GOOD = re.compile(r"([a-z0-9_]{1,30})(?::(plenty|some|last|out))?(?::([0-9]{1,9})(?:/([a-z0-9_]{1,20}))?)?")


class Trouble(NamedTuple):
    """A cell that cannot be: its column, a code for the words, and what they are about."""

    column: str
    why: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it says, as far as that needs no database. `ward` is as it was typed."""

    name: str
    kind: Kind
    outside_id: str
    market: str
    address: str
    ward: str
    pin: geo.Point | None
    phone: str | None
    phone_shown: bool
    hours: Hours | None
    delivers: bool
    delivers_m: int | None
    pays: tuple[Pay, ...]
    goods: Mapping[str, Said]


def guessed(head: Sequence[str]) -> dict[str, int]:
    """Which column is what, by the headings: name of a column to its number, from 0."""
    said = [folded(one) for one in head]
    found: dict[str, int] = {}
    for name, headings in COLUMNS.items():
        number = next((said.index(one) for one in headings if one in said), None)
        if number is not None and number not in found.values():
            found[name] = number
    return found


def cell(cells: Sequence[str], columns: Mapping[str, int], name: str) -> str:
    """The text of a cell by the name of its column; empty where there is none. An export's quote is taken off.

    Cells are one clean line each, as `reading` makes them.
    """
    number = columns.get(name)
    text = cells[number] if number is not None and number < len(cells) else ""
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text


def read(cells: Sequence[str], columns: Mapping[str, int]) -> tuple[Row | None, list[Trouble]]:
    """The row, or everything that is wrong with it."""
    troubles: list[Trouble] = []
    said = {name: cell(cells, columns, name) for name in COLUMNS}

    def tried(name: str, read_it: Any) -> Any:
        try:
            return read_it(said[name])
        except Wrong as error:
            troubles.append(Trouble(name, error.why, error.values))
            return None

    values = {
        "name": tried("name", _name), "kind": tried("kind", _kind), "outside_id": said["outside_id"][:80],
        "market": tried("market", _up_to(rules.LONGEST_MARKET)),
        "address": tried("address", _up_to(rules.LONGEST_ADDRESS)),
        "ward": said["ward"], "pin": tried("lat", lambda lat: _pin(lat, said["lon"])), "phone": tried("phone", _phone),
        "phone_shown": tried("phone_shown", _yes), "hours": tried("opening_hours", _hours),
        "pays": tried("pays", _pays), "goods": tried("goods", _goods),
    }  # fmt: skip
    delivers, delivers_m = tried("delivers_km", _delivers) or (False, None)
    if not values["ward"] and values["pin"] is None and not troubles:
        troubles.append(Trouble("ward", "no_place", {}))
    return (None if troubles else Row(**values, delivers=delivers, delivers_m=delivers_m)), troubles


def _name(said: str) -> str:
    if not said:
        raise Wrong("empty")
    return _up_to(rules.LONGEST_NAME)(said)


def _up_to(most: int) -> Any:
    def fits(said: str) -> str:
        if len(said) > most:
            raise Wrong("long", most=most)
        return said

    return fits


@lru_cache(maxsize=4096)
def _kind(said: str) -> Kind:
    found = KIND_WORDS.get(folded(said))
    if found is None:
        raise Wrong("kind", said=said[:40]) if said else Wrong("empty")
    return found


def _pin(lat: str, lon: str) -> geo.Point | None:
    if not lat and not lon:
        return None
    try:
        point = geo.Point(float(lat.replace(",", ".")), float(lon.replace(",", ".")))
    except ValueError as error:
        raise Wrong("pin", said=f"{lat} {lon}"[:40]) from error
    if not (8 <= point.lat <= 24 and 102 <= point.lon <= 118):
        raise Wrong("abroad", said=f"{lat} {lon}"[:40])
    return point


def _phone(said: str) -> str | None:
    if not said:
        return None
    found = phone_to_e164(said)
    if found is None:
        raise Wrong("phone", said=said[:30])
    return found


@lru_cache(maxsize=4096)
def _yes(said: str) -> bool:
    word = folded(said)
    if word not in YES + NO:
        raise Wrong("yes_or_no", said=said[:30])
    return word in YES


@lru_cache(maxsize=4096)
def _hours(said: str) -> Hours | None:
    return expression.read(said) if said else None


@lru_cache(maxsize=4096)
def _delivers(said: str) -> tuple[bool, int | None]:
    if folded(said) in YES[:1] + YES[3:]:
        return True, None
    if folded(said) in NO:
        return False, None
    try:
        metres = round(float(said.replace(",", ".")) * 1000)
    except (ValueError, OverflowError) as error:  # "inf" is a number to Python
        raise Wrong("kilometres", said=said[:20]) from error
    if not 0 <= metres <= rules.MOST_DELIVERS_M:
        raise Wrong("kilometres", said=said[:20])
    return metres > 0, metres or None


@lru_cache(maxsize=4096)
def _pays(said: str) -> tuple[Pay, ...]:
    words = [one.strip() for one in re.split(r"[,;+]", folded(said) or "cash") if one.strip()]
    if len(words) == 1 and words[0] not in PAY_WORDS:  # as an export writes them
        words = words[0].split()
    unknown = [one for one in words if one not in PAY_WORDS]
    if unknown:
        raise Wrong("pays", said=unknown[0][:30])
    return tuple(dict.fromkeys(PAY_WORDS[one] for one in words))


@lru_cache(maxsize=4096)
def _goods(said: str) -> Mapping[str, Said]:
    found = {}
    for one in said.replace(",", " ").split():
        match = _GOOD.fullmatch(one)
        if match is None or (match[3] and not 0 < int(match[3]) <= rules.MOST_PRICE):
            raise Wrong("goods", said=one[:40])
        level = Level(match[2]) if match[2] else Level.SOME
        found[match[1]] = Said(level, int(match[3]) if match[3] else None, match[4] or "")
    return found
