"""The rights over messages: both sides can take their words home, and all words are deleted with the case."""

from typing import Any

import sqlalchemy as sa

from connect import clock, db
from connect.accounts.models import Person
from connect.cases.models import Case
from connect.messages import queries, seats
from connect.messages.models import Message, Thread
from connect.registry import personal_data
from connect.registry.personal_data import part, plain


@part("messages", "threads", "messages", of="case")
def _of_requester(case: Case) -> list[dict[str, Any]]:
    """All threads of a request as its requester reads them."""
    return [_told(thread) for thread in queries.of_case(case)]


def _told(thread: Thread) -> dict[str, Any]:
    seat = seats.requesters_seat(thread)
    return {
        "opened_at": plain(thread.opened_at),
        "asked_moderator_at": plain(thread.asked_moderator_at),
        "asked_by": thread.asked_by,
        "seen_up_to": thread.seen_by_requester,
        "messages": [
            {"number": one.number, "by": one.side, "at": plain(one.at), "kind": one.kind, "words": one.words,
             "phrase": one.code, "taken_back": one.hidden, "place": one.place and one.place.point}
            for one in queries.shown(seat, most=thread.last_number)
        ],
    }  # fmt: skip


@part("messages", "messages")
def _of_helper(person: Person) -> list[dict[str, Any]]:
    """The words of somebody with an account; those of the requester are the requester's."""
    mine = sa.select(Message, Case.public_id).join(Thread, Thread.id == Message.thread_id)
    mine = mine.join(Case, Case.id == Thread.case_id).where(Message.person_id == person.id).order_by(Message.id)
    return [
        {"request": code, "number": one.number, "at": plain(one.at), "kind": one.kind, "words": one.body,
         "phrase": one.code, "taken_back_at": plain(one.hidden_at)}
        for one, code in db.session.execute(mine)
    ]  # fmt: skip


@personal_data.erasure("messages", "threads", of="case")
def _case_wiped(case: Case) -> None:
    """Deletes what was said and who has seen it; numbers, sides and moments stay for the figures."""
    mine = sa.select(Thread.id).where(Thread.case_id == case.id)
    _emptied(Message.thread_id.in_(mine))
    gone = sa.update(Thread).where(Thread.case_id == case.id)
    db.session.execute(
        gone.values(
            seen_by_requester=Thread.last_number, seen_by_helper=Thread.last_number, seen_by_second=Thread.last_number,
            closed_at=clock.now(), asked_moderator_at=None, asked_by=None,
        )
    )  # fmt: skip


@personal_data.erasure("messages")
def _account_erased(person: Person) -> None:
    """Deletes what somebody wrote whose account goes; that something stood there stays."""
    _emptied(Message.person_id == person.id)


def _emptied(which: sa.ColumnElement[bool]) -> None:
    key = sa.cast(Message.number, sa.String)  # unique in its thread like the one that was there
    values = {"body_sealed": None, "code": None, "person_id": None, "key": key}
    statement = sa.update(Message).where(which).values(values)
    db.session.execute(statement.execution_options(synchronize_session="fetch"))
