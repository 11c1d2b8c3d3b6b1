"""One shape of settling what waits: found, held, decided, let go, told; then the next item opens by itself."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from connect import db, web
from connect.accounts.models import Person
from connect.accounts.sign_in.current_session import current_person
from connect.errors import Conflict, ConnectError
from connect.moderation.queue import assignment, filters, work_queue
from connect.web import Answer

Found = TypeVar("Found")
Told = str | Mapping[str, Any]  # the words, or what `web.tell` takes


def settle(
    subject: str, public_id: str, find: Callable[[], Found], act: Callable[[Found, Person], Told],
    refusals: tuple[type[ConnectError], ...] = (Conflict,),
) -> Answer:  # fmt: skip
    """One decision of the signed-in person, in one transaction. `act` answers the words that are told.

    `find` raises NotFound for what is not this person's to decide; nobody decides what somebody else holds. The
    `refusals` are told as a warning, and it goes on to the next item all the same.
    """
    person = current_person()
    try:
        with db.transaction():
            found = find()
            assignment.hold(person, subject, public_id)
            told = act(found, person)
            assignment.release(person, subject, public_id)
        web.tell(**({"message": told} if isinstance(told, str) else told))
    except refusals as error:
        web.warn(error.message)
    return onward()


def onward(skipped: tuple[str, str] | None = None) -> Answer:
    """To the page of the next item in the part of the queue that the address names, taken for the signed-in person.

    To the queue when nothing else waits there.
    """
    person = current_person()
    with db.transaction():
        after = work_queue.find(person, *skipped) if skipped else None
        if skipped:
            assignment.release(person, *skipped)
        item = assignment.next_item(person, after, filters.of_request())
        if item and (item.subject, item.public_id) == skipped:
            assignment.release(person, *skipped)
            item = None
    if item is None:
        return web.see_other("moderation.queue")
    return web.see_other(item.opens, public_id=item.public_id)
