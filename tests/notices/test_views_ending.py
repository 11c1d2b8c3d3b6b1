"""Before the end of a notice its desk puts the end off, tells that the danger is over, or lets it end."""

from datetime import timedelta

import pytest
from flask import Flask

from connect import clock, db
from connect.accounts.models import Person
from connect.notices import queries
from connect.notices.alerts.cap import MsgType, Response
from connect.notices.channels import actions as channels, queries as channel_queries
from connect.notices.channels.rules import ChannelVerb
from connect.notices.models import Notice
from connect.notices.rules import State
from tests.builders import make_channel, make_notice, make_person
from tests.visit import Visit


@pytest.fixture
def author(app: Flask) -> Person:
    return make_person("official", area="79")


def soon_over(author: Person, **over: object) -> Notice:
    """A notice whose last hour has begun."""
    return make_notice(make_channel("79"), "79", by=author, ends_at=clock.now() + timedelta(minutes=50), **over)


def press(visit: Visit, notice: Notice, verb: str, status: int = 303, **more: str) -> None:
    sent = {"verb": verb, "edition": "1", "hours": "6", "text": "Nước đã rút."} | more
    visit.post("notices.ending", sent, status=status, public_id=notice.public_id)


def test_the_desk_shows_what_ends_within_the_hour_and_leads_to_what_may_follow(app: Flask, author: Person) -> None:
    notice, visit = soon_over(author), Visit(app).as_(author)
    assert f"/notices/{notice.public_id}/ending" in visit.get("notices.mine").text
    assert "tự hết hiệu lực" in visit.get("notices.ending", public_id=notice.public_id).text


def test_a_later_end_is_a_version_that_changes_nothing_else(app: Flask, author: Person) -> None:
    notice = soon_over(author)
    ends, title = notice.ends_at, notice.title
    press(Visit(app).as_(author), notice, "extend")
    after = queries.by_public_id(notice.public_id)
    assert (after.ends_at - ends, after.title, after.version) == (timedelta(hours=6), title, 2)


def test_a_later_end_of_a_grave_one_waits_for_a_second_official_and_ends_as_said_until_then(
    app: Flask, author: Person
) -> None:
    notice = soon_over(author, severity=4)
    ends = notice.ends_at
    press(Visit(app).as_(author), notice, "extend")
    assert queries.by_public_id(notice.public_id).ends_at == ends
    assert [one.state for one in queries.changes_of(notice)] == [State.SUBMITTED]
    assert "đang chờ cán bộ thứ hai" in Visit(app).as_(author).get("notices.ending", public_id=notice.public_id).text


def test_all_clear_takes_its_place_for_six_hours_and_asks_nothing_of_anybody(app: Flask, author: Person) -> None:
    notice = soon_over(author, severity=4, instruction="Sơ tán ngay")
    press(Visit(app).as_(author), notice, "all_clear")
    after = queries.by_public_id(notice.public_id)
    assert (after.severity, after.response, after.instruction) == (1, Response.ALL_CLEAR, "")
    assert "Nước đã rút." in after.text and queries.versions(after)[0].msg_type == MsgType.UPDATE


def test_a_word_that_is_none_of_them_or_other_hours_are_refused(app: Flask, author: Person) -> None:
    notice, visit = soon_over(author), Visit(app).as_(author)
    press(visit, notice, "extend", 422, hours="9999")
    press(visit, notice, "all_clear", 422, text=" ")
    press(visit, notice, "cancel", 404)
    press(visit, notice, "extend", 422, edition="7")
    assert queries.by_public_id(notice.public_id).version == 1


def test_it_is_its_desk_alone_that_says_what_follows(app: Flask, author: Person) -> None:
    notice = soon_over(author)
    press(Visit(app).as_(make_person("official", area="01")), notice, "extend", 404)


def test_by_a_channel_that_was_closed_nothing_goes_out_that_waited(app: Flask, author: Person) -> None:
    notice = soon_over(author, severity=4)
    press(Visit(app).as_(author), notice, "extend")
    (change,) = queries.changes_of(notice)
    admin, second = make_person("admin", area="VN"), make_person("official", area="79")
    with db.transaction():
        channels.move(channel_queries.by_public_id(notice.channel.public_id), ChannelVerb.CLOSE, admin)
    sent = {"verb": "approve", "edition": str(change.edition)}
    Visit(app).as_(second).post("notices.desk", sent, status=422, public_id=change.public_id)
    assert queries.by_public_id(notice.public_id).version == 1
