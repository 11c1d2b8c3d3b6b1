"""What the clock does to cases, once a minute. Every row says by itself what is due, so a missed run loses nothing."""

import sqlalchemy as sa

from connect import clock, db
from connect.cases import door, queries
from connect.cases.models import Case
from connect.cases.rules import LEASED, MOVES
from connect.errors import ConnectError
from connect.queue import every_minute

BATCH = 500


@every_minute
def sweep() -> dict[str, int]:
    """Notes leases that are over, expires what nobody confirmed, closes what nobody disputed; says how many."""
    return {verb: sum(_move(case_id, verb) for case_id in _due(verb)) for verb in ("lapse", "close", "expire")}


def _due(verb: str) -> list[int]:
    passed = Case.free_at if verb == "lapse" else Case.clock_at
    sources = LEASED if verb == "lapse" else MOVES[verb].sources
    statement = sa.select(Case.id).where(Case.state.in_(sources), passed <= clock.now()).order_by(passed).limit(BATCH)
    return list(db.session.scalars(statement))


def _move(case_id: int, verb: str) -> int:
    try:
        with db.transaction():
            case = db.session.get_one(Case, case_id)
            if verb == "lapse":
                door.end_claim(queries.live_claim(case), "lapsed")
            door.move(case, verb, door.THE_CLOCK)
    except ConnectError:  # somebody acted in between, so it is no longer due
        return 0
    return 1
