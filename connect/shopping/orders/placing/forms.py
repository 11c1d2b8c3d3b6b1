"""The order as it was posted: with the asking form, or on the page that changes it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from flask_babel import gettext as _

from connect import formatting
from connect.crypto.fingerprints import fingerprint
from connect.errors import Conflict
from connect.registry.with_cases.asking import Fault, NotWritten
from connect.shopping.orders import actions, queries, rules
from connect.shopping.orders.actions import Plan, Wish
from connect.shopping.orders.placing import rules as sums, typed
from connect.shopping.orders.placing.chosen import ForWindow
from connect.shopping.orders.placing.typed import Combo, Row
from connect.shopping.orders.rules import Instead, Pay
from connect.shopping.windows import words as window_words
from connect.shopping.windows.models import ShoppingWindow
from connect.text import one_line

PREFIX = "order-"
NO_MARK = ("order-more",)  # buttons say nothing of what is wished


class OrderOnForm(ForWindow):
    """One order as it was typed, for one place at this moment."""

    template = "shopping/parts/order_fields.html"
    summary = "shopping/parts/order_summary.html"

    # --- What is in it --------------------------------------------------------------------------------------

    @property
    def usual(self) -> Instead:
        """The rule of lines that say nothing else."""
        return typed.instead_of(self.posted.get("order-instead", ""), Instead.SIMILAR)

    @cached_property
    def combos(self) -> list[Combo]:
        """The combos of the window, with what was typed."""
        held = queries.combos_of(self.order) if self.order else {}
        return typed.combos(self.posted, self.window, held) if self.window else []

    @cached_property
    def rows(self) -> list[Row]:
        """The rows with something in them."""
        return typed.rows(self.posted, self.usual)

    @cached_property
    def shown_rows(self) -> list[Row]:
        """The rows of items on the page: those with something in them, and some that are empty."""
        filled = [one for one in self.rows if one.number < typed.WORDS_FROM]
        spare = typed.MORE if "order-more" in self.posted else max(1, typed.SHOWN - len(filled))
        free = [n for n in range(1, typed.ROWS + 1) if n not in {one.number for one in filled}]
        return [*filled, *(Row(n) for n in free[:spare])]

    @cached_property
    def shown_words(self) -> list[Row]:
        """The rows in own words on the page."""
        there = {one.number: one for one in self.rows if one.number >= typed.WORDS_FROM}
        numbers = range(typed.WORDS_FROM, typed.WORDS_FROM + rules.MOST_WORDS)
        return [there.get(n, Row(n)) for n in numbers if n in there or n <= typed.WORDS_FROM + len(there)]

    @cached_property
    def wishes(self) -> list[Wish]:
        """The lines that can be read."""
        made = [Wish(one.quantity, self.usual, combo=one.combo) for one in self.combos if one.quantity]
        return [*made, *self._priced]

    @property
    def _priced(self) -> list[Wish]:
        """The rows that can be read, each item with what it usually costs where the window buys."""
        read = (one.wish for one in self.rows if one.wish)
        return [replace(one, usual=self.prices.get(one.item)) if one.item else one for one in read]

    @cached_property
    def prices(self) -> dict[str, int]:
        """The usual price of a unit by item, in đồng; of an order that is changed those that were copied stay."""
        if self.window is None:
            return {}
        copied = {one.item: one.price for one in self.order.lines if one.item and one.price} if self.order else {}
        return typed.usual_prices(self.window) | copied

    @property
    def sums(self) -> sums.Sums:
        """The sums, as far as the lines can be read."""
        return sums.sums(typed.summed(one) for one in self.wishes)

    @cached_property
    def budget(self) -> int | str | None:
        """The budget in đồng, or the words for what is wrong with it."""
        text = one_line(self.posted.get("order-budget", ""))[:40]
        return typed.money(text, rules.MOST_MONEY) if text else None

    @property
    def pay(self) -> Pay:
        """The way to pay."""
        said = self.posted.get("order-pay", "")
        return Pay(said) if said in (Pay.CASH, Pay.TRANSFER) else Pay.CASH

    @property
    def next_too(self) -> bool:
        """Whether what this window cannot bring may go into the next."""
        return bool(self.posted.get("order-next"))

    # --- As the form asks it --------------------------------------------------------------------------------

    @property
    def is_seen(self) -> bool:
        """Whether the page has shown it, for the window that it is for."""
        if self.is_sent:
            return True
        if not self.takes_orders and not self.has_lines:
            return "order-none" in self.posted
        if self.missed or self.place is None:
            return "order-shown" in self.posted
        return self.window is not None and self.posted.get("order-shown", "") == self.window.public_id

    @property
    def asks(self) -> bool:
        """Whether more rows were asked for."""
        return "order-more" in self.posted

    @cached_property
    def mark(self) -> str:
        """A mark of what was typed; empty where nothing is to be bought."""
        if not self.has_lines:
            return ""
        said = sorted((name, text) for name, text in self.posted.items() if name.startswith(PREFIX) and text.strip())
        return fingerprint("order", repr([one for one in said if one[0] not in NO_MARK]))[:16]

    @cached_property
    def key(self) -> str:
        """The mark of this very form, by which a second sending is the first."""
        return fingerprint("order form", f"{self.form_key} {self.mark}")

    @cached_property
    def is_sent(self) -> bool:
        """Whether this very form has become an order already: whatever happened since, it stands."""
        return bool(self.form_key) and queries.by_key(self.key) is not None

    @property
    def texts(self) -> Sequence[str]:
        """The lines in own words."""
        return [one.words for one in self.rows if one.words]

    def faults(self) -> Sequence[Fault]:
        """All that is wrong, with the field at which it is said."""
        if not self.has_lines or self.place is None or self.is_sent:
            return []
        return self._faults

    @cached_property
    def _faults(self) -> list[Fault]:
        late = [Fault("order-late", self.question, late=True)] if self.missed and not self.answer else []
        combos = [] if self.is_aside else [
            Fault(one.field, f"{one.combo.name(formatting.language())}: {one.fault}", one.late)
            for one in self.combos if one.fault
        ]  # fmt: skip
        rows = [Fault(at, text) for one in self.rows for at, text in (one.faults or {}).items()]
        return [*late, *combos, *rows, *self._sum_faults(late)]

    def _sum_faults(self, late: Sequence[Fault]) -> list[Fault]:
        most = self.window.most_lines if self.window else rules.MOST_LINES
        if len(self.wishes) > most:
            said = _("These are %(n)s lines, and a run buys %(most)s for each home. Leave out the least important.",
                     n=len(self.wishes), most=most)  # fmt: skip
            return [Fault("order", said)]
        if isinstance(self.budget, str):
            return [Fault("order-budget", self.budget)]
        if self.budget is not None and self.sums.cost > self.budget:
            over = window_words.price(self.sums.cost - self.budget)
            return [
                Fault(
                    "order-budget",
                    _(
                        "This is %(over)s more than you want to spend. Leave something out, or raise the sum.",
                        over=over,
                    ),
                )
            ]
        if not self.wishes and not late:
            return [
                Fault("order", _("Nothing of what you chose is to be had in this delivery. Choose something else."))
            ]
        return []

    @property
    def plan(self) -> Plan | None:
        """The order as it is to be written; None where there is nothing to write."""
        window = self.missed if self.is_aside else self.window
        if not self.wishes or window is None:
            return None
        found, budget = self.sums, self.budget if isinstance(self.budget, int) else None
        return Plan(
            window, tuple(self._wishes_of(window)), found.weight_g, found.bags, self.pay, self.key, budget,
            self.next_too, self.is_aside,
        )  # fmt: skip

    def _wishes_of(self, window: ShoppingWindow) -> Sequence[Wish]:
        """Of a window that was missed the combos of that window: what neighbours read is what was chosen."""
        if window is self.window:
            return self.wishes
        made = typed.combos(self.posted, window, {})
        kept = [Wish(max(1, one.quantity or 1), self.usual, combo=one.combo) for one in made if one.text.strip("0")]
        return [*kept, *self._priced]

    def write(self, case_id: int) -> None:
        """Writes the order of a case that was just made. Raises NotWritten, and all else is undone with it."""
        if not self.has_lines or queries.by_key(self.key):
            return
        plan = self.plan
        if plan is None:
            raise NotWritten(_("Nothing of what you chose is to be had in this delivery. Choose something else."))
        try:
            actions.place(case_id, plan)
        except Conflict as error:
            raise NotWritten(error.message) from error
