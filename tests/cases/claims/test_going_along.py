"""Features right of cases have a part in the beginning and the end of a claim, each exactly once."""

from collections.abc import Iterator, Mapping

import pytest

from connect import db
from connect.cases import actions
from connect.cases.claims import actions as claim_actions, handover
from connect.cases.claims.models import Claim
from connect.cases.disclosure import case_view
from connect.cases.transitions import Actor
from connect.registry import claims
from tests.builders import hold, make_case, make_person
from tests.visit import Visit

Ends = list[tuple[str, dict[str, int]]]


@pytest.fixture
def ends(app: object) -> Iterator[Ends]:
    """What a feature hears of the ends of claims."""
    heard: Ends = []

    @claims.at_end
    def hear(claim: Claim, handed: Mapping[str, int]) -> None:
        heard.append((str(claim.end), dict(handed)))

    yield heard
    claims.ENDINGS.remove(hear)


def test_the_end_of_a_claim_tells_what_was_handed_over(ends: Ends) -> None:
    case, helper = make_case(), make_person(verified=True)
    hold(case, helper)
    with db.transaction():
        handover.hand_over(case_view.of(case, Actor(helper)), {"rice": 3})
    assert ends == [("partly", {"rice": 3})]


def test_a_claim_that_is_given_back_or_taken_away_ends_with_nothing(ends: Ends) -> None:
    for end in ("released", "stopped"):
        case, helper = make_case(), make_person(verified=True)
        hold(case, helper)
        with db.transaction():
            if end == "stopped":
                actions.withdraw(case)
            else:
                claim_actions.release(case_view.of(case, Actor(helper)), "too_far")
        assert ends.pop() == (end, {})
    assert not ends


def test_a_refusal_leads_back_to_the_case_and_nothing_is_taken(visit: Visit) -> None:
    case, helper = make_case(), make_person(verified=True)

    def refuse(_claim: Claim, form: Mapping[str, str]) -> None:
        if form.get("refuse"):
            raise claims.Refused("Chưa được đâu bạn.")

    claims.at_beginning(refuse)
    try:
        visit.as_(helper).post("cases.claim", {"refuse": "x"}, public_id=case.public_id)
        assert "Chưa được đâu bạn." in visit.follow().text
        visit.post("cases.claim", public_id=case.public_id)
        assert "Bạn đã nhận" in visit.follow().text
    finally:
        claims.BEGINNINGS.remove(refuse)
