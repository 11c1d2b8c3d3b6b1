"""An open page is told whether it has changed: by a mark that is its viewer's own and tells nothing."""

import re

import pytest
from flask import url_for

from connect import clock as the_clock, db, geo
from connect.accounts.models import Role
from connect.accounts.sign_in.models import Session
from connect.cases import actions
from connect.cases.map import changes
from connect.cases.transitions import Actor
from tests.builders import BEN_THANH, make_case, make_person, post_case, take
from tests.statements import statements_of
from tests.visit import Visit

AT = f"{geo.cell_of(BEN_THANH):x}"


@pytest.fixture(autouse=True)
def heard_at_once(monkeypatch):
    monkeypatch.setattr(changes, "LISTEN_S", 0)


def mark(visit, **more):
    """The mark of the list as it opens now."""
    return re.search(r'data-fresh="(\w+)"', visit.get("cases.nearby", at=AT, **more).text)[1]


def asked(visit, known, endpoint="cases.nearby", **values):
    """The answer to whether the list is still the known one."""
    with visit.app.test_request_context():
        address = url_for(endpoint, **({"at": AT} if endpoint == "cases.nearby" else {}) | values)
    return visit.client.open(address, method="HEAD", headers={"If-None-Match": f'"{known}"'})


def test_a_page_that_nothing_changed_is_answered_without_a_page_and_after_the_first_time_without_a_search(visit, app):
    make_case()
    known = mark(visit)
    assert asked(visit, known).status_code == 304
    with statements_of(app) as said:
        assert asked(visit, known).status_code == 304
    assert not [one for one in said if "ix_cases_nearby" in one or "FROM needs" in one]


def test_many_who_ask_in_one_second_cost_no_statement_at_all(visit, app, monkeypatch):
    make_case()
    known = mark(visit)
    asked(visit, known)
    monkeypatch.setattr(changes, "LISTEN_S", 3600)
    asked(visit, known)
    with statements_of(app) as said:
        assert {asked(visit, known).status_code for _ in range(20)} == {304}
    assert said == []


def test_a_new_case_near_is_news_and_brings_no_page_yet(visit):
    make_case()
    known = mark(visit)
    asked(visit, known)
    make_case()
    answer = asked(visit, known)
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers["ETag"] == f'"{mark(visit)}"'


def test_a_case_that_somebody_takes_is_news_and_so_is_its_coming_back_when_the_time_is_over(visit, clock):
    case = make_case()
    known = mark(visit)
    asked(visit, known)
    take(case, make_person(verified=True))
    assert asked(visit, known).status_code == 200
    empty = mark(visit)
    assert asked(visit, empty).status_code == 304
    clock.forward(hours=25)
    assert asked(visit, empty).status_code == 200
    assert asked(visit, known).status_code == 304, "it stands there as before"


def test_what_happens_far_away_or_unseen_is_no_news(visit):
    make_case()
    known = mark(visit)
    make_case(point=geo.Point(21.03, 105.85))
    make_case("pending_review")
    make_case(guards=["violence"])
    assert asked(visit, known).status_code == 304


def test_time_alone_is_no_news(visit, clock):
    make_case()
    known = mark(visit)
    clock.forward(hours=3)
    assert asked(visit, known).status_code == 304


def test_who_waits_long_enough_comes_into_a_search_for_them(visit, clock, monkeypatch):
    make_case()
    known = mark(visit, waiting=3)
    assert asked(visit, known, at=AT, waiting=3).status_code == 304
    clock.forward(hours=4)
    later = changes.monotonic() + 61
    monkeypatch.setattr(changes, "monotonic", lambda: later)
    assert asked(visit, known, at=AT, waiting=3).status_code == 200


def test_no_two_viewers_and_no_two_addresses_have_the_same_mark(visit, app):
    make_case()
    helper, other = (Visit(app).as_(make_person(verified=True)) for _ in range(2))
    marks = [mark(visit), mark(helper), mark(other), mark(visit, within=20), mark(visit, kind="food")]
    assert len(set(marks)) == 5
    assert asked(other, marks[1]).status_code == 200


def test_whoever_may_no_longer_see_a_page_is_never_told_that_it_is_the_same(visit):
    helper = make_person(verified=True)
    visit.as_(helper)
    known = mark(visit)
    assert asked(visit, known).status_code == 304
    with db.transaction():
        db.session.query(Session).delete()
    assert asked(visit, known).status_code == 200, "a stranger's list is another page"


def test_the_first_page_alone_is_looked_at_again(visit, monkeypatch):
    monkeypatch.setattr("connect.cases.views.nearby.PAGE", 1)
    make_case(), make_case()
    visit.get("cases.nearby", at=AT)
    visit.get(re.search(r'href="([^"]+after=[^"]+)"', visit.last.text)[1].replace("&amp;", "&"))
    assert "data-fresh" not in visit.last.text


def test_an_answer_is_kept_by_nobody(visit):
    answer = asked(visit, mark(visit))
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Cookie" in answer.headers["Vary"]


def test_a_page_that_looks_for_news_keeps_nobody_signed_in(visit, clock):
    visit.as_(make_person("moderator"))
    with db.transaction():
        db.session.query(Session).update({"seen_at": the_clock.now(), "created_at": the_clock.now()})
    known = mark(visit)
    for _ in range(3):
        clock.forward(minutes=10)
        asked(visit, known)
        visit.client.get(f"/cases/nearby?at={AT}", headers={"X-Fresh": "1"})
    db.session.expire_all()
    (found,) = db.session.query(Session).all()
    assert (the_clock.now() - found.seen_at).total_seconds() >= 1800


def test_after_many_events_at_once_everything_is_looked_at_anew(visit, monkeypatch):
    make_case()
    known = mark(visit)
    asked(visit, known)
    monkeypatch.setattr(changes, "MANY", 1)
    make_case()
    assert asked(visit, known).status_code == 200


# --- The other pages that look for news ----------------------------------------------------------------------


def test_the_own_page_tells_of_a_helper_and_nothing_of_what_the_requester_is_not_told(visit):
    case, token = post_case()
    known = marked(visit, "cases.mine", token=token)
    assert asked(visit, known, "cases.mine", token=token).status_code == 304
    moderator = Actor(make_person("moderator"))
    with db.transaction():
        actions.approve(case, moderator, "tests know why")
    take(case, make_person(verified=True))
    assert asked(visit, known, "cases.mine", token=token).status_code == 200
    known = marked(visit, "cases.mine", token=token)
    assert asked(visit, known, "cases.mine", token=token).status_code == 304


def test_a_link_that_is_dead_is_not_answered_with_nothing_new(visit):
    case, token = post_case()
    known = marked(visit, "cases.mine", token=token)
    with db.transaction():
        actions.secret_of(case).token_hash = "another"
    assert asked(visit, known, "cases.mine", token=token).status_code == 404


def test_the_queue_tells_of_what_is_new_and_costs_no_search_while_nothing_is(visit, app):
    make_case("pending_review")
    visit.as_(make_person("moderator"))
    known = marked(visit, "moderation.queue")
    assert asked(visit, known, "moderation.queue").status_code == 304
    with statements_of(app) as said:
        assert asked(visit, known, "moderation.queue").status_code == 304
    assert not [one for one in said if "UNION ALL" in one]
    make_case("pending_review")
    assert asked(visit, known, "moderation.queue").status_code == 200


def test_a_moderator_who_lost_the_right_is_not_told_that_nothing_is_new(visit):
    make_case("pending_review")
    moderator = make_person("moderator")
    visit.as_(moderator)
    known = marked(visit, "moderation.queue")
    with db.transaction():
        db.session.query(Role).filter_by(person_id=moderator.id).delete()
    db.session.expire_all()
    assert asked(visit, known, "moderation.queue").status_code == 403


def marked(visit, endpoint, **values):
    """The mark of a page as it opens now."""
    return re.search(r'data-fresh="(\w+)"', visit.get(endpoint, **values).text)[1]
