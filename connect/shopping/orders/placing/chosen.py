"""The window that an order is for, given what a page has shown and what was answered.

`order-shown` names the window whose combos the page had, `order-window` the one that was chosen, `order-late` the one
that was missed, and `order-yes` the answer to that: the code of another window, or "aside". Nothing of a page that is
sent after the cut-off is lost, nothing is accepted late, and nothing moved without this answer.
"""

from collections.abc import Mapping
from functools import cached_property

from flask_babel import gettext as _

from connect import clock
from connect.areas.models import Area
from connect.areas.queries import Place
from connect.errors import NotFound
from connect.shopping.orders.models import Order
from connect.shopping.windows import queries as windows, words as window_words
from connect.shopping.windows.models import ShoppingWindow
from connect.shopping.windows.rules import Phase

ASIDE = "aside"  # the answer that lets neighbours bring it


class ForWindow:
    """A posted order towards the windows of its place, at this moment."""

    def __init__(
        self, posted: Mapping[str, str], place: Place | Area | None, form_key: str = "", order: Order | None = None
    ) -> None:
        self.posted, self.place, self.order = posted, place, order
        self.form_key = form_key

    @cached_property
    def has_lines(self) -> bool:
        """Whether anything was typed that is to be bought, in whichever window."""
        names = ("order-combo-", "order-thing-", "order-words-", "order-qty-", "order-top-")
        return any(text.strip(" 0") for name, text in self.posted.items() if name.startswith(names))

    @cached_property
    def open(self) -> list[ShoppingWindow]:
        """The windows in which the place can order now."""
        if self.order:
            return [self.order.window]
        return windows.open_for(self.place, clock.now()) if self.place else []

    @cached_property
    def shown(self) -> ShoppingWindow | None:
        """The window whose combos the page had that was sent."""
        return _window(self.posted.get("order-shown", ""))

    @cached_property
    def missed(self) -> ShoppingWindow | None:
        """The window for which the page was filled in, and which takes no order any more."""
        if earlier := _window(self.posted.get("order-late", "")):
            return earlier
        if not self.shown or not self.has_lines or not self.place:
            return None
        return None if _takes(self.shown, self.order) and self.shown in self.open else self.shown

    @cached_property
    def window(self) -> ShoppingWindow | None:
        """The window that the order is for, if it is placed now."""
        if self.order:
            return self.order.window
        if self.place is None:
            return self.shown
        if self.missed:
            return windows.next_for(self.place, clock.now(), but=self.missed)
        chosen = _window(self.posted.get("order-window", ""))
        if chosen and chosen in self.open and _takes(chosen):
            return chosen
        return next(filter(_takes, self.open), None) or windows.next_for(self.place, clock.now())

    @property
    def takes_orders(self) -> bool:
        """Whether the window takes an order at this moment."""
        return self.window is not None and _takes(self.window, self.order)

    @property
    def choice(self) -> list[ShoppingWindow]:
        """The windows to choose from, where there are several."""
        found = [one for one in self.open if _takes(one)]
        return found if len(found) > 1 and not self.missed else []

    @property
    def answer(self) -> str:
        """The answer to a missed cut-off: the code of the window it is asked for, "aside", or nothing yet."""
        said = self.posted.get("order-yes", "")
        fits = self.window is not None and said == self.window.public_id and self.takes_orders
        return said if fits or said == ASIDE else ""

    @property
    def is_aside(self) -> bool:
        """Whether the answer to a missed cut-off lets neighbours bring it."""
        return bool(self.missed) and self.answer == ASIDE

    @property
    def question(self) -> str:
        """The question after a missed cut-off, in words."""
        why = _missed_words(self.missed)
        if self.window is None or not self.takes_orders:
            return _("%(why)s No other delivery takes orders just now.", why=why)
        return _("%(why)s Place it in the delivery of %(when)s?", why=why,
                 when=window_words.between(self.window.deliver_from, self.window.deliver_until))  # fmt: skip


def _window(public_id: str) -> ShoppingWindow | None:
    try:
        return windows.by_public_id(public_id[:8]) if public_id else None
    except NotFound:
        return None


def _takes(window: ShoppingWindow, order: Order | None = None) -> bool:
    """Whether a window takes an order now; one that has a place in it already may be changed."""
    return window.phase == Phase.OPEN or (window.phase == Phase.FULL and order is not None)


def _missed_words(window: ShoppingWindow | None) -> str:
    if window is None or window.phase in (Phase.CLOSED, Phase.OVER):
        return _("The cut-off has passed.")
    if window.phase == Phase.CANCELLED:
        return _("This delivery was cancelled.")
    if window.phase == Phase.FULL:
        return _("All places of this delivery are taken by now.")
    return _("This delivery does not come to your ward.")
