"""The five ways of looking at requests: the nearest area up the tree that has chosen decides."""

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db, geo
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.cases import queries as cases
from connect.cases.models import Case
from connect.cases.screening import moderation_modes
from connect.cases.screening.rules import MODES
from connect.cases.utilities import groups
from connect.errors import NotAllowed, RuleBroken
from connect.moderation import actions
from connect.moderation.queue import assignment
from tests.builders import make_case, make_person, post_case
from tests.visit import Visit

HANOI = geo.Point(21.0278, 105.8342)


@pytest.fixture
def official(app: Flask) -> Person:
    """Of Ho Chi Minh City."""
    return make_person("official", area="79", name="Ông Phúc")


def choose(code: str, mode: str | None) -> None:
    admin = make_person("admin", area="VN")
    with db.transaction():
        actions.choose_mode(areas.get(code), mode, admin)


def next_for(person: Person) -> str | None:
    with db.transaction():
        item = assignment.next_item(person)
    return item.public_id if item else None


@pytest.mark.parametrize(
    ("mode", "shown", "looked_at"),
    [
        ("fully_moderated", [], []),
        ("dispatch_moderated", [3], [3]),
        ("moderation_on_request", [0, 1, 2, 3], [2, 3]),
        ("dispatch_assisted", [0, 1, 2, 3], [0, 1, 2, 3]),
        ("peer_to_peer", [0, 1, 2, 3], []),
    ],
)
def test_each_way_shows_and_looks_at_what_its_line_says(
    app: Flask, mode: str, shown: list[int], looked_at: list[int]
) -> None:
    choose("79", mode)
    made = {urgency: post_case(urgency=urgency)[0] for urgency in range(4)}
    assert [urgency for urgency, case in made.items() if case.state == "open"] == shown
    later = set(db.session.scalars(sa.select(Case.id).where(groups.to_look_at_later())))
    assert [urgency for urgency, case in made.items() if case.id in later] == looked_at


def test_every_way_of_the_setting_is_a_line_of_the_table(make_app) -> None:
    for mode in MODES:
        assert make_app(moderation=mode).extensions["connect.config"].moderation == mode


def test_a_life_in_danger_is_shown_at_once_where_nobody_has_chosen_and_all_else_waits(app: Flask) -> None:
    states = {urgency: post_case(urgency=urgency)[0].state for urgency in range(4)}
    assert states == {3: "open", 2: "pending_review", 1: "pending_review", 0: "pending_review"}


def test_a_life_in_danger_is_looked_at_first_although_it_is_shown(app: Flask) -> None:
    post_case(urgency=2)
    grave, _ = post_case(urgency=3)
    assert next_for(make_person("moderator", area="79")) == grave.public_id


def test_the_nearest_area_that_has_chosen_decides_and_may_leave_it_to_the_one_above(app: Flask) -> None:
    ward = areas.ward_at(geo.Point(10.7722, 106.6983))
    assert moderation_modes.standing(ward) == moderation_modes.Standing("dispatch_moderated", "")
    choose("VN", "dispatch_assisted")
    choose("79", "peer_to_peer")
    assert moderation_modes.standing(ward).mode == "peer_to_peer"
    assert moderation_modes.standing(areas.get("01")).mode == "dispatch_assisted"
    choose(ward.code, "dispatch_moderated")
    assert moderation_modes.standing(ward) == moderation_modes.Standing("dispatch_moderated", ward.path)
    choose(ward.code, None)
    assert moderation_modes.standing(ward).mode == "peer_to_peer"


def test_a_stricter_ward_inside_a_free_city_is_looked_at_and_the_rest_is_not(app: Flask) -> None:
    choose("VN", "dispatch_assisted")
    choose("79", "peer_to_peer")
    here, there = post_case()[0], post_case(HANOI)[0]
    found = set(db.session.scalars(sa.select(Case.id).where(groups.to_look_at_later())))
    assert found == {there.id}
    choose(areas.by_id(here.area_id).code, "dispatch_assisted")
    found = set(db.session.scalars(sa.select(Case.id).where(groups.to_look_at_later())))
    assert found == {here.id, there.id}


def test_what_was_shown_unseen_is_looked_at_once(app: Flask) -> None:
    choose("79", "dispatch_assisted")
    case, _ = post_case()
    moderator = make_person("moderator", area="79")
    assert next_for(moderator) == case.public_id
    visit = Visit(app).as_(moderator)
    assert "/check" in visit.get("moderation.review", public_id=case.public_id).text
    visit.post("moderation.check", public_id=case.public_id)
    assert next_for(moderator) is None
    db.session.rollback()
    assert (case.state, cases.history(case)[-1].verb) == ("open", "check")
    assert case.verified_at


def test_one_who_could_not_be_reached_leaves_the_queue_when_looked_at(app: Flask) -> None:
    case, moderator = make_case("follow_up"), make_person("moderator", area="79")
    Visit(app).as_(moderator).post("moderation.check", public_id=case.public_id)
    assert next_for(moderator) is None
    db.session.rollback()
    assert case.state == "follow_up"


def test_what_is_hidden_still_comes_before_what_is_shown_of_the_same_urgency(app: Flask) -> None:
    choose("79", "dispatch_assisted")
    post_case()
    choose("79", "fully_moderated")
    hidden, _ = post_case()
    assert next_for(make_person("moderator", area="79")) == hidden.public_id


def test_the_page_shows_and_changes_the_way_and_keeps_who_did(app: Flask, official: Person) -> None:
    visit = Visit(app).as_(official)
    assert "Thành phố Hồ Chí Minh" in visit.get("moderation.modes_of").text
    visit.post("moderation.modes_choose", {"area": "26740", "mode": "dispatch_assisted"})
    assert "Ông Phúc" in visit.follow().text
    assert moderation_modes.standing(areas.get("26740")).mode == "dispatch_assisted"
    visit.get("moderation.modes_of", area="79")
    visit.post("moderation.modes_choose", {"area": "26740", "mode": "anything"}, 422)
    visit.post("moderation.modes_choose", {"area": "26740", "mode": ""})
    assert moderation_modes.standing(areas.get("26740")).mode == "dispatch_moderated"


def test_only_those_who_answer_for_an_area_choose(app: Flask, official: Person) -> None:
    visit = Visit(app).as_(official)
    for code in ("01", "VN", "00000"):
        visit.get("moderation.modes_of", 404, area=code)
        visit.post("moderation.modes_choose", {"area": code, "mode": "peer_to_peer"}, 404)
    Visit(app).as_(make_person("moderator", area="79")).get("moderation.modes_of", 403)
    with pytest.raises(NotAllowed), db.transaction():
        actions.choose_mode(areas.get("01"), "peer_to_peer", official)
    with pytest.raises(RuleBroken), db.transaction():
        actions.choose_mode(areas.get("79"), "nothing", official)


def test_what_is_shown_unseen_waits_for_the_answer_to_a_question_like_all_else(app: Flask, clock) -> None:
    case, _ = post_case(urgency=3)
    moderator = make_person("moderator", area="79")
    Visit(app).as_(moderator).post("moderation.ask", {"text": "Nhà có mấy người?"}, public_id=case.public_id)
    assert next_for(moderator) is None
    assert "1 yêu cầu đang đợi người cần giúp trả lời" in Visit(app).as_(moderator).get("moderation.queue").text
    clock.forward(minutes=31)
    assert next_for(moderator) == case.public_id
