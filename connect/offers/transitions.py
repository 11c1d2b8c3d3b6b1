"""The one door of an offer: the rule, one conditional UPDATE by which the database decides, one line of history."""

from typing import Any, cast

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.errors import Conflict, RuleBroken
from connect.offers import rules
from connect.offers.models import Offer, OfferEvent
from connect.offers.rules import By, Verb

FASTER = _l("This offer has just changed. Look at it again, then send your wish once more.")
MOVED_ON = _l("This offer has moved on, so that is not possible any more. Look at where it stands now.")


def locked(offer_id: int) -> Offer:
    """The offer as it stands in this transaction, held until its end, so that others wait for what is decided."""
    return db.session.get_one(Offer, offer_id, with_for_update={"of": Offer}, populate_existing=True)


def move(
    offer: Offer, verb: Verb, by: By, *, quantity: int | None = None,
    only_if: sa.ColumnElement[bool] | None = None, **more: Any,
) -> Offer:  # fmt: skip
    """Changes an offer by one of `rules.MOVES`. `more` are columns that change with it, as values or SQL.

    Raises RuleBroken when the move is not in the table, Conflict when somebody was faster or `only_if` does not hold.
    """
    now = clock.now()
    if not rules.may_move(verb, state=offer.state, clock_at=offer.clock_at, now=now, by=by):
        raise RuleBroken(MOVED_ON)
    was, target = offer.state, rules.MOVES[verb].target or offer.state
    change = sa.update(Offer).where(Offer.id == offer.id, Offer.version == offer.version)
    if only_if is not None:
        change = change.where(only_if)
    change = change.values(state=target, version=Offer.version + 1, changed_at=now, **more)
    result = db.session.execute(change.execution_options(synchronize_session=False))
    if cast("sa.CursorResult[Any]", result).rowcount != 1:
        raise Conflict(FASTER)
    db.session.refresh(offer)
    record(offer, verb, was, quantity)
    return offer


def record(offer: Offer, verb: Verb, was: str, quantity: int | None = None) -> None:
    """Appends a line to the history."""
    db.session.add(
        OfferEvent(
            offer_id=offer.id, at=clock.now(), verb=verb, from_state=was, to_state=offer.state, quantity=quantity
        )
    )
    db.session.flush()
