"""The clock's work on runs: one whose time is over ends, what is over holds nothing, nor does who no longer leads."""

import sqlalchemy as sa

from connect import clock, db
from connect.accounts.models import Person
from connect.cases.claims.models import Claim
from connect.cases.models import Case
from connect.cases.runs import queries as held
from connect.errors import Conflict, ConnectError
from connect.jobs.queue import every_minute
from connect.shopping.gathering import actions, queries
from connect.shopping.runs import transitions
from connect.shopping.runs.models import Run, RunTeam
from connect.shopping.runs.rules import LIVE, OVER, UNDER_WAY, By, Verb

MOST = 100  # runs of one minute


@every_minute
def end_what_is_over() -> int:
    """Ends the runs whose time is over: those that nobody has approved free their orders for another run.

    Says how many. Nobody sees a door by then: claims end with the run's time, whatever this does.
    """
    late = sa.select(Run.id).where(Run.state.in_(LIVE), Run.ends_at <= clock.now()).order_by(Run.ends_at)
    return sum(_end(number) for number in db.session.scalars(late.limit(MOST)).all())


def _end(run_id: int) -> int:
    try:
        with db.transaction() as session:
            run = session.get_one(Run, run_id)
            verb = Verb.FINISH if run.state in UNDER_WAY else Verb.CANCEL
            transitions.move(run, verb, By.CLOCK)
    except Conflict:  # somebody has ended it in this moment
        return 0
    return 1


@every_minute
def let_go_what_is_over() -> int:
    """Gives back what runs still hold that were finished or cancelled; says how many cases."""
    over = sa.select(Run.id).join(Claim, Claim.run == Run.id).where(Claim.ended_at.is_(None), Run.state.in_(OVER))
    return sum(let_go_all(number) for number in db.session.scalars(over.distinct()).all())


def let_go_all(run_id: int, by_id: int | None = None) -> int:
    """Lets go of all that a run holds, each case in a transaction of its own; says how many."""
    ids = [claim.case_id for claim in held.claims_of(run_id)]
    db.session.rollback()
    return sum(_let_go(run_id, case_id, by_id) for case_id in ids)


def _let_go(run_id: int, case_id: int, by_id: int | None) -> int:
    try:
        with db.transaction() as session:
            by = session.get(Person, by_id) if by_id else None
            actions.let_go(session.get_one(Run, run_id), session.get_one(Case, case_id), by)
    except ConnectError:  # it was handed over, or somebody ended it, in between
        return 0
    return 1


def hand_on_all(run_id: int, by_id: int) -> int:
    """Moves all that former leaders of a run still hold to those who lead now; says how many cases."""
    ids = [(stop.order.case_id, stop.team_id) for stop in queries.placed(db.session.get_one(Run, run_id))]
    db.session.rollback()
    return sum(_hand_on(run_id, case_id, team_id, by_id) for case_id, team_id in ids)


def _hand_on(run_id: int, case_id: int, team_id: int | None, by_id: int) -> int:
    try:
        with db.transaction() as session:
            run, team = session.get_one(Run, run_id), session.get_one(RunTeam, team_id)
            actions.hand_on(run, session.get_one(Case, case_id), team, session.get_one(Person, by_id))
    except ConnectError:  # nobody of the run holds it, or the household wants somebody else: it is let go
        return _let_go_of_former(run_id, case_id, team_id, by_id)
    return 1


def _let_go_of_former(run_id: int, case_id: int, team_id: int | None, by_id: int) -> int:
    """A household that has stopped the new leader is nobody's in this run: the former leader keeps nothing either."""
    claim = held.holder_of(db.session.get_one(Case, case_id), run_id)
    leads = db.session.get_one(RunTeam, team_id).leader_id
    db.session.rollback()
    return _let_go(run_id, case_id, by_id) if claim is not None and claim.person_id != leads else 0
