"""The worker's part of imports: batch after batch, each in a transaction of its own."""

import sqlalchemy as sa

from connect import db
from connect.errors import ConnectError
from connect.jobs.queue import every_minute
from connect.supplies.imports import writing
from connect.supplies.imports.models import Stage, SupplyImport

MOST_BATCHES = 400  # of one run; the next minute goes on


@every_minute
def go_on_importing() -> int:
    """Goes on with what is being checked or written; says with how many batches."""
    at_work = sa.select(SupplyImport).where(SupplyImport.stage.in_((Stage.CHECKING, Stage.WRITING)))
    return sum(batches(one.id, MOST_BATCHES) for one in db.session.scalars(at_work.order_by(SupplyImport.id)).all())


def batches(number: int, most: int) -> int:
    """Does so many batches of an import, or fewer when it is through; says how many."""
    for done in range(most):
        try:
            with db.transaction():
                if not writing.go_on(db.session.get_one(SupplyImport, number)):
                    return done
        except ConnectError:  # a point was changed at this very moment: the batch is done again
            return done
    return most
