"""A site with a bug planted on purpose: what is new is counted up with each message, and set to none when one looks."""

from collections import Counter
from typing import Any

from connect.messages import actions, queries
from connect.messages.models import Message, Thread
from connect.messages.rules import Side
from wsgi import app as app

_new: Counter[tuple[int, Side]] = Counter()
_see = actions.see


@actions.said_hook
def _count(thread: Thread, message: Message) -> None:
    _new.update((thread.id, side) for side in Side if side != message.side)


def _looked(seat: Any, number: int) -> bool:
    _new[seat.thread.id, seat.side] = 0
    return _see(seat, number)


actions.see = _looked
queries.unread = lambda seat: _new[seat.thread.id, seat.side]
