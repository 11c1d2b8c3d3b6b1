"""The own page says in one sentence where the request stands, and draws its way."""

from datetime import timedelta

import pytest
from flask import Flask

from connect import clock, db
from connect.cases import queries
from connect.cases.views import own_page
from tests.builders import make_case, make_person, take


@pytest.mark.parametrize("state", ["pending_review", "open", "claimed", "in_delivery", "partly_helped", "helped"])
def test_a_request_on_its_way_has_five_steps(app: Flask, state: str) -> None:
    known = own_page.told(make_case(state))
    assert (known.word, len(known.stops)) == (state, 5)
    assert known.stops[0].at is not None


@pytest.mark.parametrize("state", ["rejected", "withdrawn", "expired", "follow_up"])
def test_a_request_that_left_the_road_has_none(app: Flask, state: str) -> None:
    assert own_page.told(make_case(state)).stops == ()


def test_a_lease_that_ran_out_puts_the_tracker_back_by_itself(app: Flask) -> None:
    case = make_case("open")
    claim = take(case, make_person(verified=True))
    assert own_page.told(case).word == "claimed"
    with clock.told(claim.until + timedelta(seconds=1)):
        known = own_page.told(queries.by_public_id(case.public_id))
    assert (known.word, known.stops[2].at) == ("open", None)
    db.session.rollback()
