"""The lines of an order as they were typed: each is read, with the words for what is wrong with it.

Fields: `order-combo-<code>`; of a row `order-thing-<n>`, `order-qty-<n>`, `order-top-<n>`, `order-instead-<n>`; of one
in own words `order-words-<n>` instead of the thing, `n` from `WORDS_FROM` on.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from connect import clock, formatting
from connect.areas import queries as areas
from connect.errors import RuleBroken
from connect.incidents import kinds
from connect.incidents.packs import rules as packs
from connect.shopping.orders import rules
from connect.shopping.orders.actions import Wish
from connect.shopping.orders.placing import rules as sums
from connect.shopping.orders.rules import Instead
from connect.shopping.windows import queries as windows, words as window_words
from connect.shopping.windows.models import ShoppingWindow, WindowCombo
from connect.supplies.stock import queries as stock
from connect.text import one_line

ROWS = 20  # of items
WORDS_FROM = 31  # rows in own words have numbers of their own
SHOWN, MORE = 3, 3  # rows that are shown at first, and so many more at each press
Posted = Mapping[str, str]


def things() -> list[kinds.Kind]:
    """The groups of the catalogue of which single items can be ordered: what a shop sells."""
    return [one for one in kinds.KINDS if one.code in ("food", "daily_goods", "school_items")]


def usual_prices(window: ShoppingWindow) -> dict[str, int]:
    """The usual price of a unit of each item now, in đồng: in the shops of a window, else in its areas."""
    items = [item.code for kind in things() for item in kind.items]
    served = areas.below([place.path for place in windows.places_of(window)])
    return stock.usual_prices(items, [one.point_id for one in window.shops], served, clock.now())


def may_order(code: str) -> bool:
    """Whether an item can be ordered."""
    return code in kinds.ITEMS and kinds.item(code).kind in {one.code for one in things()}


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it was typed, empty or not. `faults`: the words for what is wrong, by its fields."""

    number: int
    thing: str = ""
    words: str = ""
    quantity: str = ""
    top: str = ""
    instead: str = ""
    faults: Mapping[str, str] | None = None
    wish: Wish | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is in it."""
        return not (self.thing or self.words or self.quantity.strip("0") or self.top)


@dataclass(frozen=True, slots=True)
class Combo:
    """A combo of the window with the number that was typed."""

    combo: WindowCombo
    text: str = ""
    fault: str = ""
    late: bool = False  # there was more of it when it was typed
    quantity: int = 0

    @property
    def field(self) -> str:
        """The name of its field."""
        return f"order-combo-{self.combo.code}"


def combos(posted: Posted, window: ShoppingWindow, held: Mapping[int, int]) -> list[Combo]:
    """The combos of a window as they were typed; `held`: how many of each an order has already."""
    return [_combo(one, posted.get(f"order-combo-{one.code}", ""), held.get(one.id, 0)) for one in window.combos]


def _combo(combo: WindowCombo, text: str, held: int) -> Combo:
    text = one_line(text)[:20]
    if not text.strip("0"):
        return Combo(combo, text)
    number, left = whole(text), combo.left + held
    if isinstance(number, str):
        return Combo(combo, text, number)
    if number > left:
        return Combo(combo, text, _said_left(left), late=True)
    if number > max(rules.MOST_OF_COMBO, held):
        said = _("For one home up to %(most)s of it, so that there is some for others.", most=rules.MOST_OF_COMBO)
        return Combo(combo, text, said)
    return Combo(combo, text, quantity=number)


def _said_left(left: int) -> str:
    if not left:
        return _("This is sold out by now. Set it to 0 and choose something else: all the rest is kept.")
    return _("Only %(left)s of it are left by now. Write %(left)s or less: all the rest is kept.", left=left)


def whole(text: str, most: int = rules.MOST_OF_ONE) -> int | str:
    """A whole number from 1 to `most`; else the words for what is wrong, with the nearest two."""
    try:
        number = float(text.replace(" ", "").replace(",", "."))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):  # "nan" and "1e999" are numbers to Python
        return _("Write a whole number, like 1 or 2.")
    if number == int(number) and 1 <= number <= most:
        return int(number)
    one, other = rules.nearest_two(max(-1e6, min(number, 1e6)), most)
    figures = {"one": formatting.number(one), "other": formatting.number(other)}
    return _("Write a whole number: %(one)s or %(other)s.", **figures)


def rows(posted: Posted, usual: Instead) -> list[Row]:
    """All rows with something in them, those in own words last."""
    found = [_item_row(n, posted, usual) for n in range(1, ROWS + 1)]
    said = [_words_row(n, posted, usual) for n in range(WORDS_FROM, WORDS_FROM + rules.MOST_WORDS)]
    return [one for one in (*found, *said) if not one.is_empty]


def _item_row(n: int, posted: Posted, usual: Instead) -> Row:
    row = _typed(n, posted, thing=posted.get(f"order-thing-{n}", "")[:30])
    if row.is_empty:
        return row
    faults: dict[str, str] = {}
    if not may_order(row.thing):
        faults[f"order-thing-{n}"] = _("Choose what you would like, or empty this row.")
        return _with(row, faults)
    item = kinds.item(row.thing)
    number = _quantity(row, item, faults)
    top = _top(row, faults)
    wish = Wish(number, instead_of(row.instead, usual), item=item.code, top_price=top) if not faults else None
    return _with(row, faults, wish)


def _quantity(row: Row, item: kinds.Item, faults: dict[str, str]) -> int:
    field, lang = f"order-qty-{row.number}", formatting.language()
    if not row.quantity:
        return item.usual
    try:
        number = packs.read(row.quantity, item, "", lang)
    except RuleBroken as error:
        faults[field] = f"{item.name(lang)}: {error.message}"
        return 0
    if 1 <= number <= rules.MOST_OF_ONE:
        return number
    one, other = rules.nearest_two(number, rules.MOST_OF_ONE)
    said = {
        "thing": item.name(lang),
        "one": packs.Amount(item, one).said(lang),
        "other": packs.Amount(item, other).said(lang),
    }
    faults[field] = _("%(thing)s: write %(one)s or %(other)s.", **said)
    return 0


def _words_row(n: int, posted: Posted, usual: Instead) -> Row:
    row = _typed(n, posted, words=one_line(posted.get(f"order-words-{n}", "")))
    if row.is_empty:
        return row
    faults: dict[str, str] = {}
    if not 2 <= len(row.words) <= rules.LONGEST_WORDS:
        faults[f"order-words-{n}"] = _("Write in 2 to %(most)s letters what you would like.", most=rules.LONGEST_WORDS)
    number = whole(row.quantity, 99) if row.quantity else 1
    if isinstance(number, str):
        faults[f"order-qty-{n}"] = number
        number = 0
    top = _top(row, faults)
    wish = Wish(number, instead_of(row.instead, usual), words=row.words, top_price=top) if not faults else None
    return _with(row, faults, wish)


def _typed(n: int, posted: Posted, thing: str = "", words: str = "") -> Row:
    quantity, top, instead = (one_line(posted.get(f"order-{name}-{n}", ""))[:40] for name in ("qty", "top", "instead"))
    return Row(n, thing, words, quantity, top, instead)


def _with(row: Row, faults: dict[str, str], wish: Wish | None = None) -> Row:
    return Row(row.number, row.thing, row.words, row.quantity, row.top, row.instead, faults, wish)


def _top(row: Row, faults: dict[str, str]) -> int | None:
    if not row.top:
        return None
    found = money(row.top, rules.MOST_PRICE)
    if isinstance(found, str):
        faults[f"order-top-{row.number}"] = found
        return None
    return found


def money(text: str, most: int) -> int | str:
    """A sum in đồng that makes sense, or the words for what is wrong."""
    found = sums.dong(text)
    if found is not None and 1_000 <= found <= most:
        return found
    if found is not None and 0 < found < 1_000:
        return _("Is it %(more)s? Write the whole sum in dong.", more=window_words.price(found * 1000))
    return _("Write a sum in dong up to %(most)s, like 50.000 or 50k.", most=formatting.number(most))


def instead_of(code: str, usual: Instead) -> Instead:
    """The rule of a line, else that of the whole order."""
    return Instead(code) if code in tuple(Instead) else usual


def summed(wish: Wish) -> tuple[int | None, int, int]:
    """The cost in đồng or None, the weight in grammes, and the whole bags of a line."""
    if wish.combo:
        return wish.total, wish.combo.weight_g * wish.quantity, wish.combo.bags * wish.quantity
    if wish.item:
        return wish.total, sums.weight_g(kinds.item(wish.item), wish.quantity), 0
    return wish.total, sums.OF_WORDS_G * wish.quantity, 0
