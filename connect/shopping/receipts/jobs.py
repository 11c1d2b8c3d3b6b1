"""The clock's work on receipts: files that no row knows."""

from datetime import timedelta

from connect import clock
from connect.jobs.queue import nightly
from connect.pictures import sealed
from connect.shopping.receipts import actions, queries

LEFT_ALONE = timedelta(hours=1)  # a file whose row may still be on its way


@nightly
def sweep_receipts() -> int:
    """Deletes files that no row knows, as a crash or a restored database leaves them; says how many."""
    before = (clock.now() - LEFT_ALONE).timestamp()
    gone = list(queries.orphans(sealed.older_than(before, queries.folder())))
    for name in gone:
        actions.drop(name)
    return len(gone)
