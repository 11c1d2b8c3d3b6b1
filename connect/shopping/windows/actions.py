"""Writing windows: planning, changing, moving to later, cancelling. Taking from one is in `taking`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.cases.disclosure.masking.accounts import without_accounts
from connect.errors import Conflict, NotAllowed, RuleBroken
from connect.shopping.windows import queries, rules
from connect.shopping.windows.models import ShoppingWindow, WindowArea, WindowCombo, WindowEvent, WindowShop
from connect.shopping.windows.rules import State, Times, Verb

FASTER = _l("This delivery has just changed. Look at it again, then send your wish once more.")
STANDS = _l("Orders are taken already, so this stands. It can be moved to later, or be cancelled.")
ENDED = _l("This delivery is over or cancelled. Nothing was changed.")
NOT_YOURS = _l("You may not take orders for this area. Choose areas of yours.")
TROUBLES = {
    "order": _l("This has to come after the moment above."),
    "short": _l("Leave at least 15 minutes between the two."),
    "long": _l("Orders are taken for 14 days at most."),
    "wait": _l("Deliver within 7 days of the last order."),
    "past": _l("This moment has passed. Choose one that lies ahead."),
    "far": _l("Plan at most 60 days ahead."),
    "earlier": _l("It stands, and can only be moved to later."),
}


class TimesWrong(RuleBroken):
    """The moments do not fit; `fields` says what is wrong with which, in words."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(_l("Look at the times again."))
        self.fields = {name: TROUBLES[fault] for name, fault in faults.items()}


@dataclass(frozen=True, slots=True)
class Combo:
    """A combo as it is written."""

    code: str
    vi: str
    price: int
    content: tuple[tuple[str, int], ...]  # item, quantity in its base unit
    weight_g: int
    total: int
    en: str = ""
    bags: int = 1

    def columns(self) -> dict[str, Any]:
        """Its values by column."""
        names = ("code", "vi", "en", "price", "weight_g", "bags", "total")
        return {name: getattr(self, name) for name in names} | {"content": [list(one) for one in self.content]}


@dataclass(frozen=True, slots=True)
class Content:
    """All of a window but its times and who answers for it."""

    areas: tuple[int, ...]
    most_orders: int
    combos: tuple[Combo, ...] = ()
    shops: tuple[int, ...] = ()  # inner numbers of supply points
    most_lines: int = rules.MOST_LINES
    note: str = ""

    def kept(self) -> dict[str, Any]:
        """As a template keeps it."""
        return {
            "areas": list(self.areas), "most_orders": self.most_orders, "most_lines": self.most_lines,
            "note": self.note, "shops": list(self.shops), "combos": [one.columns() for one in self.combos],
        }  # fmt: skip


def content_of(kept: dict[str, Any]) -> Content:
    """The content that a template keeps."""
    combos = tuple(Combo(**{**one, "content": tuple((i, n) for i, n in one["content"])}) for one in kept["combos"])
    return Content(**{**kept, "areas": tuple(kept["areas"]), "shops": tuple(kept["shops"]), "combos": combos})


def content_of_window(window: ShoppingWindow) -> Content:
    """The content of a window that stands."""
    combos = tuple(
        Combo(one.code, one.vi, one.price, tuple((i, n) for i, n in one.content), one.weight_g, one.total, one.en,
              one.bags)
        for one in window.combos
    )  # fmt: skip
    served, shops = tuple(one.area_id for one in window.areas), tuple(one.point_id for one in window.shops)
    return Content(served, window.most_orders, combos, shops, window.most_lines, window.note)


def plan(times: Times, content: Content, by: Person, organization_id: int | None = None) -> ShoppingWindow:
    """A new window. Raises RuleBroken (TimesWrong for its moments), NotAllowed for an area of somebody else."""
    _check(times, content)
    _require(by, [areas.by_id(one) for one in content.areas], organization_id)
    return put(times, content, by.id, organization_id, by_id=by.id)


def put(times: Times, content: Content, coordinator_id: int, organization_id: int | None, *, by_id: int | None = None,
        **more: Any) -> ShoppingWindow:  # fmt: skip
    """Writes a window whose rights were looked at: by `plan`, or when its template was made."""
    now = clock.now()
    window = ShoppingWindow(
        organization_id=organization_id, coordinator_id=coordinator_id, opens_at=times.opens_at,
        cut_off_at=times.cut_off_at, deliver_from=times.deliver_from, deliver_until=times.deliver_until,
        most_orders=content.most_orders, most_lines=content.most_lines, note=content.note, state=State.OPEN, taken=0,
        created_at=now, changed_at=now, **more,
    )  # fmt: skip
    _fill(window, content)
    db.session.add(window)
    db.session.flush()
    record(window, Verb.MAKE, by_id)
    return window


def change(window: ShoppingWindow, times: Times, content: Content, by: Person, version: int) -> ShoppingWindow:
    """Writes a plan anew. Raises RuleBroken once it is open, Conflict when `version` is an older one."""
    window = held(window, version)
    if not rules.may_change(window.phase):
        raise RuleBroken(STANDS)
    _check(times, content)
    _require(by, [areas.by_id(one) for one in content.areas], window.organization_id)
    window.opens_at, window.cut_off_at = times.opens_at, times.cut_off_at
    window.deliver_from, window.deliver_until = times.deliver_from, times.deliver_until
    window.most_orders, window.most_lines, window.note = content.most_orders, content.most_lines, content.note
    window.areas.clear()
    window.combos.clear()
    window.shops.clear()
    db.session.flush()
    _fill(window, content)
    return written(window, Verb.CHANGE, by)


def postpone(window: ShoppingWindow, times: Times, by: Person, version: int, reason: str) -> ShoppingWindow:
    """Moves a window that stands to later. Raises TimesWrong for anything earlier, Conflict for an older `version`."""
    window = held(window, version)
    if not rules.may_postpone(window.phase):
        raise RuleBroken(ENDED)
    was = window.times
    if faults := rules.trouble_with_later(was, times, clock.now()):
        raise TimesWrong(faults)
    if times == was:
        raise RuleBroken(_l("Nothing is later than before. Choose a later moment."))
    _require_reason(reason)
    window.cut_off_at, window.deliver_from, window.deliver_until = (
        times.cut_off_at, times.deliver_from, times.deliver_until,
    )  # fmt: skip
    return written(window, Verb.LATER, by, was=was.kept(), reason=reason)


def cancel(window: ShoppingWindow, by: Person, version: int, reason: str) -> ShoppingWindow:
    """Cancels a window for good: a plan too. Its orders stay as they are, and their pages tell of it."""
    window = held(window, version)
    if not (rules.may_change(window.phase) or rules.may_postpone(window.phase)):
        raise RuleBroken(ENDED)
    _require_reason(reason)
    window.state = State.CANCELLED
    return written(window, Verb.CANCEL, by, reason=reason)


def add(window: ShoppingWindow, totals: dict[int, int], most_orders: int, by: Person, version: int) -> ShoppingWindow:
    """Gives other totals to the combos and places of a window that stands: never fewer than are taken.

    Raises Conflict when more was taken meanwhile. The UPDATEs are conditional, as those of `taking` are.
    """
    window = held(window, version)
    if window.phase not in (rules.Phase.OPEN, rules.Phase.FULL):
        raise RuleBroken(ENDED)
    if not 1 <= most_orders <= rules.MOST_ORDERS or any(not 0 <= n <= rules.MOST_OF_ONE for n in totals.values()):
        raise RuleBroken(_l("Write whole numbers that are not below what is taken."))
    for combo in window.combos:  # after the row of the window, by number: the order of `taking`
        if combo.id in totals and totals[combo.id] != combo.total:
            _retotal(combo, totals[combo.id])
    if most_orders < window.taken:
        raise RuleBroken(_l("Write whole numbers that are not below what is taken."))
    window.most_orders = most_orders
    return written(window, Verb.ADD, by)


def _retotal(combo: WindowCombo, total: int) -> None:
    fits = sa.update(WindowCombo).where(WindowCombo.id == combo.id, WindowCombo.taken <= total)
    result = db.session.execute(fits.values(total=total).execution_options(synchronize_session=False))
    if result.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict(_l("So much of it is taken already. Write a larger number."))
    db.session.expire(combo)


def record(window: ShoppingWindow, verb: Verb, by_id: int | None, **more: Any) -> None:
    """Appends a line to the history."""
    db.session.add(WindowEvent(window_id=window.id, at=clock.now(), verb=verb, by_id=by_id, **more))
    db.session.flush()


def held(window: ShoppingWindow, version: int) -> ShoppingWindow:
    """A window as it stands in this transaction. Raises Conflict when `version` is an older one."""
    window = queries.locked(window.id)
    if window.version != version:
        raise Conflict(FASTER)
    return window


def written(window: ShoppingWindow, verb: Verb, by: Person, **more: Any) -> ShoppingWindow:
    """Counts a change of a window, and appends it to the history."""
    window.version, window.changed_at = window.version + 1, clock.now()
    record(window, verb, by.id, **more)
    return window


def _fill(window: ShoppingWindow, content: Content) -> None:
    window.areas.extend(WindowArea(area_id=one) for one in dict.fromkeys(content.areas))
    window.combos.extend(WindowCombo(**one.columns(), taken=0) for one in content.combos)
    window.shops.extend(WindowShop(point_id=one) for one in dict.fromkeys(content.shops))


def _check(times: Times, content: Content) -> None:
    if faults := rules.trouble_with(times, clock.now()):
        raise TimesWrong(faults)
    if not 1 <= len(content.areas) <= rules.MOST_AREAS:
        raise RuleBroken(_l("Choose at least one area."))
    if not 1 <= content.most_orders <= rules.MOST_ORDERS:
        raise RuleBroken(_l("Write how many orders can be taken, from 1 to %(n)s.", n=rules.MOST_ORDERS))
    if not 1 <= content.most_lines <= rules.MOST_LINES:
        raise RuleBroken(_l("An order has 1 to %(n)s lines.", n=rules.MOST_LINES))
    refuse_accounts(content.note)
    codes = [one.code for one in content.combos]
    if len(codes) > rules.MOST_COMBOS or len(set(codes)) != len(codes):
        raise RuleBroken(_l("Give at most %(n)s combos, each with a name of its own.", n=rules.MOST_COMBOS))


def may_open(by: Person, content: Content, organization_id: int | None) -> bool:
    """Whether somebody may open a window for its areas: as an official, or in the name of an organisation."""
    return _may(by, [areas.by_id(one) for one in content.areas], organization_id)


def _require(by: Person, places: Sequence[Place], organization_id: int | None) -> None:
    if not _may(by, places, organization_id):
        raise NotAllowed(NOT_YOURS)


def _may(by: Person, places: Sequence[Place], organization_id: int | None) -> bool:
    if organization_id is None:
        return all(rules.may_run(by.roles, (), place.path) for place in places)
    mine = {one.id for one in rules.coordinated(by.roles, queries.answers_of(by))}
    return organization_id in mine and queries.may_run(by, places)


def refuse_accounts(text: str) -> None:
    """Raises RuleBroken for a text with the number of an account: the site shows none to send money to."""
    if without_accounts(text) != text:
        raise RuleBroken(_l("Leave account numbers out: nobody is asked through this site to send money."))


def _require_reason(reason: str) -> None:
    refuse_accounts(reason)
    if len(reason.strip()) < 3:
        raise RuleBroken(_l("Say why in a few words: everybody who ordered reads it."))
