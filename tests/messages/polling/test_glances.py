"""A glance tells the version that the seat tells, or says that it cannot; never another one."""

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from flask import Flask

from connect import clock, db
from connect.accounts.models import Lock, Person
from connect.cases.claims.models import Claim
from connect.cases.disclosure import limits
from connect.cases.models import Case
from connect.messages import actions, seats
from connect.messages.models import Thread
from connect.messages.polling import glances, queries
from tests.builders import make_person, speak, token_of


def both_agree(case: Case, helper: Person, thread: Thread) -> list[str]:
    """The versions of both sides, by a glance, after they were found to be those of the seats."""
    db.session.rollback()
    db.session.expire_all()
    token = token_of(case)
    by_glance = [glances.by_link(token, thread.public_id), glances.by_helper(helper, thread.public_id)]
    by_seat = [queries.etag(seats.seat_of(token, None, thread.public_id)),
               queries.etag(seats.seat_of(None, helper, thread.public_id))]  # fmt: skip
    assert by_glance == by_seat
    return by_seat


def test_a_glance_follows_all_that_happens_in_a_thread(case: Case, helper: Person, thread: Thread) -> None:
    told = [both_agree(case, helper, thread)]

    def then(change: Callable[[], object]) -> None:
        with db.transaction():
            change()
        told.append(both_agree(case, helper, thread))
        assert told[-1] != told[-2]

    claim = sa.update(Claim).where(Claim.case_id == case.id)
    speak(thread, case, None, "Chị ở cổng xanh.")
    then(lambda: actions.see(seats.seat_of(None, helper, thread.public_id), 3))
    then(lambda: actions.hide(seats.seat_of(token_of(case), None, thread.public_id), 3))
    then(lambda: db.session.execute(claim.values(allowed_at=None)))
    then(lambda: db.session.execute(claim.values(allowed_at=clock.now())))
    then(lambda: db.session.add(Lock(person_id=helper.id, at=clock.now(), reason="looks")))
    then(lambda: limits.stop_helper(db.session.get_one(Case, case.id)))


def test_a_glance_knows_the_clock_and_each_end_of_a_claim(case: Case, helper: Person, thread: Thread) -> None:
    held = db.session.scalars(sa.select(Claim.until).where(Claim.case_id == case.id)).one()
    for moment in (held - timedelta(seconds=1), held, held + timedelta(days=1)):
        with clock.told(moment):
            both_agree(case, helper, thread)
    ended = sa.update(Claim).where(Claim.case_id == case.id)
    for end in ("helped", "released", "lapsed", "disputed", "cannot_reach"):
        with db.transaction():
            db.session.execute(ended.values(end=end, ended_at=clock.now() - timedelta(hours=71)))
        both_agree(case, helper, thread)
        with clock.told(clock.now() + timedelta(hours=2)):
            both_agree(case, helper, thread)


def test_a_glance_says_nothing_to_anybody_else_and_of_guarded_cases(
    app: Flask, case: Case, helper: Person, thread: Thread
) -> None:
    assert glances.by_helper(make_person(verified=True), thread.public_id) is None
    assert glances.by_link("a" * 26, thread.public_id) is None
    token = token_of(case)
    with db.transaction():
        db.session.execute(sa.update(Case).where(Case.id == case.id).values(guarded=1))
    assert glances.by_link(token, thread.public_id) is None and glances.by_helper(helper, thread.public_id) is None
