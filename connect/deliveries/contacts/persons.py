"""The browsers that tell the holder of an account."""

import threading
from functools import cached_property

import sqlalchemy as sa

from connect import db
from connect.deliveries.contacts import actions
from connect.deliveries.contacts.models import Contact
from connect.gateways.base import PushKeys

MOST = 5  # of one account: the oldest makes room
LISTENS = (Contact.medium == "push", Contact.held_by.is_(None), Contact.retired_at.is_(None))


def browsers(person_id: int) -> list[int]:
    """The contacts of the browsers that tell a person, the oldest first."""
    return list(db.session.scalars(_statements.browsers, {"person": person_id}))


class _Statements(threading.local):
    """Built once a thread of the server: it is asked with each message to a helper."""

    @cached_property
    def browsers(self) -> sa.Select[int]:
        mine = sa.select(Contact.id).where(Contact.person_id == sa.bindparam("person"), *LISTENS)
        return mine.order_by(Contact.id)


_statements = _Statements()


def begin(person_id: int, endpoint: str, keys: PushKeys, lang: str) -> None:
    """Tells a person in a browser from now on. May be said again."""
    newest = actions.keep_push(endpoint, keys, lang, about=f"person {person_id}", person_id=person_id).id
    others = [one for one in browsers(person_id) if one != newest]
    actions.forget_all(others[: max(0, len(others) - MOST + 1)])


def stop(person_id: int) -> None:
    """Forgets every browser that tells a person, with its address."""
    mine = sa.select(Contact.id).where(Contact.person_id == person_id, Contact.medium == "push")
    actions.forget_all(list(db.session.scalars(mine)))
    db.session.expire_all()
