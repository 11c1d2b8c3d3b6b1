"""Writing what was paid. The site moves no money: it keeps what two sides say, and settles when both say the same."""

from typing import Any

from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.accounts.models import Person
from connect.cases.disclosure.masking.accounts import without_accounts
from connect.errors import Conflict, RuleBroken
from connect.shopping.money import queries, rules
from connect.shopping.money.models import Settlement
from connect.shopping.money.rules import Agreed, Side, Sort
from connect.shopping.orders import queries as orders, transitions
from connect.shopping.orders.models import Order
from connect.shopping.orders.rules import By, Pay, State, Verb

STANDS = _l("Both sides said the same, so this stands. Write what was wrong as a counter-entry.")
NOT_YET = _l("It has not been brought yet, so there is nothing to settle.")
FASTER = _l("The other side has just written something. Read it, then write again.")
BY = {Side.HOUSEHOLD: By.REQUESTER, Side.TEAM: By.TEAM}


def say(order: Order, side: Side, word: Agreed, person: Person | None = None) -> Order:
    """A side says what was paid and how; when the other has said the same, the order is settled.

    The same said again changes nothing. Raises Conflict once it is settled or before it was brought, RuleBroken for a
    sum that cannot be.
    """
    order = orders.locked(order.id)
    found = queries.entries(order)
    if order.state == State.SETTLED:
        if rules.said_by(side, found) == word:
            return order  # the press came twice
        raise Conflict(STANDS)
    if order.state != State.DELIVERED:
        raise Conflict(NOT_YET)
    _check(word)
    if rules.said_by(side, found) != word:
        found.append(_write(order, found, side, Sort.SAID, word, person))
    if (settled := rules.agreed(found)) is None:
        return order
    return transitions.move(
        order, Verb.SETTLE, BY[side], person=person, detail={"sum": settled.sum, "way": settled.way}
    )


def set_right(
    order: Order, side: Side, amount: int, reason: str, seen: int, person: Person | None = None
) -> Settlement:  # fmt: skip
    """A counter-entry: so much more, or less below zero, and why. What was settled stands beside it, unchanged.

    `seen`: how many entries the page had that was filled in. Raises Conflict when there are more by now, or when
    nothing is settled yet, RuleBroken for a sum that cannot be and without a reason.
    """
    order = orders.locked(order.id)
    if order.state != State.SETTLED:
        raise Conflict(NOT_YET if order.state != State.DELIVERED else _l("Nothing is settled yet. Say what was paid."))
    found = queries.entries(order)
    settled, now = rules.agreed(found), rules.total(found)
    if len(found) != seen or settled is None or now is None:
        raise Conflict(FASTER)
    if not amount or not rules.fits(now + amount):
        raise RuleBroken(_l("Write how much more or less it was, so that the sum is not below zero."))
    if len(reason.strip()) < 3:
        raise RuleBroken(_l("Say in a few words what was wrong: the other side reads it."))
    _refuse_accounts(reason)
    return _write(order, found, side, Sort.COUNTER, Agreed(amount, settled.way, settled.sponsor), person, reason=reason)


def _write(
    order: Order, found: list[Settlement], side: Side, sort: Sort, word: Agreed, person: Person | None, **more: Any
) -> Settlement:  # fmt: skip
    entry = Settlement(
        order_id=order.id, number=len(found) + 1, at=clock.now(), sort=sort, side=side, sum=word.sum, way=word.way,
        person_id=person.id if person else None, sponsor=word.sponsor, **more,
    )  # fmt: skip
    db.session.add(entry)
    db.session.flush()
    return entry


def _check(word: Agreed) -> None:
    if not rules.fits(word.sum):
        raise RuleBroken(_l("Write the sum in dong, up to %(most)s.", most=rules.MOST_MONEY))
    _refuse_accounts(word.sponsor)
    if word.sponsor and word.way != Pay.SPONSORED:
        raise RuleBroken(_l("Name a sponsor only where somebody else paid."))


def _refuse_accounts(text: str) -> None:
    if without_accounts(text) != text:
        raise RuleBroken(_l("Leave account numbers out: nobody is asked through this site to send money."))
