"""The periodic job on loans. Every row says by itself when it is due, so a missed run loses nothing."""

import structlog
from sqlalchemy.exc import IntegrityError

from connect import config, db
from connect.gateways.base import Failed
from connect.gateways.media import gateway
from connect.jobs import intentions
from connect.jobs.queue import steadily
from connect.offers.loans.keeping import reminders

BATCH = 200
AT_ONCE = 20  # messages a minute
log = structlog.get_logger("connect.jobs")


@steadily
def remind_holders() -> dict[str, int]:
    """Reminds holders of what is due back; says how many were due and went out."""
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
