"""A browser follows a place without an account: told once, by the newest words, until one press forgets it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug import Response

from connect import db
from connect.areas import queries as areas
from connect.deliveries.contacts.models import Contact, ContactSecret, Suppression
from connect.notices import actions
from connect.notices.alerts.cap import Status
from connect.notices.alerts.content import content_of
from connect.notices.following import jobs
from connect.notices.following.models import PendingFollow, Subscription
from connect.notices.models import Channel, Notice
from tests.builders import make_notice, make_person
from tests.conftest import Clock
from tests.gateways.push_service import PushService
from tests.notices.following.conftest import (
    BEN_THANH,
    NEIGHBOUR,
    ask,
    by_mail,
    follow,
    link_in,
    second_channel,
    send,
    sent,
    told,
)  # fmt: skip
from tests.visit import Visit

ALL = {"severity": "1", "lang": "vi", "quiet": "none"}


def count(*tables: type) -> int:
    db.session.rollback()
    return sum(db.session.scalar(sa.select(sa.func.count()).select_from(one)) or 0 for one in tables)


def test_a_browser_that_follows_is_told_of_its_place_and_of_what_it_lies_in(
    app: Flask, service: PushService, channel: Channel
) -> None:
    here, next_door = service.phone(), service.phone()
    follow(Visit(app), here)
    follow(Visit(app), next_door, NEIGHBOUR)
    make_notice(channel, BEN_THANH, title="Nước lên")
    make_notice(channel, "79", title="Bão vào")
    make_notice(channel, NEIGHBOUR, title="Cúp điện")
    send()
    assert {title.partition(": ")[2] for name, title in told(service) if name == "p0"} == {"Nước lên", "Bão vào"}
    assert {title.partition(": ")[2] for name, title in told(service) if name == "p1"} == {"Bão vào", "Cúp điện"}


def test_it_comes_once_however_many_of_its_places_a_notice_is_for(
    app: Flask, service: PushService, channel: Channel
) -> None:
    phone, visit = service.phone(), Visit(app)
    for place in (BEN_THANH, NEIGHBOUR, "79", "VN"):
        follow(visit, phone, place)
    make_notice(channel, BEN_THANH, NEIGHBOUR)
    send()
    send()
    assert len(told(service)) == 1


def test_an_address_whose_service_takes_no_first_message_is_not_kept(app: Flask, service: PushService) -> None:
    for status in (410, 403, 500):
        follow(Visit(app), service.phone(status), status=422)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Contact)) == 0


@pytest.mark.parametrize("endpoint", ["http://10.0.0.1/x", "https://evil.example/x", "file:///etc/passwd", "x" * 900])
def test_an_address_of_no_push_service_is_never_asked(app: Flask, service: PushService, endpoint: str) -> None:
    phone = service.phone()
    phone.endpoint = endpoint
    follow(Visit(app), phone, status=422)
    assert service.heard == []


def test_an_update_takes_the_place_of_what_has_not_left_and_a_withdrawal_reaches_who_was_told(
    app: Flask, service: PushService, channel: Channel, clock: Clock
) -> None:
    follow(Visit(app), service.phone())
    notice = make_notice(channel, BEN_THANH, title="Nước lên")
    revise(notice, title="Nước lên nhanh")
    send()
    assert [title.partition(": ")[2] for _, title in told(service)] == ["Nước lên nhanh"], "the newest alone"
    withdraw(notice)
    clock.forward(seconds=5)
    send()
    assert [title.partition(": ")[2] for _, title in told(service)][1:] == ["Nước lên nhanh"]
    assert len({said["tag"] for _, said in service.got[1:]}) == 1, "a phone shows the newest of them"


def test_a_withdrawal_before_anything_left_tells_nobody(app: Flask, service: PushService, channel: Channel) -> None:
    follow(Visit(app), service.phone())
    withdraw(make_notice(channel, BEN_THANH))
    send()
    assert told(service) == []


def test_who_wants_to_hear_of_danger_alone_hears_of_nothing_else(
    app: Flask, service: PushService, channel: Channel
) -> None:
    visit = Visit(app)
    follow(visit, service.phone())
    visit.post("notices.following_change", {**ALL, "severity": "3"})
    make_notice(channel, BEN_THANH, severity=2, title="Mưa")
    make_notice(channel, BEN_THANH, severity=3, title="Lũ")
    send()
    assert [title.partition(": ")[2] for _, title in told(service)] == ["Lũ"]


def test_one_press_leaves_nothing_behind(app: Flask, service: PushService, channel: Channel) -> None:
    visit = Visit(app)
    follow(visit, service.phone())
    assert "Phường Bến Thành" in visit.get("notices.following").text
    visit.post("notices.following_change", {"stop": "y"})
    for table in (Contact, ContactSecret, Subscription):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(table)) == 0
    make_notice(channel, BEN_THANH)
    send()
    assert told(service) == []
    assert "Trình duyệt này chưa theo dõi nơi nào" in visit.get("notices.following").text


def test_looking_changes_nothing_and_no_other_browser_may_change_anything(app: Flask, service: PushService) -> None:
    visit, other = Visit(app), Visit(app)
    follow(visit, service.phone())
    number = db.session.scalar(sa.select(Contact.id))
    for _ in range(3):
        visit.get("notices.following")
    for wrong in (f"{number}.", f"{number}.{'0' * 40}", f"{number}", "x", "9" * 40, f"{number}.é"):
        other.client.set_cookie("follow", wrong)
        other.post("notices.following_change", {"stop": "y"})
        assert "Phường Bến Thành" not in other.get("notices.following").text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Contact)) == 1


def test_an_address_that_is_gone_ends_the_following_and_a_rate_limit_does_not(
    app: Flask, service: PushService, channel: Channel, clock: Clock
) -> None:
    for status in (429, 500, 410):
        phone = service.phone()
        follow(Visit(app), phone)
        service.next[phone.endpoint.rpartition("/")[2]] = [Response(status=status)]
    make_notice(channel, BEN_THANH)
    for _ in range(4):
        send()
        clock.forward(seconds=10)
    why = db.session.scalars(sa.select(Contact.retired_why).order_by(Contact.id)).all()
    assert why == [None, None, "gone"]
    assert {name for name, _ in told(service)} == {"p0", "p1"}


def test_five_places_are_followed_and_a_sixth_is_refused_in_words(app: Flask, service: PushService) -> None:
    phone, visit = service.phone(), Visit(app)
    wards = [one.code for one in areas.wards_of(areas.get("79"))[:6]]
    for ward in wards[:5]:
        follow(visit, phone, ward)
    follow(visit, phone, wards[5], status=422)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Subscription)) == 5
    first = db.session.scalar(sa.select(Subscription.id).order_by(Subscription.id))
    visit.post("notices.following_change", {"leave": str(first)})
    follow(visit, phone, wards[5])


def test_no_table_joins_a_place_to_an_address_in_clear(app: Flask, service: PushService) -> None:
    phone = service.phone()
    follow(Visit(app), phone)
    (secret,) = db.session.execute(sa.select(ContactSecret.__table__)).all()
    assert phone.endpoint.encode() not in repr(secret).encode()
    assert phone.keys.p256dh not in repr(secret)


def test_only_the_page_that_follows_may_register_a_worker(app: Flask) -> None:
    visit = Visit(app)
    asked = visit.get("notices.follow", area=BEN_THANH)
    assert "trusted-types worker" in asked.headers["Content-Security-Policy"]
    assert "trusted-types 'none'" in visit.get("notices.following").headers["Content-Security-Policy"]
    worker = app.test_client().get("/sw.js")
    assert (worker.status_code, worker.mimetype) == (200, "text/javascript")
    assert worker.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_site_without_pushes_says_so_and_offers_what_there_is(make_app: Callable[..., Flask]) -> None:
    with make_app().app_context():
        visit = Visit(make_app())
        text = visit.get("notices.follow", area=BEN_THANH).text
        assert 'id="follow"' not in text and "feed.atom" in text
        assert "/notices/follow" not in visit.get("notices.feed").text
        db.session.remove()


# --- Channels, subjects, drills ---------------------------------------------------------------------------


def test_a_channel_is_followed_from_its_page_and_tells_all_it_says_in_its_area(
    app: Flask, service: PushService, channel: Channel
) -> None:
    other, visit = second_channel(), Visit(app)
    assert f"channel={channel.public_id}" in visit.get("notices.channel", public_id=channel.public_id).text
    follow(visit, service.phone(), channel=channel.public_id)
    make_notice(channel, BEN_THANH, title="Nước lên")
    make_notice(channel, "79", title="Bão vào")
    make_notice(other, "79", title="Sốt")
    send()
    assert {title.partition(": ")[2] for _, title in told(service)} == {"Nước lên", "Bão vào"}


def test_a_drill_reaches_who_joined_and_a_test_nobody(app: Flask, service: PushService, channel: Channel) -> None:
    joined = Visit(app)
    follow(joined, service.phone())
    follow(Visit(app), service.phone())
    joined.post("notices.following_change", {**ALL, "drills": "y"})
    for status in (Status.EXERCISE, Status.TEST):
        notice = make_notice(channel, BEN_THANH, title=status)
        with db.transaction():
            db.session.get_one(Notice, notice.id).status = status
    send()
    assert [(name, title.partition(": ")[2]) for name, title in told(service)] == [("p0", "Exercise")]


# --- By mail and phone ------------------------------------------------------------------------------------


def test_a_mail_address_is_asked_and_follows_after_a_press_behind_its_link(app: Flask, channel: Channel) -> None:
    visit = Visit(app)
    visit.get("notices.follow", area=BEN_THANH)
    ask(visit, "Lan@Example.vn")
    assert visit.follow().text.count("Lan") == 0
    send()
    (asked,) = sent()
    assert asked.to == "Lan@example.vn"
    page = Visit(app).get(link_in(asked))
    assert "L…@example.vn" in page.text and "Phường Bến Thành" in page.text
    assert count(Subscription) == 0, "a mail scanner that opens the link follows nothing"
    reader = Visit(app)
    reader.post(link_in(asked))
    assert count(Subscription) == 1 and count(PendingFollow) == 0
    reader.follow()
    make_notice(channel, BEN_THANH, title="Nước lên")
    send()
    (message,) = sent()[1:]
    assert message.title == "Theo dõi: Nước lên"
    assert "Kê cao đồ đạc." in message.text and "https://help.example.vn/notices/" in message.text
    reader.get(link_in(asked), status=404)


def test_the_form_says_the_same_whether_or_not_an_address_follows_and_floods_nobody(app: Flask) -> None:
    by_mail(app)
    answers = set()
    for address in ["lan@example.vn", *["hoa@example.vn"] * 9]:
        visit = Visit(app)
        ask(visit, address)
        answers.add((visit.last.location, visit.follow().text.count("hoa")))
    assert len(answers) == 1
    send()
    assert len(sent(to="hoa@example.vn")) == 3
    assert count(Contact) == count(PendingFollow) + 1


def test_an_address_that_never_wants_to_be_asked_is_asked_no_more(app: Flask) -> None:
    ask(Visit(app), "lan@example.vn")
    send()
    Visit(app).post(link_in(sent()[0]), {"never": "y"})
    ask(Visit(app), "lan@example.vn")
    send()
    assert len(sent()) == 1 and count(Suppression) == 1 and count(Subscription) == 0


def test_what_nobody_said_yes_for_is_gone_after_a_day(app: Flask, clock: Clock) -> None:
    ask(Visit(app), "lan@example.vn")
    clock.forward(hours=23)
    assert jobs.forget_asked() == 0
    clock.forward(hours=2)
    assert jobs.forget_asked() == 1 and count(PendingFollow, Contact) == 0


def test_a_code_by_sms_is_guessed_five_times_at_most_and_a_stranger_page_answers_alike(app: Flask) -> None:
    visit = Visit(app)
    ask(visit, "0912 345 678", "sms")
    page = visit.last.location
    send()
    (message,) = sent("sms")
    code = next(word for word in message.text.split() if len(word) == 6 and word.isdecimal())
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for _ in range(5):
        said = visit.post(page, {"code": wrong}, status=422).text
    assert visit.post(page, {"code": code}, status=422).text.split("<main")[1] == said.split("<main")[1].replace(
        wrong, code
    ), "the sixth is not looked at"
    for _ in range(4):
        ask(visit, "0912345678", "sms")
    send()
    assert len(sent("sms")) == 2, "twice a day, whoever types it"
    second = next(word for word in sent("sms")[1].text.split() if len(word) == 6 and word.isdecimal())
    assert "không phải mã" in visit.post(visit.last.location, {"code": second}, status=422).text


def test_a_right_code_follows_by_sms_with_a_short_way_to_stop(app: Flask, channel: Channel) -> None:
    visit = Visit(app)
    ask(visit, "0912345678", "sms")
    page = visit.last.location
    send()
    code = next(word for word in sent("sms")[0].text.split() if len(word) == 6 and word.isdecimal())
    visit.post(page, {"code": f"{code[:3]} {code[3:]}"})
    assert "Phường Bến Thành" in visit.follow().text and "Phường Bến Thành" in visit.get("notices.following").text
    make_notice(channel, BEN_THANH, title="Nước lên", severity=4)
    send()
    text = sent("sms")[1].text
    assert text.startswith("Làm ngay: Nước lên\nhttps://help.example.vn/notices/") and len(text) < 160
    Visit(app).post(f"{link_in(sent('sms')[1])}/stop", {"List-Unsubscribe": "One-Click"}, status=200)
    assert count(Contact, Subscription) == 0


def test_codes_end_at_the_day_s_ceiling_and_foreign_numbers_and_zalo_are_refused_in_words(
    make_app: Callable[..., Flask],
) -> None:
    app = make_app(development=True, follow_sms_a_day=2, quiet_hours="")
    with app.app_context():
        for number in range(2):
            ask(Visit(app), f"091234567{number}", "sms")
        visit = Visit(app)
        ask(visit, "0912345679", "sms", status=429)
        assert "0912345679" in visit.last.text and "Hôm nay" in visit.last.text
        ask(visit, "+1 900 555 0100", "sms", status=422)
        for wrong in ("lan", "a@b", "a@b.vn, c@d.vn", "a@b.vn\nBcc: c@d.vn", "x" * 300 + "@example.vn"):
            ask(visit, wrong, status=422)
        db.session.remove()
    bare = make_app()
    with bare.app_context():
        for medium in ("zalo", "mail", "sms"):
            ask(Visit(bare), "0912345678", medium, status=422)
        assert count(Contact, PendingFollow) == 0
        db.session.remove()


def revise(notice: Notice, **over: Any) -> None:
    official = make_person("official", area="VN")
    with db.transaction():
        found = db.session.get_one(Notice, notice.id)
        actions.revise(found, official, found.edition, replace(content_of(found), **over))


def withdraw(notice: Notice) -> None:
    official = make_person("official", area="VN")
    with db.transaction():
        actions.cancel(db.session.get_one(Notice, notice.id), official, "Nhầm phường")
