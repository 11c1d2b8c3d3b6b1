"""The own page says in one sentence where the request stands, and draws its way."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from connect import clock, db
from connect.cases import actions, queries
from connect.cases.transitions import Actor
from connect.cases.views import own_page
from tests.builders import make_case, make_person, post_case, take
from tests.visit import Visit

ON_THE_WAY = ["pending_review", "open", "claimed", "in_delivery", "partly_helped", "helped"]
OFF_THE_ROAD = ["rejected", "withdrawn", "expired", "follow_up"]


def link_of(state: str) -> str:
    """The secret of the link to a request in this state."""
    return actions.secret_of(make_case(state, helper=make_person(name="Tô Phương Loan", verified=True))).link_token


@pytest.mark.parametrize("state", ON_THE_WAY)
def test_a_request_on_its_way_has_five_steps(app: Flask, state: str) -> None:
    known = own_page.told(make_case(state))
    assert (known.word, len(known.stops)) == (state, 5)
    assert known.stops[0].at is not None


@pytest.mark.parametrize("state", OFF_THE_ROAD)
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


@pytest.mark.parametrize("state", [*ON_THE_WAY, *OFF_THE_ROAD, "confirmed"])
def test_the_title_is_one_sentence_and_one_thing_at_most_is_filled(visit: Visit, state: str) -> None:
    page = visit.get("cases.mine", token=link_of(state)).text
    title = re.search(r"<h1>(.+?)</h1>", page)
    assert title and len(re.sub("<.*?>", "", title[1])) > 10
    assert len(re.findall(r'class="btn main', page)) <= 1
    assert page.count('class="tracker across"') == (0 if state in OFF_THE_ROAD else 1)


def test_the_title_names_whoever_is_coming_and_no_form_of_address(visit: Visit) -> None:
    page = visit.get("cases.mine", token=link_of("in_delivery")).text
    assert '<h1><span translate="no">Tô Phương Loan</span> đang trên đường tới.</h1>' in page


def test_what_is_to_be_answered_is_what_is_filled(visit: Visit) -> None:
    case, token = post_case()
    moderator = Actor(make_person("moderator"))
    with db.transaction():
        actions.ask(case, moderator, "Nhà mình còn gạo không ạ?")
    filled = re.search(r'<button class="btn main".*?</button>', visit.get("cases.mine", token=token).text, re.DOTALL)
    assert filled and "Gửi câu trả lời" in filled[0]


def test_the_delivery_code_stands_there_once_the_helper_may_come(visit: Visit) -> None:
    case, code = make_case("open"), 'class="code huge" translate="no">'
    take(case, make_person())
    token, secret = actions.secret_of(case).link_token, actions.secret_of(case).delivery_code
    assert f"{code}{secret}" not in visit.get("cases.mine", token=token).text
    visit.post("cases.mine_do", token=token, verb="allow")
    assert f"{code}{secret}" in visit.get("cases.mine", token=token).text


def test_where_requests_are_shown_at_once_the_page_tells_of_no_look(make_app: Callable[..., Flask]) -> None:
    app = make_app(moderation="peer_to_peer")
    with app.app_context():
        _case, token = post_case()
        page = Visit(app).get("cases.mine", token=token).text
        db.session.remove()
    assert "Lên danh sách" in page and "Đã duyệt" not in page
