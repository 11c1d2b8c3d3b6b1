"""At the desk: who wrote a grave notice sees that it waits, a second official sees it and decides."""

import pytest
from flask import Flask

from connect import db
from connect.notices import actions, queries
from connect.notices.models import Channel
from connect.notices.rules import State, Verb
from tests.builders import make_channel, make_draft, make_person
from tests.visit import Visit


@pytest.fixture
def channel(app: Flask) -> Channel:
    return make_channel("79")


def at_desk(app: Flask, name: str, role: str = "official", area: str = "79") -> Visit:
    return Visit(app).as_(make_person(role, area=area, name=name))


def waiting(channel: Channel) -> str:
    return make_draft(channel, make_person("official", area="79", name="Ông An"), send=True, severity=3).public_id


def press(visit: Visit, public_id: str, verb: str, status: int = 303, **more: str) -> None:
    edition = queries.by_public_id(public_id).edition
    visit.post("notices.desk", {"verb": verb, "edition": str(edition)} | more, status=status, public_id=public_id)


def test_a_second_official_finds_what_waits_and_approves_it(app: Flask, channel: Channel) -> None:
    code, second = waiting(channel), at_desk(app, "Bà Bình")
    assert code in second.get("notices.mine").text
    assert "Duyệt và đăng" in second.get("notices.desk", public_id=code).text
    Visit(app).get("notices.show", 404, public_id=code)
    press(second, code, "approve")
    assert "Nước sông lên" in Visit(app).get("notices.show", public_id=code).text
    press(at_desk(app, "Ông Chi"), code, "approve", status=409)


def test_an_admin_above_who_writes_nothing_finds_it_too(app: Flask, channel: Channel) -> None:
    code, admin = waiting(channel), at_desk(app, "Bà Quản", "admin", "VN")
    assert code in admin.get("notices.mine").text
    press(admin, code, "approve")


def test_what_is_sent_back_without_a_reason_is_asked_for_one_and_the_author_reads_it(
    app: Flask, channel: Channel
) -> None:
    code, second = waiting(channel), at_desk(app, "Bà Bình")
    press(second, code, "send_back", status=422)
    press(second, code, "send_back", reason="Sai giờ sơ tán")
    assert queries.by_public_id(code).state == State.DRAFT
    assert "Sai giờ sơ tán" in second.get("notices.desk", public_id=code).text


@pytest.mark.parametrize("verb", ["begin", "update", "cancel", "nothing", ""])
def test_no_other_word_moves_a_notice(app: Flask, channel: Channel, verb: str) -> None:
    code = waiting(channel)
    press(at_desk(app, "Bà Bình"), code, verb, status=404)
    assert queries.by_public_id(code).state == State.SUBMITTED


def test_who_read_other_words_approves_nothing(app: Flask, channel: Channel) -> None:
    code = waiting(channel)
    sent = {"verb": "approve", "edition": "7"}
    at_desk(app, "Bà Bình").post("notices.desk", sent, status=409, public_id=code)
    assert queries.by_public_id(code).state == State.SUBMITTED


def test_whoever_publishes_alone_says_why_and_the_others_of_the_area_read_it(app: Flask, channel: Channel) -> None:
    author = make_person("official", area="79", name="Ông An")
    code, other = make_draft(channel, author, severity=4).public_id, at_desk(app, "Bà Bình")
    visit = Visit(app).as_(author)
    press(visit, code, "publish_alone", status=422, reason="Không gọi được ai", area_name="Hà Nội")
    press(visit, code, "publish_alone", reason="Không gọi được ai", area_name="Hồ Chí Minh")
    text = other.get("notices.mine").text
    assert "Không gọi được ai" in text and "Ông An" in text


def test_a_draft_is_kept_changed_and_thrown_away_by_its_desk_alone(app: Flask, channel: Channel) -> None:
    code = make_draft(channel, make_person("official", area="79")).public_id
    at_desk(app, "Ông Xa", area="01").get("notices.desk", 404, public_id=code)
    press(at_desk(app, "Bà Bình"), code, "discard")
    Visit(app).get("notices.show", 404, public_id=code)


def test_what_is_out_has_no_desk_and_shows_its_history_to_nobody(app: Flask, channel: Channel) -> None:
    code, second = waiting(channel), make_person("official", area="79", name="Bà Bình")
    with db.transaction():
        actions.publish(queries.by_public_id(code), second, Verb.APPROVE)
    Visit(app).as_(second).get("notices.desk", 404, public_id=code)
    assert "Ông An" not in Visit(app).get("notices.show", public_id=code).text
