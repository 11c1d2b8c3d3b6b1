"""A case with a child alone, violence or a private illness is for checked organisations only, and two people go."""

from datetime import timedelta

import pytest
from flask import Flask

from connect import clock, db
from connect.accounts import actions as accounts
from connect.accounts.organizations import actions as organizations
from connect.areas import queries as areas
from connect.cases import actions, queries, rules, transitions
from connect.cases.claims import actions as claim_actions
from connect.cases.disclosure import case_view, safeguarding
from connect.cases.disclosure.rules import Sight
from connect.cases.map import cell_counts, clusters
from connect.cases.models import Case
from connect.cases.transitions import THE_REQUESTER, Actor
from connect.errors import NotAllowed, RuleBroken
from tests.builders import BEN_THANH, make_case, make_person, post_case, take
from tests.visit import Visit

CHILD = rules.GUARDS["child_alone"]


def team(n: int = 2, clear: bool = True):
    """People of one organisation that an admin checked."""
    admin, people = make_person("admin"), [make_person() for _ in range(n)]
    with clock.told(clock.now() - timedelta(days=2)), db.transaction():
        made = organizations.register("Hội Bảo vệ trẻ em", "charity", areas.get("79"), people[0])
        organizations.verify(made, by=admin)
        if clear:
            organizations.clear(made, admin)
        for one in people:
            accounts.grant(one, "volunteer", organization=made)
    db.session.expire_all()
    return people


def take_together(case, helper, second):
    with db.transaction():
        return claim_actions.claim(case_view.of(case, Actor(helper)), second)


def test_nobody_outside_learns_that_it_exists(app: Flask, visit: Visit) -> None:
    plain, guarded = make_case(), make_case(guards=CHILD)
    assert [one.id for one in queries.nearby(BEN_THANH, queries.Filters())] == [plain.id]
    box = clusters.Box(10.5, 106.4, 11, 107)
    assert sum(one.need for one in clusters.clusters(box, queries.Filters())) == 1
    visit.get("cases.show", status=404, public_id=guarded.public_id)
    volunteer = Visit(app).as_(make_person(verified=True))
    volunteer.get("cases.show", status=404, public_id=guarded.public_id)
    volunteer.get("cases.guarded", status=404)
    with db.transaction():
        assert cell_counts.recount() == 0


def test_members_of_a_checked_organisation_see_it_and_choose_who_comes_along(app: Flask, visit: Visit) -> None:
    helper, second = team()
    case = make_case(guards=CHILD)
    visit.as_(helper)
    assert case.public_id in visit.get("cases.guarded").text
    assert second.name in visit.get("cases.show", public_id=case.public_id).text
    visit.post("cases.claim", {}, public_id=case.public_id)
    assert "hai người" in visit.follow().text
    visit.post("cases.claim", {"second": second.public_id}, public_id=case.public_id)
    held = queries.live_claim(db.session.get_one(Case, case.id, populate_existing=True))
    assert (held.person_id, held.second_id) == (helper.id, second.id)


def test_the_requester_reads_both_names(app: Flask, visit: Visit) -> None:
    helper, second = team()
    case, token = post_case(guards=CHILD)
    moderator = make_person("moderator")
    with db.transaction():
        actions.approve(case, Actor(moderator))
        second.name = "Phạm Thị Út"
    take_together(case, helper, second)
    assert "Phạm Thị Út" in visit.get("cases.mine", token=token).text


@pytest.mark.parametrize("who", ["nobody", "self", "stranger"])
def test_alone_or_with_a_stranger_nobody_goes(app: Flask, who: str) -> None:
    helper, _ = team()
    second = {"nobody": None, "self": helper, "stranger": make_person(verified=True)}[who]
    with pytest.raises(RuleBroken):
        take_together(make_case(guards=CHILD), helper, second)


def test_a_verified_organisation_is_not_yet_a_checked_one(app: Flask) -> None:
    helper, second = team(clear=False)
    case = make_case(guards=CHILD)
    assert not case_view.of(case, Actor(helper)).sight.exists
    with pytest.raises(NotAllowed):
        take_together(case, helper, second)


def test_a_moderator_guards_a_listed_case_and_an_unchecked_helper_loses_it(app: Flask, visit: Visit) -> None:
    case, helper = make_case(), make_person(verified=True)
    take(case, helper)
    visit.as_(make_person("moderator")).post("moderation.guard", public_id=case.public_id, verb="guard")
    db.session.expire_all()
    case = db.session.get_one(Case, case.id)
    assert (case.state, case.guarded) == ("open", 1)
    assert queries.nearby(BEN_THANH, queries.Filters()) == []
    assert case_view.of(case, Actor(helper)).sight == Sight(exists=False)
    visit.post("moderation.guard", public_id=case.public_id, verb="unguard")
    assert len(queries.nearby(BEN_THANH, queries.Filters())) == 1
    with db.transaction():
        assert cell_counts.recount() == 0


def test_the_requester_changes_it_with_her_other_answers(app: Flask) -> None:
    case = make_case()
    with db.transaction():
        safeguarding.set_guard(case, THE_REQUESTER, True)
    assert queries.nearby(BEN_THANH, queries.Filters()) == []
    with db.transaction():
        safeguarding.set_guard(case, THE_REQUESTER, False)
    assert [event.verb for event in queries.history(case)][-2:] == ["guard", "unguard"]


@pytest.mark.parametrize("reason", [rules.Guarded.CLINICAL, rules.Guarded.DRILL])
@pytest.mark.parametrize("guarded", [True, False])
def test_what_is_medical_advice_or_a_drill_stays_so(app: Flask, reason: int, guarded: bool) -> None:
    case = make_case()
    with db.transaction():
        transitions.amend(case, THE_REQUESTER, "edit", {"guarded": int(reason)})
    with db.transaction():
        safeguarding.set_guard(case, THE_REQUESTER, guarded)
    db.session.expire_all()
    assert db.session.get_one(Case, case.id).guarded == reason


def test_a_helper_cannot_change_it(app: Flask) -> None:
    case, helper = make_case(), make_person()
    with pytest.raises(NotAllowed), db.transaction():
        safeguarding.set_guard(case, Actor(helper), True)


def test_its_place_is_shown_most_coarsely_even_to_those_who_see_it(app: Flask) -> None:
    assert make_case(guards=CHILD).cell_res == 6
    assert make_case().cell_res == 8


def test_an_admin_checks_an_organisation_and_takes_it_back(app: Flask, visit: Visit) -> None:
    helper, _ = team(clear=False)
    org = helper.organizations[0]
    visit.as_(make_person("official", area="79")).post(
        "accounts.organization_clear", status=403, public_id=org.public_id, verb="clear"
    )
    visit.as_(make_person("admin", area="79"))
    for verb, cleared in (("clear", True), ("unclear", False)):
        visit.post("accounts.organization_clear", public_id=org.public_id, verb=verb)
        db.session.expire_all()
        assert helper.cleared is cleared
        visit.get("accounts.organization", public_id=org.public_id)
