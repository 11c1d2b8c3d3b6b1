"""What the clock does: every row says by itself what is due, so a sweep done twice does nothing twice."""

from flask import Flask

from connect import db
from connect.cases import jobs, queries
from connect.cases.models import Case
from tests.builders import make_case


def state_of(case: Case) -> str:
    db.session.rollback()
    return db.session.get_one(Case, case.id).state


def test_the_sweep_notes_expires_and_closes_what_is_due_and_only_that(app: Flask, clock) -> None:
    claimed, helped, fresh = make_case("claimed"), make_case("helped"), make_case("open")
    assert jobs.sweep() == {"lapse": 0, "close": 0, "expire": 0}
    clock.forward(hours=25)
    assert jobs.sweep() == {"lapse": 1, "close": 0, "expire": 0}
    assert state_of(claimed) == "open"
    assert queries.history(claimed)[-1].verb == "lapse"
    clock.forward(hours=48)
    assert jobs.sweep() == {"lapse": 0, "close": 1, "expire": 0}
    assert state_of(helped) == "unconfirmed"
    clock.forward(days=5)
    assert jobs.sweep()["expire"] == 2
    assert state_of(fresh) == "expired"
    assert jobs.sweep() == {"lapse": 0, "close": 0, "expire": 0}


def test_a_case_that_nobody_reviewed_does_not_expire_unseen(app: Flask, clock) -> None:
    waiting = make_case("pending_review")
    clock.forward(days=30)
    jobs.sweep()
    assert state_of(waiting) == "pending_review"
