"""Reading the goods of a posted form: of each item how much there is, its price, what that is of, and a limit."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from flask_babel import gettext as _

from connect.errors import RuleBroken
from connect.incidents import kinds
from connect.incidents.catalogue import queries as catalogue
from connect.supplies import goods, rules
from connect.supplies.actions import Said
from connect.supplies.models import SupplyGood
from connect.supplies.rules import Level
from connect.supplies.stock.queries import Odd
from connect.text import one_line
from connect.web.pages import languages

LEVEL, PRICE, PER, LIMIT, SEEN = "level-", "price-", "per-", "limit-", "seen-"  # and the code of the item
MOST_ITEMS = 40
_PRICE = re.compile(r"(\d{1,9}|\d{1,3}(?:[ .,]\d{3})+)\s*(k|nghin|nghìn|ngàn|đ|d|vnd)?", re.IGNORECASE)


class Values(Protocol):
    """The values of a form."""

    def get(self, key: str, default: str) -> str:
        """The first value of a name."""


@dataclass(frozen=True, slots=True)
class Typed:
    """One item as it was typed."""

    level: str = ""
    price: str = ""
    per: str = ""
    limit: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said of it."""
        return not (self.level or self.price or self.limit)


class StockWrong(RuleBroken):
    """Goods that cannot be kept: in words by item."""

    def __init__(self, by_item: Mapping[str, str]) -> None:
        super().__init__(" ".join(by_item.values()))
        self.by_item = by_item


def typed(posted: Values) -> dict[str, Typed]:
    """Item to what was typed of it, for those of which anything was."""
    codes = [item.code for _kind, items in goods.offered() for item in items]
    found = {code: _typed(posted, code) for code in codes}
    return {code: one for code, one in found.items() if not one.is_empty}


def _typed(posted: Values, code: str) -> Typed:
    level, price, per, limit = (one_line(posted.get(name + code, ""))[:20] for name in (LEVEL, PRICE, PER, LIMIT))
    return Typed(level, price, per, limit)


def as_typed(rows: list[SupplyGood]) -> dict[str, Typed]:
    """The goods of a point as they would be typed, for a form that is shown filled in."""
    return {
        row.item: Typed(row.level, f"{row.price:,}".replace(",", ".") if row.price is not None else "", row.per,
                        str(row.limit_each or ""))
        for row in rows
    }  # fmt: skip


def checked(all_: Mapping[str, Typed]) -> dict[str, Said]:
    """Item to what is said of it. Raises StockWrong in words, by item."""
    found: dict[str, Said] = {}
    wrong: dict[str, str] = {}
    for code, one in all_.items():
        try:
            found[code] = _said(code, one)
        except RuleBroken as error:
            wrong[code] = f"{kinds.item(code).name(languages.chosen())}: {error.message}"
    if len(found) > MOST_ITEMS:
        raise RuleBroken(_("Choose the %(most)s things that matter most.", most=MOST_ITEMS))
    if wrong:
        raise StockWrong(wrong)
    return found


def _said(code: str, one: Typed) -> Said:
    if catalogue.is_new(code) or not goods.is_known(code):
        raise RuleBroken(_("This is no thing that a point can have."))
    level = one.level or Level.SOME
    if level not in tuple(Level):
        raise RuleBroken(_("Choose how much there is of it."))
    packs = {pack.code for pack in kinds.item(code).packs}
    return Said(Level(level), _price(one.price), one.per if one.per in packs else "", _limit(one.limit))


def _price(text: str) -> int | None:
    """A sum in đồng as people write it: "25000", "25.000 đ", "25k"."""
    if not text:
        return None
    found = _PRICE.fullmatch(text)
    if not found:
        raise RuleBroken(_("Write the price in dong, such as 25.000 or 25k."))
    thousands = 1000 if (found[2] or "").lower() in ("k", "nghin", "nghìn", "ngàn") else 1
    price = int(re.sub(r"\D", "", found[1])) * thousands
    if not 0 <= price <= rules.MOST_PRICE:
        raise RuleBroken(_("Write a price of at most %(most)s dong.", most=f"{rules.MOST_PRICE:,}".replace(",", ".")))
    return price


def _limit(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or not text.isascii() or not 1 <= int(text) <= rules.MOST_EACH:
        raise RuleBroken(
            _("Write the limit to a household as a whole number from 1 to %(most)s.", most=rules.MOST_EACH)
        )
    return int(text)


def unanswered(odd: Mapping[str, Odd], posted: Values) -> dict[str, Odd]:
    """The odd prices that were not yet seen beside the others' and sent again as they are."""
    return {item: one for item, one in odd.items() if posted.get(SEEN + item, "") != f"{one.price}/{one.per}"}
