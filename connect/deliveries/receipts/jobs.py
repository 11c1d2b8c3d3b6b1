"""Receipts are worked off by the clock, a few hundred at a time, and go when nobody asks for the messages any more."""

from connect import db
from connect.deliveries.ledger.store import line
from connect.deliveries.receipts import actions
from connect.deliveries.receipts.models import ReceiptRow
from connect.jobs.queue import every_minute
from connect.registry import retention

AT_ONCE = 500


@every_minute
def work_off() -> int:
    """Moves the messages of all receipts that came; how many receipts are done."""
    done = after = 0
    with line() as ledger:
        while receipts := actions.open_ones(after, AT_ONCE):
            after, numbers = receipts[-1].id, actions.move(ledger, receipts)
            done += len(numbers)
            if numbers:
                with db.transaction():
                    actions.mark_done(numbers)
    return done


retention.rows("receipts", "deliveries_keep_days", ReceiptRow, lambda before: ReceiptRow.received_at <= before)
