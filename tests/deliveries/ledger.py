"""What the tests of deliveries share: contacts, a kind of message, and a gateway that answers as it is told."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from connect import clock, db
from connect.deliveries.contacts import actions as contacts
from connect.deliveries.contacts.models import Contact
from connect.deliveries.ledger import actions, owners, store, sums
from connect.deliveries.ledger.models import Dispatch
from connect.deliveries.ledger.owners import Asked, Said
from connect.deliveries.ledger.rules import Lane, Policy, State
from connect.deliveries.sending import expansion, sender
from connect.deliveries.sending.sender import Sender
from connect.gateways.base import Answer, Gateway, Letter, Outcome
from connect.gateways.breaker.watch import SharedWatch, Watched

__all__ = ["expansion", "sums"]

TAKEN = Outcome(Answer.TAKEN)


class Told:
    """What the kind "test" says, and to whom; tests change it."""

    unwanted: set[int] = set()  # contacts who want nothing
    receivers: set[int] | None = None  # None: all


def _audience(_row: int, low: int, high: int) -> sa.Select[Any]:
    found = sa.select(Contact.id).where(Contact.id.between(low, high))
    return found if Told.receivers is None else found.where(Contact.id.in_(Told.receivers))


def _voice(asked: Sequence[Asked]) -> list[Said | None]:
    return [None if one.contact_id in Told.unwanted else Said(f"{one.row} to {one.contact_id}") for one in asked]


@contextmanager
def a_kind() -> Iterator[None]:
    """The kind "test", for the length of a block."""
    Told.unwanted, Told.receivers = set(), None
    owners.announce("test", audience=_audience, voice=_voice)
    try:
        yield
    finally:
        del owners.OWNERS["test"]


class Twin(Gateway):
    """Remembers each letter, and answers `TAKEN` with a reference of its own unless it is told otherwise."""

    def __init__(self) -> None:
        self.heard: list[Letter] = []
        self.answer: Callable[[Letter], Outcome] = lambda _letter: TAKEN

    def send_many(self, letters: Sequence[Letter]) -> Sequence[Outcome]:
        """Hears them all."""
        self.heard += letters
        return [self.answer(letter) for letter in letters]

    def said(self) -> list[str]:
        """The texts, in their order."""
        return [letter.text for letter in self.heard]


def people(number: int, medium: str = "mail", **over: Any) -> list[int]:
    """So many contacts with an address; their ids."""
    made = []
    with db.transaction():
        for _ in range(number):
            contact = Contact(medium=medium, lang="vi", verified_at=clock.now(), **over)
            db.session.add(contact)
            db.session.flush()
            contacts.keep(contact, f"{contact.id}@example.vn")
            made.append(contact.id)
    return made


def publish(row: int, lane: Lane = Lane.ORDINARY, policy: Policy = Policy.ONCE, **over: Any) -> Dispatch:
    """Publishes a message of the kind "test" that ends in a day."""
    over = {"expires_at": clock.now() + timedelta(days=1)} | over
    with db.transaction():
        return actions.publish("test", row, lane=lane, policy=policy, **over)


@contextmanager
def a_sender(twin: Gateway, lanes: Sequence[Lane] = tuple(Lane), keyed: tuple[str, ...] = ()) -> Iterator[Sender]:
    """A sender on a connection of its own."""
    with store.line() as line:
        yield Sender(line, lambda medium: Watched(twin, medium, SharedWatch()), lanes, frozenset(keyed))


def send(twin: Gateway, **over: Any) -> dict[str, int]:
    """Sends whatever is due; how many messages came to which state."""
    with a_sender(twin, **over) as sender:
        return {name: number for name, number in sender.run().items() if number}


def send_all() -> dict[str, int]:
    """Sends whatever is due by the gateways of this site."""
    with store.line() as line:
        return {name: number for name, number in sender.of_this_site(line).run().items() if number}


def states(dispatch: Dispatch) -> dict[int, State]:
    """Where the messages of a dispatch stand, by contact."""
    with store.line() as line:
        sql = "SELECT contact_id, state FROM deliveries WHERE dispatch_id = ?"
        return {contact: State(state) for contact, state in line.rows(sql, (dispatch.id,))}


def counted_and_summed() -> tuple[dict[Any, int], dict[Any, int]]:
    """The messages by dispatch, medium and state as rows and as sums."""
    with store.line() as line:
        rows = line.rows("SELECT dispatch_id, medium, state, count(*) FROM deliveries GROUP BY 1, 2, 3")
        sums = line.rows("SELECT dispatch_id, medium, state, sum(number) FROM delivery_sums GROUP BY 1, 2, 3")
    return {(d, m, s): n for d, m, s, n in rows}, {(d, m, s): int(n) for d, m, s, n in sums if n}
