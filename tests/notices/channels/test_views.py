"""A channel is opened by an admin from a kit, found by everybody, and says whose word it is."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from connect import clock, db
from connect.areas import queries as areas
from connect.crypto.audit_log import AuditEntry
from connect.errors import Conflict
from connect.notices.alerts import cap
from connect.notices.channels import actions, kits, queries
from connect.notices.channels.rules import ChannelState, ChannelVerb
from connect.notices.models import Channel
from connect.text import folded
from tests.builders import make_channel, make_notice, make_person
from tests.notices.press import publish
from tests.visit import Visit

NAME = "Ban Chỉ huy phòng chống lũ"


def staff(app: Flask, role: str, area: str = "79") -> Visit:
    return Visit(app).as_(make_person(role, area=area, name=f"{role} {area}"))


def ask(visit: Visit, status: int = 303, **over: str) -> None:
    visit.post("notices.channel_open", {"area": "79", "kit": "flood", "name": NAME, "organization": "0"} | over, status)


def newest() -> Channel:
    return db.session.scalars(sa.select(Channel).order_by(Channel.id.desc()).limit(1)).one()


def test_an_admin_opens_a_channel_and_the_official_publishes_its_first_notice_in_eight_presses(app: Flask) -> None:
    admin, official = staff(app, "admin"), staff(app, "official")
    assert "area=79" in admin.get("notices.channel_open").text  # 1: "open a channel"
    ask(admin)  # 2 to 4: the area, the kit, "open the channel"
    code = newest().public_id
    text = official.get("notices.channel", public_id=code).text
    links = re.findall(r'href="(/notices/write\?[^"]+template=[^"]+)"', text)
    assert len(links) == 4
    form = official.get(links[-1].replace("&amp;", "&")).text  # 5: a draft of the kit
    begun, now = kits.kits()["flood"].templates[-1], clock.now()
    own = begun.words["vi"]
    assert own.title in form and begun.words["en"].title in form and 'value="79" checked' in form
    sent = {"channel": str(newest().id), "severity": str(begun.severity), "area": "79", "version": "0"}
    times = {"starts_at": f"{now:%Y-%m-%dT%H:%M}", "ends_at": f"{now + timedelta(days=2):%Y-%m-%dT%H:%M}"}
    official.post("notices.write", {**own._asdict(), **sent, **times}, status=422)
    assert "[khu vực]" in official.last.text, "nothing goes out with a blank left"
    filled = {name: re.sub(r"\[.+?\]", "Phường 1", text) for name, text in own._asdict().items()}
    publish(official, "notices.write", {**filled, **sent, **times})  # 6: "see it before it goes out", 7: "publish"
    assert own.title in Visit(app).get("notices.channel", public_id=code).text


def test_a_name_that_is_taken_shows_the_channel_that_has_it_however_it_is_written(app: Flask) -> None:
    admin = staff(app, "admin")
    ask(admin)
    ask(admin, 422, name="ban chi huy PHÒNG CHỐNG LŨ", about="Bà con gọi số này")
    assert newest().public_id in admin.last.text and "Bà con gọi số này" in admin.last.text
    ask(admin, name="Trạm y tế")


def test_what_an_official_asks_for_waits_for_an_admin_above_its_area(app: Flask) -> None:
    official, code = staff(app, "official"), ""
    ask(official)
    code = newest().public_id
    assert newest().state == ChannelState.DRAFT
    Visit(app).get("notices.channel", 404, public_id=code)
    assert NAME not in official.get("notices.write").text, "nobody speaks by it yet"
    admin = staff(app, "admin", "VN")
    assert NAME in admin.get("notices.channels").text
    admin.post("notices.channel_move", {"verb": "open"}, public_id=code)
    assert NAME in Visit(app).get("notices.channel", public_id=code).text
    admin.post("notices.channel_move", {"verb": "open"}, status=409, public_id=code)


def test_nobody_opens_a_channel_for_areas_of_others(app: Flask) -> None:
    for role in ("official", "admin"):
        ask(staff(app, role, "01"), 403)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Channel)) == 0


def test_a_closed_channel_says_since_when_publishes_nothing_and_stays_readable(app: Flask) -> None:
    channel = make_channel("79")
    make_notice(channel, "79", title="Nước lên")
    admin, official = staff(app, "admin"), staff(app, "official")
    admin.post("notices.channel_move", {"verb": "close"}, public_id=channel.public_id)
    text = Visit(app).get("notices.channel", public_id=channel.public_id).text
    assert "Nước lên" in text and "Đã đóng từ" in text
    assert f">{channel.name}</option>" not in official.get("notices.write").text
    assert [one.what for one in db.session.scalars(sa.select(AuditEntry))].count("channel_close") == 1


def test_a_channel_with_nothing_to_say_says_so_and_offers_to_follow(app: Flask) -> None:
    text = Visit(app).get("notices.channel", public_id=make_channel("79").public_id).text
    assert "/notices/follow?" in text and "chưa có gì" in text


def test_its_atom_has_its_own_notices_alone(app: Flask) -> None:
    one, other = make_channel("79"), make_channel("VN")
    mine, theirs = make_notice(one, "79").public_id, make_notice(other, "79").public_id
    text = Visit(app).get("notices.channel_atom", public_id=one.public_id).text
    assert mine in text and theirs not in text


def test_of_two_who_open_one_name_at_once_the_database_keeps_one(app: Flask) -> None:
    with db.transaction():
        actions.make_channel(NAME, areas.get("79"))
    same = Channel(name=NAME, folded=folded(NAME), area_id=areas.get("79").id, created_at=newest().created_at)
    with pytest.raises(IntegrityError), db.transaction() as session:
        session.add(same)


def test_who_closes_second_is_told(app: Flask) -> None:
    channel, admin = make_channel("79"), make_person("admin", area="79")
    with db.transaction():
        actions.move(queries.by_public_id(channel.public_id), ChannelVerb.CLOSE, admin)
    with pytest.raises(Conflict), db.transaction():
        actions.move(queries.by_public_id(channel.public_id), ChannelVerb.CLOSE, admin)


def test_each_kit_has_four_notices_that_fit_in_both_languages() -> None:
    for kit in kits.kits().values():
        assert len(kit.templates) == len({one.code for one in kit.templates}) == 4 and set(kit.names) == {"vi", "en"}
        for one in kit.templates:
            assert one.severity in cap.PRIORITIES and len(one.event) <= cap.LONGEST_EVENT and one.hours <= 24 * 60
            assert one.severity < 3 or one.hours <= 24, "nobody is asked back about what the kit says"
            assert all(3 <= len(words.title) <= 120 and words.text for words in one.words.values())
            assert len({words.instruction == "" for words in one.words.values()}) == 1


def test_each_kit_has_two_series_of_figures_that_are_named_in_both_languages() -> None:
    for kit in kits.kits().values():
        assert len(kit.series) == len({one.code for one in kit.series}) == 2
        for one in kit.series:
            assert one.kind in ("day", "sum", "level", "yes_no") and set(one.words) == {"vi", "en"}
            assert all(words.name and (one.kind == "yes_no") != bool(words.unit) for words in one.words.values())


def test_only_the_blanks_of_a_kit_are_asked_about() -> None:
    assert kits.blank_left("Sơ tán trước [giờ]") == "[giờ]"
    assert kits.blank_left("[KHẨN] Sơ tán ngay [xem bản đồ]") is None
