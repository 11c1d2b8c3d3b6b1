"""The clock's work on receipts: files that no row knows."""

from connect.jobs.queue import nightly
from connect.pictures import row_files
from connect.shopping.receipts import queries
from connect.shopping.receipts.models import OrderReceipt


@nightly
def sweep_receipts() -> int:
    """Deletes files that no row knows; says how many."""
    return row_files.sweep(queries.folder(), OrderReceipt.name)
