"""A message to everybody who ordered in a window that was moved to later or cancelled, where its household said yes.

What changed stands on the household's page; the message only says that there is news, as those of its case do.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from connect import clock, db
from connect.cases.models import CaseSecret
from connect.cases.word import dispatching as word, queries as listening
from connect.deliveries.contacts import actions as contacts
from connect.deliveries.ledger import actions as ledger, owners
from connect.deliveries.ledger.models import Dispatch
from connect.deliveries.ledger.owners import Asked, Said
from connect.deliveries.ledger.rules import Lane, Policy
from connect.shopping.orders import rules
from connect.shopping.orders.models import Order
from connect.shopping.windows import queries as windows
from connect.shopping.windows.models import ShoppingWindow, WindowEvent

KIND = "window_word"
AT_ONCE = 100  # households whose contacts are read and made in one transaction


def due() -> list[int]:
    """The changes that were not told by message yet, while it is worth one: the newest of each window alone."""
    newest = sa.select(sa.func.max(WindowEvent.id)).where(WindowEvent.verb.in_(windows.TOLD))
    told = sa.select(Dispatch.id).where(Dispatch.kind == KIND, Dispatch.row == WindowEvent.id)
    found = sa.select(WindowEvent.id).join(ShoppingWindow, ShoppingWindow.id == WindowEvent.window_id).where(
        WindowEvent.id.in_(newest.group_by(WindowEvent.window_id)), WindowEvent.at > clock.now() - rules.TOLD_WITHIN,
        ShoppingWindow.deliver_until > clock.now(), ~told.exists(),
    )  # fmt: skip
    return list(db.session.scalars(found.order_by(WindowEvent.id)))


def tell(event_id: int) -> int:
    """Writes down that the households are to be told of a change, in transactions of its own; says how many contacts.

    Stopped anywhere, it begins again and tells nobody twice.
    """
    mine = [*db.session.scalars(_households(event_id))]
    db.session.rollback()
    told: list[int] = []
    for n in range(0, len(mine), AT_ONCE):
        with db.transaction():
            told.extend(_contacts_of(mine[n : n + AT_ONCE]))
    if not told:
        return 0
    with db.transaction():
        event = db.session.get_one(WindowEvent, event_id)
        window = db.session.get_one(ShoppingWindow, event.window_id)
        ledger.publish(
            KIND, event.id, lane=Lane.PERSONAL, policy=Policy.REPEAT, expires_at=window.deliver_until, only=told,
            replaces=_before(event),
        )  # fmt: skip
    return len(told)


def _households(event_id: int) -> sa.Select[Any]:
    """The cases of the orders that held a place in the window when it changed, and hold it still."""
    whose = sa.select(Order.case_id).join(WindowEvent, WindowEvent.window_id == Order.window_id)
    return whose.where(WindowEvent.id == event_id, Order.state.in_(rules.HOLDING), Order.placed_at <= WindowEvent.at)


def _contacts_of(case_ids: Sequence[int]) -> list[int]:
    """The browsers that are told of these cases, and the phones of those who agreed."""
    found: list[int] = []
    for secret in db.session.scalars(sa.select(CaseSecret).where(CaseSecret.case_id.in_(case_ids))).all():
        if secret.wiped_at is not None:
            continue
        found.extend(listening.browsers(secret))
        if listening.by_sms(secret):
            found.append(contacts.held(listening.HELD_BY, secret.case_id, "sms", secret.lang).id)
    return found


def _before(event: WindowEvent) -> Dispatch | None:
    events = sa.select(WindowEvent.id).where(WindowEvent.window_id == event.window_id)
    told = sa.select(Dispatch).where(Dispatch.kind == KIND, Dispatch.row.in_(events))
    return db.session.scalar(told.order_by(Dispatch.id.desc()).limit(1))


def audience(row: int, low: int, high: int) -> sa.Select[Any]:
    """The contacts of the households within a range."""
    return listening.of_cases(_households(row), low, high)


def voice(asked: Sequence[Asked]) -> list[Said | None]:
    """That there is news, to each who waits for this very change still."""
    return [_message(one) for one in asked]


def _message(asked: Asked) -> Said | None:
    event, case_id = db.session.get(WindowEvent, asked.row), listening.told_case(asked.contact_id)
    if event is None or case_id is None or windows.last_told(event.window_id) != event.id:
        return None
    if db.session.scalar(_households(event.id).where(Order.case_id == case_id)) is None:
        return None
    secret = db.session.get_one(CaseSecret, case_id, populate_existing=True)
    if secret.wiped_at is not None or not listening.may_tell(asked, secret):
        return None
    return word.said(asked.medium, secret)


owners.announce(KIND, audience=audience, voice=voice)
