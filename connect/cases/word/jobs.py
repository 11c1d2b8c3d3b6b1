"""The clock's part in the word to a helper: the lease comes to its end."""

from connect import db
from connect.cases.claims.models import Claim
from connect.cases.word import helpers
from connect.cases.word.rules import ToHelper
from connect.jobs.queue import steadily

AT_ONCE = 200


@steadily
def tell_ending() -> int:
    """Tells helpers whose lease comes to its end; how many."""
    told = 0
    for claim_id in helpers.ending(AT_ONCE):
        with db.transaction():
            told += helpers.tell(db.session.get_one(Claim, claim_id), ToHelper.ENDS_SOON)
    return told
