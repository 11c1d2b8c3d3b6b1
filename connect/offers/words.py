"""The words of every code of an offer, in both languages."""

from flask_babel import LazyString, gettext as _, lazy_gettext as _l, ngettext

from connect import formatting
from connect.incidents import kinds
from connect.offers.models import Offer
from connect.offers.rules import Sort, State, Verb
from connect.web.pages import languages

SORTS: dict[Sort, LazyString] = {
    Sort.GOODS: _l("Things"),
    Sort.LABOUR: _l("My time and hands"),
    Sort.VEHICLE: _l("A vehicle with driver"),
    Sort.MONEY: _l("Money, given as things"),
}
SORT_HINTS: dict[Sort, LazyString] = {
    Sort.GOODS: _l("One thing from the list, with how much of it there is."),
    Sort.LABOUR: _l("Carrying, cooking, cleaning, repairing: in hours."),
    Sort.VEHICLE: _l("To carry people or things: in trips."),
    Sort.MONEY: _l("You buy what is needed; nobody is sent money here."),
}
HOW_MUCH: dict[Sort, LazyString] = {
    Sort.GOODS: _l("How much is there?"),
    Sort.LABOUR: _l("How many hours?"),
    Sort.VEHICLE: _l("How many trips?"),
    Sort.MONEY: _l("How much, in thousands of dong?"),
}
HOW_MUCH_HINTS: dict[Sort, LazyString] = {
    Sort.GOODS: _l("In the unit that stands beside its name, as a whole number."),
    Sort.LABOUR: _l("In all, until the last day."),
    Sort.VEHICLE: _l("In all, until the last day."),
    Sort.MONEY: _l("500 means five hundred thousand."),
}
SORT_ICONS = {Sort.GOODS: "basket", Sort.LABOUR: "users", Sort.VEHICLE: "scooter", Sort.MONEY: "bag"}
VEHICLES: dict[str, LazyString] = {
    "bicycle": _l("Bicycle"), "motorbike": _l("Motorbike"), "car": _l("Car"), "van": _l("Van"), "truck": _l("Lorry"),
    "boat": _l("Boat"),
}  # fmt: skip
STATES: dict[State, LazyString] = {
    State.OPEN: _l("Open"),
    State.PAUSED: _l("Paused"),
    State.USED_UP: _l("Given away"),
    State.ENDED: _l("Ended"),
    State.EXPIRED: _l("Expired"),
}
STATE_TONES = {
    State.OPEN: "done",
    State.PAUSED: "wait",
    State.USED_UP: "done",
    State.ENDED: "wait",
    State.EXPIRED: "wait",
}
EVENTS: dict[Verb, LazyString] = {
    Verb.CONFIRM: _l("You said that it is there"),
    Verb.CHANGE: _l("You changed it"),
    Verb.PAUSE: _l("You paused it"),
    Verb.RESUME: _l("You opened it again"),
    Verb.TAKE: _l("Set aside for a case"),
    Verb.GIVE_BACK: _l("Came back"),
    Verb.HAND_OVER: _l("Handed over"),
    Verb.USE_UP: _l("All is given away"),
    Verb.EXPIRE: _l("Expired, because its time was over"),
    Verb.REOPEN: _l("You opened it again"),
    Verb.END: _l("You ended it"),
}


def amount(offer: Offer, quantity: int) -> str:
    """A quantity of an offer in words: "40 kg", "3 trips", "500,000 dong"."""
    n = formatting.number(quantity)
    if offer.sort == Sort.GOODS:
        return f"{n} {kinds.item(offer.item or '').unit_name(languages.chosen(), quantity)}"
    if offer.sort == Sort.LABOUR:
        return ngettext("%(num)s hour", "%(num)s hours", quantity)
    if offer.sort == Sort.VEHICLE:
        return ngettext("%(num)s trip", "%(num)s trips", quantity)
    return _("%(n)s dong", n=quantity * 1000)


def title(offer: Offer) -> str:
    """The thing that is offered: "Rice", "Lorry, 1,500 kg", "My time and hands"."""
    if offer.sort == Sort.GOODS:
        return kinds.item(offer.item or "").name(languages.chosen())
    if offer.sort == Sort.VEHICLE and offer.vehicle in VEHICLES:
        name = str(VEHICLES[offer.vehicle])
        return _("%(vehicle)s, up to %(kg)s kg", vehicle=name, kg=offer.carries_kg) if offer.carries_kg else name
    return str(SORTS[offer.sort])


def icon_of(offer: Offer) -> str:
    """The drawing of what is offered."""
    if offer.vehicle == "boat":
        return "boat"
    return kinds.item(offer.item).icon if offer.item else SORT_ICONS[offer.sort]
