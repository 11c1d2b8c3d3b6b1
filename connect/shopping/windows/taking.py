"""Taking places and combos of a window: one conditional UPDATE each, so that of many at once the database decides.

All here runs in the caller's transaction. The row of the window is written first and combos in the order of their
numbers: whoever takes several of them waits for others, and never in a ring.
"""

from collections.abc import Mapping
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.errors import Conflict
from connect.shopping.windows.models import ShoppingWindow, WindowCombo
from connect.shopping.windows.rules import Phase, State

Combos = Mapping[int, int]  # how many of which combo, by its number

SOLD_OUT = _l("There is not so much of it left. Nothing was taken: choose again from what there is.")
FULL = _l("All places of this delivery are taken. Nothing was sent: another delivery may have room.")
WHY = {
    Phase.PLANNED: _l("Orders are not taken yet. Nothing was sent."),
    Phase.CANCELLED: _l("This delivery was cancelled. Nothing was sent: choose another one."),
    Phase.CLOSED: _l("The time for orders is over. Nothing was sent: choose another delivery."),
    Phase.OVER: _l("The time for orders is over. Nothing was sent: choose another delivery."),
}


class SoldOut(Conflict):
    """Less is left than was wished. `left`: what there is of each combo of the window; `places`: of orders."""

    def __init__(self, message: object, left: Mapping[int, int], places: int) -> None:
        super().__init__(message)
        self.left, self.places = left, places

    @property
    def is_full(self) -> bool:
        """Whether it was a place that was missing, and not a combo."""
        return self.places < 1


class PastCutOff(Conflict):
    """The window takes no orders at this moment; `phase` says why: planned, closed, over or cancelled."""

    def __init__(self, phase: Phase) -> None:
        super().__init__(WHY.get(phase, WHY[Phase.CLOSED]))
        self.phase = phase


def take(window: ShoppingWindow, combos: Combos) -> None:
    """Takes one place and so many of each combo. Raises SoldOut or PastCutOff; then the transaction must not stand."""
    _check(combos)
    _touch(window, 1)
    _move(window, combos)


def change(window: ShoppingWindow, was: Combos, now: Combos) -> None:
    """Gives back what an order held and takes what it wishes instead; its place stays. Raises SoldOut or PastCutOff."""
    _check(was)
    _check(now)
    _touch(window, 0)
    numbers = {*was, *now}
    _move(window, {number: now.get(number, 0) - was.get(number, 0) for number in numbers})


def give_back(window: ShoppingWindow, combos: Combos) -> None:
    """Gives back the place and the combos of an order that goes, whatever the clock says."""
    _check(combos)
    back = sa.update(ShoppingWindow).where(ShoppingWindow.id == window.id, ShoppingWindow.taken > 0)
    if not _changes(back.values(taken=ShoppingWindow.taken - 1)):
        raise ValueError("more places come back than were taken")
    _move(window, {number: -n for number, n in combos.items()})


def _check(combos: Combos) -> None:
    if any(n < 0 for n in combos.values()):
        raise ValueError("a number of combos below zero")  # it would give back what somebody else holds


def _touch(window: ShoppingWindow, places: int) -> None:
    """Takes places of a window that takes orders now; with none it only makes those who close or cancel it wait."""
    now = clock.now()  # here, and not before the transaction: whoever waits for a turn may wait past the cut-off
    fits = sa.update(ShoppingWindow).where(
        ShoppingWindow.id == window.id, ShoppingWindow.state == State.OPEN, ShoppingWindow.opens_at <= now,
        ShoppingWindow.cut_off_at > now, ShoppingWindow.taken + places <= ShoppingWindow.most_orders,
    )  # fmt: skip
    if not _changes(fits.values(taken=ShoppingWindow.taken + places)):
        raise _refusal(window)


def _refusal(window: ShoppingWindow) -> Conflict:
    db.session.refresh(window)
    phase = window.phase
    return SoldOut(FULL, _left(window), 0) if phase in (Phase.OPEN, Phase.FULL) else PastCutOff(phase)


def _move(window: ShoppingWindow, combos: Combos) -> None:
    """Takes so many of each, or gives them back where the number is below zero."""
    for number, n in sorted(combos.items()):
        if not n:
            continue
        taken = WindowCombo.taken + n
        fits = sa.update(WindowCombo).where(
            WindowCombo.id == number, WindowCombo.window_id == window.id, taken >= 0, taken <= WindowCombo.total
        )
        if _changes(fits.values(taken=taken)):
            continue
        if n < 0:
            raise ValueError("more of a combo comes back than was taken")
        raise SoldOut(SOLD_OUT, _left(window), max(1, window.places))
    db.session.expire(window)


def _left(window: ShoppingWindow) -> dict[int, int]:
    """The rest of each combo as the database has it now."""
    mine = sa.select(WindowCombo.id, WindowCombo.total - WindowCombo.taken).where(WindowCombo.window_id == window.id)
    return {row[0]: row[1] for row in db.session.execute(mine)}


def _changes(statement: sa.Update) -> bool:
    result = db.session.execute(statement.execution_options(synchronize_session=False))
    return cast("sa.CursorResult[Any]", result).rowcount == 1
