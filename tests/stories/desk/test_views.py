"""The moderators' desk of stories: whose it is, what it needs, and what comes back."""

import pytest
from flask import Flask

from connect import db
from connect.stories import queries
from connect.stories.models import StoryPicture
from connect.stories.rules import By, People, State
from tests.builders import make_person
from tests.stories.telling import YES, Help, a_help
from tests.visit import Visit


@pytest.fixture
def one(app: Flask) -> Help:
    made = a_help(app)
    made.agree()
    return made


@pytest.fixture
def desk(app: Flask) -> Visit:
    return Visit(app, "en").as_(make_person("moderator", "79"))


def test_it_waits_in_the_queue_of_the_ward_and_of_nobody_else(app: Flask, one: Help, desk: Visit) -> None:
    address = f"/stories/desk/{one.story.public_id}"
    assert address in desk.get("moderation.queue").text
    elsewhere = Visit(app).as_(make_person("moderator", "01"))
    assert address not in elsewhere.get("moderation.queue").text
    elsewhere.get(address, 404)
    elsewhere.post(f"{address}/publish", status=404)
    Visit(app).as_(make_person("official", "79")).get(address, 403)
    desk.post(f"{address}/publish")
    assert address not in desk.get("moderation.queue").text


def test_what_comes_back_needs_a_reason_and_both_to_agree_anew(one: Help, desk: Visit) -> None:
    address = {"endpoint": "stories.desk_decide", "public_id": one.story.public_id, "verb": "return"}
    desk.post(data={}, status=422, **address)
    desk.post(data={"reason": "other"}, status=422, **address)
    desk.post(data={"reason": "names", "note": "Bỏ tên chợ nhé."}, **address)
    story = one.story
    assert (story.state, story.edition, queries.agreed(story)) == (State.DRAFT, 2, {})
    assert "Bỏ tên chợ" in one.home.get(**one.mine()).text
    one.home.post(data=YES, verb="ask", **one.mine("mine_act"))
    assert one.story.state == State.ASKED


def test_what_is_not_accepted_says_why_to_both(one: Help, desk: Visit) -> None:
    desk.post(
        "stories.desk_decide", {"reason": "money"}, public_id=one.story.public_id, verb="reject"
    )  # fmt: skip
    for page in (one.home.get(**one.mine()), one.away.get(**one.told())):
        assert "asks for money" in page.text


def test_faces_are_asked_about_again(one: Help, desk: Visit) -> None:
    with db.transaction():
        db.session.add(
            StoryPicture(story_id=one.story.id, number=1, file_name="x.webp", alt="Bao gạo", people=People.NOBODY)
        )
    address = {"endpoint": "stories.desk_decide", "public_id": one.story.public_id, "verb": "publish"}
    assert "Look at the people" in desk.post(data={}, status=422, **address).text
    desk.post(data={"faces": "y"}, **address)
    assert one.story.state == State.PUBLISHED


def test_a_moderator_who_is_one_side_does_not_decide(app: Flask, one: Help) -> None:
    side = make_person("moderator", "79")
    with db.transaction():
        queries.secret_of(one.story).helper_id = side.id
    Visit(app).as_(side).get("stories.desk", 404, public_id=one.story.public_id)


def test_a_consent_that_was_taken_back_keeps_it_from_being_published(one: Help, desk: Visit) -> None:
    with db.transaction():
        queries.agreed(one.story)[By.HELPER].edition = 7
    answer = desk.post("stories.desk_decide", status=409, public_id=one.story.public_id, verb="publish")
    assert "does not agree" in answer.text
