"""The numbers of the front page."""

import sqlalchemy as sa

from connect import db, geo
from connect.cases.models import CellCount


def numbers() -> dict[str, int]:
    """How many cases need help, are taken and were helped: sums of the coarsest counts, so it costs a few rows."""
    statement = (
        sa.select(CellCount.colour, sa.func.sum(CellCount.n))
        .where(CellCount.res == geo.COARSEST)
        .group_by(CellCount.colour)
    )
    counted = {colour: int(n) for colour, n in db.session.execute(statement)}
    return {colour: counted.get(colour, 0) for colour in ("need", "taken", "done")}
