"""A helper is told what others did to the own claim, once, while it is so; what the helper ended says nothing."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from connect import db
from connect.accounts.models import Person
from connect.cases import actions
from connect.cases.claims import actions as claim_actions, handover
from connect.cases.models import Case
from connect.cases.transitions import THE_REQUESTER
from connect.cases.word import jobs
from connect.deliveries.contacts import persons
from tests.builders import BEN_THANH, make_person, post_case
from tests.cases.word.test_dispatching import DAY, KEYS, NEWS, brings, claims, do, releases, told
from tests.deliveries.ledger import Twin, send


@pytest.fixture
def app(make_app: Callable[..., Flask], clock: Any) -> Iterator[Flask]:
    """A site by day."""
    clock.at(DAY)
    app = make_app(moderation="peer_to_peer", site_url="https://help.example.vn", review_first_helpers=False)
    with app.app_context():
        yield app
        db.session.remove()


def a_helper(**over: Any) -> Person:
    """A helper whom one browser tells."""
    helper = make_person(**over)
    with db.transaction():
        persons.begin(helper.id, f"https://push.example/h{helper.id}", KEYS, "vi")
    return helper


def a_case(helper: Person) -> Case:
    case, _ = post_case(BEN_THANH)
    do(case, claims(helper))
    return case


def heard() -> list[str]:
    twin = Twin()
    send(twin)
    assert {one.link for one in twin.heard} <= {"/cases/taken"}, "an address tells of which case"
    return told(twin)


def allow(case: Case) -> None:
    do(case, lambda case: claim_actions.allow(case, THE_REQUESTER))


def test_a_yes_reaches_the_helper_and_nothing_does_once_the_case_is_given_back(app: Flask) -> None:
    helpers = [a_helper(), a_helper()]
    cases = [a_case(helper) for helper in helpers]
    assert heard() == []
    for case in cases:
        allow(case)
    do(cases[1], releases(helpers[1]))
    assert heard() == [NEWS]


def test_what_the_requester_takes_back_is_told_and_what_the_helper_gives_back_is_not(app: Flask) -> None:
    helper = a_helper(verified=True)
    do(a_case(helper), releases(helper))
    assert heard() == []
    do(a_case(helper), actions.withdraw)
    assert heard() == [NEWS]


def test_what_was_not_received_is_told(app: Flask, clock: Any) -> None:
    helper = a_helper(verified=True)
    case = a_case(helper)
    clock.forward(minutes=30)
    do(case, brings(helper))
    assert heard() == []
    do(case, handover.dispute)
    assert heard() == [NEWS]


def test_a_lease_that_ends_soon_is_told_once_and_not_after_more_time(app: Flask, clock: Any) -> None:
    helper = a_helper(verified=True)
    case = a_case(helper)
    until = db.session.get_one(Case, case.id).free_at
    assert jobs.tell_ending() == 0
    clock.at((until.replace(tzinfo=None)).isoformat(" ", "minutes"))
    clock.forward(minutes=-20)
    assert (jobs.tell_ending(), jobs.tell_ending()) == (1, 0)
    assert heard() == [NEWS]


def test_who_stops_is_told_nothing_and_leaves_nothing(app: Flask) -> None:
    helper = a_helper(verified=True)
    case = a_case(helper)
    with db.transaction():
        persons.stop(helper.id)
    do(case, actions.withdraw)
    assert heard() == []
    assert persons.browsers(helper.id) == []
