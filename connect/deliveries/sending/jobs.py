"""The clock's work for the ledger: frees what dead senders held, ends what is over, wakes the senders."""

import time
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from connect import clock, config, db
from connect.deliveries.ledger import actions, nudge, queries, recovery, rules, sums
from connect.deliveries.ledger.models import Delivery, Dispatch
from connect.deliveries.ledger.rules import URGENT, Lane
from connect.deliveries.ledger.store import Line, line
from connect.deliveries.progress import rates
from connect.deliveries.sending import sender
from connect.jobs import queue
from connect.jobs.queue import every_minute
from connect.registry import retention

NOBODY_SENDS = timedelta(minutes=1)  # that a message is due, before the worker does it
LONGEST_S = 20.0  # of a minute, so that the worker comes to its other jobs
RUN_S = 5.0  # of one nudge, so that a sender that is told to stop does so
DELETED_AT_ONCE = AGAIN_AT_ONCE = 2_000


@every_minute
def sweep() -> dict[str, int]:
    """Frees what dead senders held, ends what is over, wakes the senders; sends by itself where there are none."""
    with line() as ledger:
        freed = free_dead(ledger)
        unparked = unpark(ledger)
        again = send_again(ledger)
        with db.transaction():
            ended = actions.finish_over()
            rates.note(ledger)
        oldest = queries.oldest_due(ledger)
        if oldest is not None:
            nudge.now()
        went: Counter[str] = Counter()
        if oldest is not None and oldest < clock.now() - NOBODY_SENDS:
            went = sender.of_this_site(ledger).run(LONGEST_S)
    return {"freed": freed, "unparked": unparked, "again": again, "ended": ended, "sent": went["sent"]}


def free_dead(ledger: Line, keyed: Collection[str] | None = None) -> int:
    """Takes messages from senders that are gone; how many. `keyed` are other media than those of the settings."""
    with ledger.writing():
        told, moves = recovery.free_dead(ledger, sender.keyed_media(config.current()) if keyed is None else keyed)
        sums.add(ledger, sums.moved(moves))
    return sum(told.values())


def send_again(ledger: Line) -> int:
    """Sends again, by the word of a person, whatever nobody knows to have left; how many messages.

    A few thousand at a time; a dispatch of which fewer are left is done.
    """
    number = 0
    lives = (Dispatch.cancelled_at.is_(None), Dispatch.paused_at.is_(None), Dispatch.expires_at > clock.now())
    wanted = sa.select(Dispatch.id, Dispatch.again_at).where(Dispatch.again_at.is_not(None), *lives)
    for dispatch_id, before in db.session.execute(wanted).all():
        while before is not None:
            with ledger.writing():
                some, moves = recovery.again(ledger, dispatch_id, before, AGAIN_AT_ONCE)
                sums.add(ledger, sums.moved(moves))
            number += some
            if some < AGAIN_AT_ONCE:
                break
        done = sa.update(Dispatch).where(Dispatch.id == dispatch_id, Dispatch.again_at == before)
        with db.transaction():
            db.session.execute(done.values(again_at=None))
    return number


def unpark(ledger: Line) -> int:
    """Lets go on, or come to its end, what waited for a dispatch that is paused no more; how many messages."""
    waiting = "SELECT DISTINCT dispatch_id FROM deliveries WHERE state = 0 AND lane >= 100"
    if not (parked := [number for (number,) in ledger.rows(waiting)]):
        return 0
    lives = (Dispatch.cancelled_at.is_(None), Dispatch.expires_at > clock.now())
    paused = sa.select(Dispatch.id).where(Dispatch.id.in_(parked), Dispatch.paused_at.is_not(None), *lives)
    free = [number for number in parked if number not in {*db.session.scalars(paused)}]
    with ledger.writing():
        return ledger.run(_UNPARK, (rules.PARKED, ledger.numbers(free)))


_UNPARK = "UPDATE deliveries SET lane = lane - ? WHERE state = 0 AND lane >= 100 AND dispatch_id IN NUMBERS"


@nudge.does
def work(name: str) -> None:
    """The answer of a sender to a nudge: sends until nothing is due; the first one of a site urgent messages only."""
    lanes = URGENT if name == "urgent" else tuple(Lane)
    with queue.inside(), line() as ledger:
        free_dead(ledger)
        unpark(ledger)
        send_again(ledger)
        went = sender.of_this_site(ledger, lanes).run(RUN_S)
        if name == "all" and queries.oldest_due(ledger) is not None:
            if not went:
                time.sleep(nudge.LOOK_S)  # what is due waits for a gateway that is left alone
            nudge.now()


# --- Retention --------------------------------------------------------------------------------------------


def _over(before: datetime) -> Sequence[int]:
    return db.session.scalars(sa.select(Dispatch.id).where(Dispatch.expires_at <= before)).all()


def _due(before: datetime) -> int:
    with line() as ledger:
        return int(ledger.rows(_COUNT, (ledger.numbers(_over(before)),))[0][0])


_COUNT = "SELECT count(*) FROM deliveries WHERE dispatch_id IN NUMBERS"


def _delete(before: datetime) -> int:
    """A few at a time, so that no sender waits long; the sums stay."""
    gone = 0
    with line() as ledger:
        over = ledger.numbers(_over(before))
        while True:
            with ledger.writing():
                deleted = ledger.run(_DELETE, (over, DELETED_AT_ONCE))
            gone += deleted
            if deleted < DELETED_AT_ONCE:
                return gone


_DELETE = "DELETE FROM deliveries WHERE id IN (SELECT id FROM deliveries WHERE dispatch_id IN NUMBERS LIMIT ?)"


retention.rule("deliveries", "deliveries_keep_days", due=_due, wipe=_delete, tables=(Delivery.__tablename__,))
