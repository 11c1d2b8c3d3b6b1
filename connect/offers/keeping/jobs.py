"""The periodic jobs on offers. Every row says by itself when it is due, so a missed run loses nothing."""

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import IntegrityError

from connect import clock, config, db
from connect.errors import ConnectError
from connect.gateways.base import Failed
from connect.gateways.media import gateway
from connect.jobs import intentions
from connect.jobs.queue import steadily
from connect.offers import rules, transitions
from connect.offers.keeping import reminders
from connect.offers.models import Offer
from connect.offers.rules import By, Verb

BATCH = 200
AT_ONCE = 20  # messages a minute
log = structlog.get_logger("connect.jobs")


@steadily
def expire_offers() -> int:
    """Expires offers whose end has come or whose giver stays silent; says how many."""
    over = sa.select(Offer.id).where(Offer.state.in_(rules.LIVING), Offer.clock_at <= clock.now())
    return sum(_expire(number) for number in db.session.scalars(over.order_by(Offer.clock_at).limit(BATCH)).all())


def _expire(number: int) -> int:
    try:
        with db.transaction():
            transitions.move(transitions.locked(number), Verb.EXPIRE, By.CLOCK)
    except ConnectError:  # the giver acted in between, so it is no longer due
        return 0
    return 1


@steadily
def remind_givers() -> dict[str, int]:
    """Asks givers whose word is getting old whether it is still so; says how many were due and went out."""
    due = sum(_intend(number) for number in reminders.due(BATCH))
    went = intentions.send_out(reminders.waiting(AT_ONCE), reminders.take, _send, reminders.done)
    return {"due": due} | went


def _intend(number: int) -> int:
    try:
        with db.transaction():
            return reminders.intend(number)
    except IntegrityError:  # two workers at once; the other one's row is there
        return 0


def _send(message: reminders.Message) -> bool:
    try:
        gateway(config.current(), "sms").send(message.to, message.text, key=message.key)
    except Failed as error:
        log.warning("reminder", kind=str(error))
        return False
    return True
