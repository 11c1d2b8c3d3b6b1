"""Shops of a window: supply points of its areas at which its orders are bought, chosen by whoever runs it."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db, text
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.errors import NotFound, RuleBroken
from connect.shopping.windows import actions, queries, rules
from connect.shopping.windows.models import ShoppingWindow, WindowShop
from connect.shopping.windows.rules import Verb
from connect.supplies import rules as points
from connect.supplies.models import SupplyPoint

FOUND, MOST_WORDS = 20, 4  # points of an answer; words of a name that are looked for


def of_window(window: ShoppingWindow, *, hidden: bool = False) -> list[SupplyPoint]:
    """The shops of a window that everybody may see, by name; with `hidden` also those that nobody sees any more."""
    mine = sa.select(SupplyPoint).where(SupplyPoint.id.in_([one.point_id for one in window.shops]))
    if not hidden:
        mine = mine.where(SupplyPoint.state.in_(points.SHOWN))
    return list(db.session.scalars(mine.order_by(SupplyPoint.name, SupplyPoint.id)))


def found_for(window: ShoppingWindow, typed: str) -> list[SupplyPoint]:
    """Points of its areas to choose from, by the name of a shop or its market; without one those heard of last."""
    words = [one for word in text.folded(typed).split()[:MOST_WORDS] if (one := "".join(filter(str.isalnum, word)))]
    served = areas.below([place.path for place in queries.places_of(window)])
    near = sa.select(SupplyPoint).where(
        SupplyPoint.is_listed(clock.now()), SupplyPoint.area_id.in_(served),
        SupplyPoint.id.not_in([one.point_id for one in window.shops]),
        *(SupplyPoint.folded.contains(word, autoescape=True) for word in words),
    )  # fmt: skip
    verified = sa.case((SupplyPoint.verified_at.is_(None), 1), else_=0)
    return list(db.session.scalars(near.order_by(verified, SupplyPoint.said_at.desc(), SupplyPoint.id).limit(FOUND)))


def add(window: ShoppingWindow, point: SupplyPoint, by: Person, version: int) -> None:
    """A further shop. Raises RuleBroken for a point that is not listed or lies elsewhere, and for too many."""
    window = _held(window, version)
    if any(one.point_id == point.id for one in window.shops):
        return
    if not points.is_listed(point.state, point.said_at, clock.now()) or not queries.serves(window, point.area):
        raise RuleBroken(_l("This shop is not listed in the areas of this delivery. Choose another one."))
    if len(window.shops) >= rules.MOST_SHOPS:
        raise RuleBroken(_l("Choose up to %(n)s shops: a team cannot go to more.", n=rules.MOST_SHOPS))
    window.shops.append(WindowShop(point_id=point.id))
    actions.written(window, Verb.SHOPS, by)


def remove(window: ShoppingWindow, point: SupplyPoint, by: Person, version: int) -> None:
    """Takes a shop out. Raises NotFound for one that is none of the window."""
    window = _held(window, version)
    found = next((one for one in window.shops if one.point_id == point.id), None)
    if found is None:
        raise NotFound
    window.shops.remove(found)
    actions.written(window, Verb.SHOPS, by)


def _held(window: ShoppingWindow, version: int) -> ShoppingWindow:
    window = actions.held(window, version)
    if not (rules.may_change(window.phase) or rules.may_postpone(window.phase)):
        raise RuleBroken(actions.ENDED)
    return window
