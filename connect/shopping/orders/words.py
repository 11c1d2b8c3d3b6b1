"""The words of orders, in both languages, for every code in `rules`."""

from collections.abc import Sequence

from flask_babel import gettext as _, lazy_gettext as _l

from connect import formatting
from connect.incidents import kinds
from connect.incidents.packs import rules as packs
from connect.shopping.orders.actions import Wish
from connect.shopping.orders.models import Order, OrderLine
from connect.shopping.orders.rules import By, Instead, Outcome, Pay, State, Verb
from connect.shopping.windows import words as windows

STATES = {
    State.PLACED: _l("ordered"),
    State.GATHERED: _l("in a run"),
    State.BOUGHT: _l("bought"),
    State.OUT: _l("on the way"),
    State.DELIVERED: _l("delivered"),
    State.SETTLED: _l("settled"),
    State.WITHDRAWN: _l("taken back"),
    State.DROPPED: _l("for neighbours"),
    State.FOLLOW_UP: _l("nobody was reached"),
}
TONES = {
    State.PLACED: "taken", State.GATHERED: "taken", State.BOUGHT: "taken", State.OUT: "main", State.DELIVERED: "done",
    State.SETTLED: "done", State.DROPPED: "need", State.FOLLOW_UP: "ready",
}  # fmt: skip
VERBS = {
    Verb.PLACE: _l("Order placed"),
    Verb.CHANGE: _l("Order changed"),
    Verb.WITHDRAW: _l("Order taken back"),
    Verb.GATHER: _l("Taken into a run"),
    Verb.LEAVE: _l("Out of the run again"),
    Verb.WISH_OUT: _l("Asked to be let out of the run"),
    Verb.BUY: _l("Bought"),
    Verb.ASK: _l("A question about a line"),
    Verb.ANSWER: _l("The question was answered"),
    Verb.SILENCE: _l("No answer came, so the rule of the line holds"),
    Verb.SET_OUT: _l("The team has set out"),
    Verb.DELIVER: _l("Delivered"),
    Verb.FAIL: _l("The team could not come"),
    Verb.MISS: _l("Nobody was reached"),
    Verb.SETTLE: _l("Settled"),
    Verb.DROP: _l("Taken out of the run"),
    Verb.MOVE_ON: _l("Moved to the next delivery, as was agreed"),
    Verb.AGAIN: _l("Ordered once more"),
    Verb.TAKE: _l("A neighbour has taken it"),
    Verb.GIVE_BACK: _l("The neighbour has given it back"),
    Verb.HAND_OVER: _l("Brought by a neighbour"),
    Verb.DISPUTE: _l("The household says that nothing came"),
    Verb.END: _l("The request has ended"),
}
BY = {
    By.REQUESTER: _l("the household"), By.COORDINATOR: _l("the coordinator"), By.TEAM: _l("the team"),
    By.NEIGHBOUR: _l("a neighbour"), By.CLOCK: _l("the clock"), By.CASE: _l("the request"),
}  # fmt: skip
OUTCOMES = {
    Outcome.BOUGHT: _l("bought"), Outcome.INSTEAD: _l("something else instead"), Outcome.MISSING: _l("not to be had"),
    Outcome.ASKED: _l("waits for your answer"),
}  # fmt: skip
OUTCOME_TONES = {Outcome.BOUGHT: "done", Outcome.INSTEAD: "main", Outcome.MISSING: "need", Outcome.ASKED: "ready"}
CAME = {
    Outcome.BOUGHT: _l("bought"), Outcome.INSTEAD: _l("something else instead"), Outcome.MISSING: _l("not to be had"),
    Outcome.ASKED: _l("ask the household"),
}  # fmt: skip
INSTEAD = {
    Instead.SIMILAR: _l("bring something similar"), Instead.CHEAPER: _l("bring something cheaper"),
    Instead.ASK: _l("ask me"), Instead.NONE: _l("leave it out"),
}  # fmt: skip
PAY = {
    Pay.CASH: _l("cash at the door"), Pay.TRANSFER: _l("transfer to the shop"), Pay.SPONSORED: _l("paid by a sponsor"),
}  # fmt: skip
REASONS = {
    "no_time": _l("there was no time left"), "vehicle": _l("the vehicle broke down"), "weather": _l("the weather"),
    "no_answer": _l("nobody answered the phone"), "wrong_number": _l("the number was wrong"),
    "nobody_there": _l("nobody was at home"), "wrong_place": _l("the place was wrong"),
    "asked": _l("the household asked for it"), "no_money": _l("the sum could not be paid"),
    "forbidden": _l("such things are not bought here"), "too_much": _l("it is more than can be carried"),
    "closed": _l("the shop was closed"), "other": _l("another reason"), "lapsed": _l("the time was over"),
}  # fmt: skip
price, weight = windows.price, windows.weight


def thing(line: OrderLine | Wish, words: str | None = None) -> str:
    """A line in words: "2 × Combo gạo", "Gạo 5 kg"; of own words those that may be shown, else a word for them."""
    lang = formatting.language()
    if line.combo is not None:
        return f"{line.quantity} × {line.combo.name(lang)}"
    if line.item:
        item = kinds.item(line.item)
        whole = packs.in_packs(item, line.quantity)
        said = packs.Amount(item, line.quantity).said(lang)
        return f"{item.name(lang)} {said}" + (f" ({whole.said(lang)})" if whole else "")
    own = words or _("something in the household's own words")
    return f"{line.quantity} × {own}" if line.quantity > 1 else own


def content(pairs: Sequence[Sequence[object]]) -> str:
    """The content of a combo in one line: "Gạo 5 kg, trứng 10 quả"."""
    lang, said = formatting.language(), []
    for code, quantity in pairs:
        item = kinds.item(str(code))
        said.append(f"{item.name(lang)} {packs.Amount(item, int(str(quantity))).said(lang)}")
    first, *more = said or [""]
    return ", ".join([first, *(one[:1].lower() + one[1:] for one in more)])


def cost(order: Order) -> str:
    """The estimate in words, and that some of it is not known."""
    unknown = sum(1 for line in order.lines if line.total is None)
    if not unknown:
        return price(order.estimate)
    if not order.estimate:
        return _("known only at the shop")
    return _("%(sum)s, and what %(n)s more lines cost", sum=price(order.estimate), n=unknown)


def reason(code: str | None) -> str:
    """A reason in words; empty for none that is known."""
    return str(REASONS.get(code or "", ""))
