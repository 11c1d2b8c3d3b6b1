"""A lease says the same in Python and in SQL."""

from datetime import timedelta
from itertools import product

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import clock, db
from connect.cases import rules
from connect.cases.claims.models import Claim
from connect.cases.models import Case
from tests.builders import make_case, make_person, take

AROUND = [timedelta(seconds=-1), timedelta(0), timedelta(seconds=1)]  # beside the moment at which it is asked


@pytest.mark.parametrize("asks", ["runs", "ran_out"])
def test_a_claim_runs_in_python_as_in_sql(app: Flask, asks: str) -> None:
    claim, now = take(make_case(), make_person(verified=True)), clock.now()
    for left, ended in product(AROUND, (None, now)):
        with db.transaction():
            claim.until, claim.ended_at = now + left, ended
        found = db.session.scalar(sa.select(Claim.id).where(getattr(Claim, asks)(now)))
        assert (found is not None) == getattr(claim, asks)(now), (left, ended)
        assert getattr(claim, asks)(now) == (ended is None and (left > timedelta(0)) == (asks == "runs"))


def test_a_case_is_held_or_free_in_python_as_in_sql(app: Flask) -> None:
    case, now = make_case(), clock.now()
    for state in rules.STATES:
        for free_at in [now + left for left in AROUND] if state in rules.LEASED else [db.EPOCH]:
            with db.transaction():
                case.state, case.free_at = state, free_at
            held, free = (
                db.session.scalar(sa.select(Case.id).where(asked)) == case.id
                for asked in (Case.is_held(now), Case.is_free(now))
            )
            assert (held, free) == (case.is_held(now), case.is_free(now)), (state, free_at)
            assert held == (state in rules.LEASED and free_at > now)
