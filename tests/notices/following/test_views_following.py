"""All choices on one page, by its browser or its link; links never expire, and only a POST stops anything."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug import Response

from connect import db
from connect.areas import queries as areas
from connect.clock import now
from connect.crypto.encryption import COLUMNS
from connect.deliveries.contacts import jobs as contact_jobs, passes
from connect.deliveries.contacts.models import Contact, ContactSecret, Suppression
from connect.notices.following import jobs
from connect.notices.following.models import Subscription
from connect.notices.models import Channel
from connect.registry import retention
from tests.builders import make_notice
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

ALL = {"severity": "1", "lang": "vi", "quiet": "site", "quiet_from": "22:00", "quiet_until": "06:00"}


def count(*tables: type) -> int:
    db.session.rollback()
    return sum(db.session.scalar(sa.select(sa.func.count()).select_from(one)) or 0 for one in tables)


def contact() -> Contact:
    db.session.expire_all()
    return db.session.scalars(sa.select(Contact)).one()


def test_every_choice_is_kept_and_shown_again(app: Flask, channel: Channel) -> None:
    other = second_channel()
    path, visit = by_mail(app), Visit(app)
    row = db.session.scalars(sa.select(Subscription.id)).one()
    visit.post(path, {
        "severity": "3", "categories": ["Met", "Health"], "lang": "en", "quiet": "own", "quiet_from": "21:30",
        "quiet_until": "05:00", "drills": "y", f"channel-{row}": other.public_id,
    })  # fmt: skip
    (one,) = db.session.scalars(sa.select(Subscription)).all()
    assert (one.from_severity, one.drills, one.channel_id) == (3, True, other.id)
    assert (contact().lang, contact().quiet_from, contact().quiet_until) == ("en", 21 * 60 + 30, 5 * 60)
    page = visit.get(path).text
    for shown in ('value="21:30"', 'value="05:00"', f'<option value="{other.public_id}" selected', 'value="3"'):
        assert shown in page
    for wrong in ({"quiet_from": "25:00"}, {"quiet_until": "21:30"}, {"paused": "hôm qua"}, {"paused": "1999-01-01"},
                  {"severity": "9"}, {"categories": ["Love"]}, {"lang": "xx"}, {"quiet": "always"}):  # fmt: skip
        said = visit.post(path, {**ALL, "quiet": "own", "quiet_from": "21:30", **wrong}, status=422).text
        assert 'role="alert"' in said, wrong
    assert one.from_severity == 3


def test_what_comes_at_night_waits_and_a_pause_holds_all(app: Flask, channel: Channel, clock: Clock) -> None:
    """At 23:00 in the site's zone; the own hours stand before those of the site, which has none here."""
    clock.forward(seconds=(16 * 3600 - clock.moment.hour * 3600 - clock.moment.minute * 60) % 86400)
    path, visit = by_mail(app), Visit(app)
    visit.post(path, {**ALL, "quiet": "own", "quiet_from": "22:00", "quiet_until": "06:00"})
    make_notice(channel, BEN_THANH, title="Mưa", ends_at=clock.moment + timedelta(days=2))
    make_notice(channel, BEN_THANH, title="Cúp điện", ends_at=clock.moment + timedelta(days=2))
    send()
    assert len(sent()) == 1, "only the question was sent"
    make_notice(channel, BEN_THANH, title="Vỡ đê", severity=4, ends_at=clock.moment + timedelta(days=2))
    send()
    assert [one.title for one in sent()[1:]] == ["Làm ngay: Vỡ đê"]
    clock.forward(hours=8)
    send()
    send()
    (summary,) = sent()[2:]
    assert "Mưa" in summary.text and "Cúp điện" in summary.text
    assert link_in(summary) == path
    tomorrow = (clock.moment + timedelta(days=2)).date().isoformat()
    visit.post(path, {**ALL, "quiet": "none", "paused": tomorrow})
    make_notice(channel, BEN_THANH, title="Bão", severity=4, ends_at=clock.moment + timedelta(days=5))
    send()
    assert len(sent()) == 3
    clock.forward(days=3)
    send()
    assert len(sent()) == 4


def test_a_look_stops_nothing_and_a_press_stops_all_for_good(app: Flask, channel: Channel) -> None:
    path, visit = by_mail(app), Visit(app)
    make_notice(channel, BEN_THANH)
    send()
    assert link_in(sent()[-1]) == path
    for _ in range(3):
        visit.get(path)
        visit.get(f"{path}/stop")
        visit.get(f"{path}?stop=y")
    assert count(Contact, ContactSecret, Subscription) == 3
    stop = app.test_client().post(f"{path}/stop", data={"List-Unsubscribe": "One-Click"})
    assert stop.status_code == 200
    assert count(Contact, ContactSecret, Subscription) == 0 and count(Suppression) == 1
    for _ in range(2):
        assert app.test_client().post(f"{path}/stop", data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert count(Suppression) == 1
    visit.get(path)
    again = by_mail(app)
    assert again == path and count(Suppression) == 0, "whoever says yes again is told again"


def test_a_link_is_nobody_else_s_and_outlives_the_contact_and_a_new_key_of_cookies(app: Flask) -> None:
    path = by_mail(app)
    app.config["SECRET_KEY"] = "another"
    visit = Visit(app)
    visit.get(path)
    token = path.rpartition("/")[2]
    for wrong in (token[:-1], token[::-1], "", "A" * len(token), f"{token}A", token.swapcase(), "é" * 8, "A" * 500):
        if wrong:
            visit.get(f"/notices/following/{wrong}", status=404)
            assert app.test_client().post(f"/notices/following/{wrong}/stop").status_code == 404
    visit.post(path, {"stop": "y"})
    other = by_mail(app, "hoa@example.vn")
    assert other != path, "the number of the contact is given again, its pass is not"
    visit.post(f"{path}/stop", status=200)
    assert count(Contact) == 1


def test_a_place_is_added_by_its_name_and_a_sixth_is_refused(app: Flask) -> None:
    path, visit = by_mail(app), Visit(app)
    visit.post(path, {"name": "Phường Tân Định, Thành phố Hồ Chí Minh"})
    assert count(Subscription) == 2
    assert "Bạn muốn nói nơi nào?" in visit.post(path, {"name": "an"}, status=422).text
    assert visit.post(path, {"name": "zzzzzz"}, status=422)
    for ward in [one.code for one in areas.wards_of(areas.get("79"))][10:13]:
        visit.post(path, {"add": ward})
    visit.post(path, {"add": "01"}, status=422)
    assert count(Subscription) == 5


def test_an_address_that_ended_is_told_at_the_next_visit_and_begins_again_with_its_places(
    app: Flask, service: PushService
) -> None:
    visit, first, second = Visit(app), service.phone(), service.phone()
    follow(visit, first)
    follow(visit, first, NEIGHBOUR)
    with db.transaction():
        mine = contact()
        mine.retired_at, mine.retired_why = mine.created_at, "gone"
    assert "không nhận tin nữa" in visit.get("notices.following").text
    follow(visit, second)
    assert count(Contact) == 1 and count(Subscription) == 2 and contact().retired_at is None


def renew(client: object, endpoint: str, phone: object, **more: str) -> int:
    keys = phone.keys  # type: ignore[attr-defined]
    body = {"endpoint": endpoint, "p256dh": keys.p256dh, "auth": keys.auth, **more}
    return client.post("/notices/following/renew", data=body).status_code  # type: ignore[attr-defined,no-any-return]


def test_a_browser_s_new_address_is_kept_by_its_pass_or_its_old_address_and_by_nothing_else(
    app: Flask, service: PushService, channel: Channel
) -> None:
    visit, phones = Visit(app), [service.phone() for _ in range(4)]
    follow(visit, phones[0])
    assert renew(visit.client, phones[1].endpoint, phones[1]) == 204, "by its pass"
    assert renew(app.test_client(), phones[2].endpoint, phones[2], before=phones[1].endpoint) == 204, "by the old one"
    assert renew(app.test_client(), phones[3].endpoint, phones[3]) == 422
    assert renew(app.test_client(), phones[3].endpoint, phones[3], before=phones[0].endpoint) == 422
    for inside in ("http://10.0.0.1/x", "https://127.0.0.1/x", "file:///etc/passwd"):
        assert renew(app.test_client(), inside, phones[3], before=phones[2].endpoint) == 422
    make_notice(channel, BEN_THANH)
    send()
    assert [name for name, _ in told(service)] == ["p2"]


def test_a_dump_without_keys_joins_no_ward_to_an_address(app: Flask, service: PushService) -> None:
    phone = service.phone()
    follow(Visit(app), phone)
    by_mail(app, "lan@example.vn")
    visit = Visit(app)
    ask(visit, "0912345678", "sms")
    send()
    seen = {"lan@example.vn", "+84912345678", "912345678", phone.endpoint, phone.keys.p256dh, phone.keys.auth}
    for table in db.Model.metadata.sorted_tables:
        if table.name in ("deliveries", "delivery_sums", "delivery_reasons") and not db.is_postgres():
            continue  # in a file of their own, and without addresses
        dump = repr(db.session.execute(sa.select(table)).all())
        assert not [one for one in seen if one in dump], table.name
    sealed = {f"{one.owner.__tablename__}.{one.name}" for one in COLUMNS}
    assert {"contact_secrets.address", "contact_secrets.keys", "pending_follows.address"} <= sealed
    marks = db.session.scalars(sa.select(ContactSecret.address_hash)).all()
    for path in (passes.of_hash(one) for one in marks):
        assert not any(one[:16] in path for one in marks)


def reached(days: int, *numbers: int) -> None:
    """So long ago these contacts, or all, were reached."""
    with db.transaction():
        old = sa.update(Contact).values(reached_at=now() - timedelta(days=days))
        db.session.execute(old.where(Contact.id.in_(numbers)) if numbers else old)


def test_a_browser_is_forgotten_after_half_a_year_without_success_and_not_because_nothing_happened(
    app: Flask, service: PushService
) -> None:
    for phone in (service.phone(), service.phone()):
        follow(Visit(app), phone)
    service.next["p1"] = [Response(status=500)] * 99
    reached(151)
    assert jobs.ask_still() and not jobs.ask_still(), "once a day"
    send()
    assert [said["title"] for name, said in service.got if name == "p0"][1:] == ["Bạn vẫn đang theo dõi thông báo"]
    assert contact_jobs.note_reached() == 1 and contact_jobs.note_reached() == 0
    reached(181, max(db.session.scalars(sa.select(Contact.id))))
    retention.run()
    assert count(Contact, ContactSecret, Subscription) == 3, "the one that is alive"
    reached(181)
    retention.run()
    assert count(Contact, ContactSecret, Subscription) == 0


def test_what_leaves_by_push_tells_nobody_of_another_s_in_size_topic_or_words(
    app: Flask, service: PushService, channel: Channel
) -> None:
    """Two followers of one ward, and one who follows another by mail too: what a push service could put together."""
    follow(Visit(app), service.phone())
    follow(Visit(app), service.phone())
    by_mail(app, "lan@example.vn")
    for title in ("Nước lên", "Bão " * 25):
        make_notice(channel, BEN_THANH, title=title.strip(), text="Kê cao đồ đạc. " * 200)
    send()
    heard = service.heard[2:]  # after the first message of each
    assert len(heard) == 4 and {len(one) for one in service.bodies} == {2_048}
    assert len({one["Topic"] for one in heard}) == 4, "nothing groups the receivers of a notice"
    secrets = [repr(row) for row in db.session.execute(sa.select(ContactSecret.__table__))]
    marks = db.session.scalars(sa.select(ContactSecret.address_hash)).all()
    for _, said in service.got:
        words = repr(said)
        assert not [one for one in ("lan@example.vn", "push/p", *marks) if one in words] and words not in secrets
    assert len({said["tag"] for _, said in service.got[2:]}) == 4


@pytest.mark.parametrize("kind", ["push", "mail"])
def test_however_many_places_a_notice_is_for_one_message_comes(
    app: Flask, service: PushService, channel: Channel, kind: str
) -> None:
    visit = Visit(app)
    path = by_mail(app) if kind == "mail" else "notices.following_change"
    if kind == "push":
        follow(visit, service.phone())
    for place in (NEIGHBOUR, "79", "VN"):
        visit.post(path, {"add": place})
    make_notice(channel, BEN_THANH, NEIGHBOUR)
    send()
    send()
    assert len(told(service)) + len(sent()[1:]) == 1
