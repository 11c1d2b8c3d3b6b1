"""Words for the codes of points, and prices as people say them."""

from collections.abc import Iterable

from flask_babel import gettext as _, lazy_gettext as _l

from connect.incidents import kinds
from connect.supplies.freshness import words as freshness
from connect.supplies.freshness.words import Told
from connect.supplies.models import SupplyEvent, SupplyGood
from connect.supplies.rules import By, Kind, Level, Pay, State, Verb, ways_in
from connect.web.pages import languages

KINDS = {
    Kind.MARKET: _l("Market"),
    Kind.SHOP: _l("Shop"),
    Kind.SUPERMARKET: _l("Supermarket"),
    Kind.PHARMACY: _l("Pharmacy"),
    Kind.MOBILE: _l("Mobile sale"),
    Kind.KITCHEN: _l("Free kitchen"),
    Kind.CHARITY: _l("Charity"),
    Kind.WATER: _l("Water point"),
    Kind.OXYGEN: _l("Oxygen point"),
}
STATES = {
    State.PENDING: _l("Waiting for a look"),
    State.OPEN: _l("Listed"),
    State.RESTING: _l("Resting"),
    State.DORMANT: _l("Not heard of for two weeks"),
    State.HIDDEN: _l("Hidden"),
    State.CLOSED: _l("Closed for good"),
}
LEVELS = {
    Level.PLENTY: _l("Plenty"),
    Level.SOME: _l("Some"),
    Level.LAST: _l("The last of it"),
    Level.OUT: _l("Out"),
}
STATE_TONES = {
    State.PENDING: "wait", State.OPEN: "done", State.RESTING: "ready", State.DORMANT: "wait", State.HIDDEN: "grave",
    State.CLOSED: "wait",
}  # fmt: skip
DESK = {
    "pending": _l("Wait for a first look"),
    "pictures": _l("Pictures to look at"),
    "unconfirmed": _l("Unconfirmed for three days"),
    "unverified": _l("Not verified"),
    "hidden": _l("Hidden"),
}
PAYS = {
    Pay.CASH: _l("Cash"),
    Pay.TRANSFER: _l("Transfer"),
    Pay.CARD: _l("Card"),
    Pay.FREE: _l("Free of charge"),
}
HIDE_REASONS = {
    "not_there": _l("It is not there"),
    "wrong_place": _l("It is somewhere else"),
    "scam": _l("It looks like a fraud"),
    "prices": _l("Its prices are not true, or abuse people's need"),
    "forbidden": _l("It sells what must not be sold"),
    "other": _l("Another reason"),
}
VERBS = {
    Verb.REGISTER: _l("Registered"),
    Verb.EDIT: _l("Changed"),
    Verb.VERIFY: _l("Verified"),
    Verb.HIDE: _l("Hidden"),
    Verb.SHOW: _l("Shown again"),
    Verb.CONFIRM: _l("Confirmed"),
    Verb.SAY: _l("Goods told anew"),
    Verb.REPORT: _l("A buyer said something"),
    Verb.REST: _l("Begins to rest"),
    Verb.WAKE: _l("Rests no more"),
    Verb.CLOSE: _l("Closed for good"),
    Verb.FADE: _l("Listed no more after two weeks without a word"),
    Verb.PICTURE: _l("Picture changed"),
    Verb.HAND_ON: _l("Helpers or the code for the counter changed"),
}
PICTURES = {
    "new": _l("A new picture"), "seen": _l("Picture looked at"), "gone": _l("Picture taken down"),
}  # fmt: skip
SIDES = {
    By.OWNER: _l("by the owner"),
    By.HELPER: _l("by a helper of the owner"),
    By.OFFICIAL: _l("by an official"),
    By.MODERATOR: _l("by a moderator"),
    By.BUYER: _l("by a buyer"),
    By.CLOCK: _l("by itself"),
    By.IMPORT: _l("by an import"),
}


def dong(price: int) -> str:
    """A sum in đồng: "25.000 đ"."""
    return f"{price:,}".replace(",", ".") + " đ"


def per(item: str, pack: str) -> str:
    """The thing that a price is of: the base unit of an item, or one of its packs."""
    thing, lang = kinds.item(item), languages.chosen()
    found = next((one for one in thing.packs if one.code == pack), None)
    return found.name(lang) if found else thing.unit_name(lang, 1)


def price(row: SupplyGood) -> str:
    """The price of a line: "25.000 đ / kg"; empty without one."""
    return "" if row.price is None else f"{dong(row.price)} / {per(row.item, row.per)}"


def limit(row: SupplyGood) -> str:
    """The limit of a line; empty without one."""
    if row.limit_each is None:
        return ""
    unit = kinds.item(row.item).unit_name(languages.chosen(), row.limit_each)
    return _("at most %(n)s %(unit)s to a household", n=row.limit_each, unit=unit)


def standing(row: SupplyGood) -> Told:
    """How much there is of a thing, by the age of the word on it and what buyers said."""
    return freshness.of_item(row.level, row.said_at, row.buyers_out_at)


def names(items: Iterable[str]) -> str:
    """The names of some items, in a row."""
    return ", ".join(kinds.item(item).name(languages.chosen()) for item in items)


def pays(mask: int) -> str:
    """The ways to pay of a point, in a row."""
    return ", ".join(str(PAYS[way]) for way in ways_in(mask))


def event(one: SupplyEvent) -> str:
    """A line of the history: what happened, and by which side. Never by whom."""
    told = VERBS[one.verb]
    if one.verb == Verb.PICTURE:
        told = PICTURES.get(one.detail.get("picture", ""), told)
    if one.verb == Verb.SAY and (items := one.detail.get("goods")):
        names = ", ".join(kinds.item(item).name(languages.chosen()) for item in list(items)[:5])
        return f"{told}: {names}, {SIDES[one.by]}"
    return f"{told}, {SIDES[one.by]}"
