"""The pages of the feed: what is new and what has changed, the bar of every page, and what strangers share."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from connect import db
from connect.areas import queries as areas
from connect.crypto import signing
from connect.deliveries.contacts import passes
from connect.gateways.base import PushKeys
from connect.notices import actions, queries
from connect.notices.alerts.cap import Status
from connect.notices.alerts.content import Words, content_of
from connect.notices.feed import queries as feeds
from connect.notices.following import actions as following
from connect.notices.models import Channel, Notice
from connect.serving import shared_cache
from tests.builders import make_channel, make_notice, make_person
from tests.conftest import Clock
from tests.visit import Visit

WARD, NEXT_WARD = "26743", "26740"
NEW, BAR = 'class="tag main"', 'class="extreme-bar'


@pytest.fixture
def channel(app: Flask) -> Channel:
    return make_channel("79")


def change(notice: Notice, **over: object) -> None:
    """Publishes a next version."""
    boss = make_person("official", area="VN")
    with db.transaction():
        now = queries.by_id(notice.id)
        actions.revise(now, boss, now.edition, replace(content_of(now), **over))


# --- What is new, what has changed ------------------------------------------------------------------------


def test_a_chain_stands_once_as_its_newest_link_and_says_what_has_changed(
    visit: Visit, channel: Channel, clock: Clock
) -> None:
    notice = make_notice(channel, WARD, title="Nước lên", others={"en": Words("Water rises", "Go up.", "")})
    clock.forward(minutes=30)
    change(notice, severity=1, text="Nước rút.", ends_at=notice.ends_at + timedelta(hours=3))
    visit.get("/language/en", 303)
    text = visit.get("notices.feed", area=WARD).text
    assert text.count(f'/notices/{notice.public_id}"') == 1
    assert "less grave: “Good to know” instead of “Keep watch”" in text and "in force for longer: until" in text
    assert "the text says more" not in text, "the English words are the same"
    one = visit.get("notices.show", public_id=notice.public_id).text
    assert "What has changed" in one and "less grave" in one
    visit.get("/language/vi", 303)
    assert "lời thông báo" in visit.get("notices.feed", area=WARD).text


def test_a_change_of_areas_names_them_and_a_small_one_says_so(visit: Visit, channel: Channel) -> None:
    notice = make_notice(channel, WARD)
    visit.get("/language/en", 303)
    places = content_of(make_notice(channel, NEXT_WARD, "79")).areas
    change(notice, areas=places)
    text = visit.get("notices.feed", area=NEXT_WARD).text
    assert "now also for Phường Sài Gòn, Thành phố Hồ Chí Minh" in text and "no longer for Phường Bến Thành" in text
    change(notice)
    assert "small corrections" in visit.get("notices.feed", area=NEXT_WARD).text


def test_what_came_or_changed_since_the_last_look_is_marked_as_new(
    visit: Visit, channel: Channel, clock: Clock
) -> None:
    old, other = make_notice(channel, WARD), make_notice(channel, WARD)
    clock.forward(minutes=1)
    assert NEW not in visit.get("notices.feed", area=WARD).text, "on a first look all is new, so nothing is marked"
    clock.forward(hours=1)
    assert NEW not in visit.get("notices.feed").text
    clock.forward(hours=1)
    make_notice(channel, WARD, title="Tin sau")
    change(old)
    clock.forward(minutes=1)
    text = visit.get("notices.feed").text
    assert text.count(NEW) == 2 and text.index(NEW) < text.index("Tin sau")
    assert NEW not in visit.get("notices.feed").text
    assert visit.client.get_cookie("seen").value.isdecimal(), "one number is kept, and nothing else"
    assert other.public_id in visit.get("notices.feed").text


@pytest.mark.parametrize("kept", ["", "x", "-5", "9" * 400, "99999999999", "1e9", "٣٣٣", "0"])
def test_a_number_that_is_none_marks_nothing_or_all_and_breaks_nothing(
    visit: Visit, channel: Channel, kept: str
) -> None:
    make_notice(channel, WARD)
    visit.get("notices.feed", area=WARD)
    visit.client.set_cookie("seen", kept)
    marked = visit.get("notices.feed").text.count(NEW)
    assert marked == (kept == "0")


# --- Pages ------------------------------------------------------------------------------------------------


def test_the_last_page_says_that_it_is_the_last_and_one_beyond_leads_back(visit: Visit, channel: Channel) -> None:
    notice = make_notice(channel, WARD)
    assert "Đó là tất cả" in visit.get("notices.feed", area=WARD).text
    with visit.client.application.test_request_context():
        key = [1, 5, notice.id]
        beyond, forged = signing.signed(key, "notices.feed"), signing.signed(key, "another")
    text = visit.get("notices.feed", area=WARD, after=beyond).text
    assert "Không còn thông báo nào" in text and notice.public_id not in text
    for broken in (forged, beyond[:-2], beyond + "x", "x", "\x00", "ƒ" * 300, "[4,5,6]", "a.b.c"):
        text = visit.get("notices.feed", area=WARD, after=broken).text
        assert notice.public_id in text and "không đầy đủ" in text, broken[:20]


def test_where_nothing_is_in_force_the_page_says_so_and_offers_to_follow(
    visit: Visit, channel: Channel, app: Flask
) -> None:
    text = visit.get("notices.feed", area=WARD).text
    assert "Hiện không có thông báo nào" in text
    assert (f"/notices/follow?area={WARD}" in text) == bool(app.extensions["connect.config"].push_contact)


def test_an_exercise_and_a_test_stand_nowhere_among_what_is_real(visit: Visit, channel: Channel) -> None:
    hidden = [
        make_notice(channel, WARD, severity=4, status=status, title=f"Sơ tán {status}")
        for status in (Status.EXERCISE, Status.TEST)
    ]
    assert not [one for one in hidden if one.public_id in visit.get("/").text]
    visit.get("notices.feed", area=WARD)
    for page in (f"/p/{WARD}", "/notices/", "/notices/?area=VN", f"/notices/feed.atom?area={WARD}", "/cases/nearby"):
        text = visit.get(page).text
        assert not [one for one in hidden if one.public_id in text], page
    text = visit.get("notices.channel", public_id=channel.public_id).text
    assert hidden[0].public_id in text and "DIỄN TẬP" in text
    assert hidden[1].public_id not in text, "a test is its author's alone"


# --- The bar of every page --------------------------------------------------------------------------------


def test_what_is_extreme_stands_above_every_page_of_its_ward_and_of_no_other(
    visit: Visit, app: Flask, channel: Channel, clock: Clock
) -> None:
    notice = make_notice(channel, WARD, severity=4, title="Rời nhà ngay", ends_at=clock.moment + timedelta(hours=3))
    make_notice(channel, WARD, severity=3)
    visit.get("notices.feed", area=WARD)
    for page in ("/cases/nearby", "/privacy", "/accounts/sign-in", "/nowhere"):
        text = visit.get(page, 404 if page == "/nowhere" else 200).text
        assert BAR in text and f'/notices/{notice.public_id}"' in text, page
    assert BAR not in visit.get("/notices/").text, "it stands first in the list"
    assert BAR not in visit.get("home.place", code=WARD).text, "there it is said at length"
    assert BAR not in visit.get("notices.show", public_id=notice.public_id).text
    neighbour, stranger = Visit(app), Visit(app)
    neighbour.get("notices.feed", area=NEXT_WARD)
    assert BAR not in visit.get("notices.feed", area=NEXT_WARD).text, "the ward that was just chosen counts"
    visit.get("notices.feed", area=WARD)
    assert BAR not in neighbour.get("/privacy").text and BAR not in stranger.get("/privacy").text
    clock.forward(hours=3)
    assert BAR not in visit.get("/privacy").text, "it has ended"


def test_the_bar_of_a_withdrawn_notice_is_gone_at_once_and_two_are_counted(visit: Visit, channel: Channel) -> None:
    first, second = (make_notice(channel, WARD, severity=4, title=f"Sơ tán {n}") for n in (1, 2))
    visit.get("notices.feed", area=WARD)
    text = visit.get("/privacy").text
    assert "Sơ tán 2" in text and "và 1 tin khác" in text
    boss = make_person("official", area="VN")
    for one in (second, first):
        with db.transaction():
            actions.cancel(queries.by_id(one.id), boss, "Nhầm")
        assert f'/notices/{one.public_id}"' not in visit.get("/privacy").text
    assert BAR not in visit.get("/privacy").text


def test_what_is_told_to_the_whole_country_stands_above_strangers_pages_too(
    visit: Visit, app: Flask, channel: Channel
) -> None:
    make_notice(make_channel("VN"), "VN", severity=4)
    answer = visit.get("cases.nearby", area=WARD)
    assert BAR in answer.text and "public" in answer.headers["Cache-Control"], "alike for all of them"


@pytest.mark.parametrize("kept", ["", "x", "9" * 4000, "VN", "ƒ", "26743'--", "%00"])
def test_a_ward_that_does_not_exist_is_the_whole_country(visit: Visit, channel: Channel, kept: str) -> None:
    make_notice(channel, WARD, severity=4)
    visit.client.set_cookie("ward", kept)
    for page in ("/notices/", "/privacy"):
        assert BAR not in visit.get(page).text
    assert "không có" in visit.get("notices.feed", area="99999").text.lower()


# --- What strangers share ---------------------------------------------------------------------------------


def test_strangers_share_front_page_feed_and_notice_and_whoever_has_a_ward_does_not(
    visit: Visit, app: Flask, channel: Channel
) -> None:
    notice = make_notice(channel, WARD, severity=4)
    pages = ("/", "/notices/", f"/notices/{notice.public_id}")
    for page in pages:
        answer = Visit(app).get(page)
        assert shared_cache.may_be_kept(answer.status, list(answer.headers)), page
    visit.get("notices.feed", area=WARD)
    assert visit.get("/notices/").headers["Cache-Control"] == "no-store"
    answer = visit.get("cases.nearby", area=WARD)
    assert BAR in answer.text and not shared_cache.may_be_kept(answer.status, list(answer.headers))


def test_a_page_asks_for_its_bar_at_most_once_in_some_seconds(
    visit: Visit, channel: Channel, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_notice(channel, WARD, severity=4)
    visit.get("notices.feed", area=WARD)
    asked, page = [], feeds.page
    monkeypatch.setattr(feeds, "page", lambda *args, **named: asked.append(args) or page(*args, **named))
    clock.forward(minutes=1)
    for _ in range(3):
        assert BAR in visit.get("/privacy").text
    assert len(asked) == 1
    clock.forward(minutes=1)
    visit.get("/privacy")
    assert len(asked) == 2, "another process may have published"


def test_a_browser_that_follows_a_channel_reads_it_in_its_feed_and_no_other_browser_does(
    visit: Visit, app: Flask, channel: Channel
) -> None:
    far = make_channel("01")
    notice = make_notice(far, "01")
    keys = PushKeys("BA" + "A" * 85, "MDEyMzQ1Njc4OWFiY2RlZg")
    with db.transaction():
        contact = following.follow("https://push.example.com/1", keys, areas.get("01"), "vi", far)
        kept = passes.of(contact)
    visit.get("notices.feed", area=WARD)
    assert notice.public_id not in visit.get("/notices/").text
    visit.client.set_cookie("follow", kept)
    assert notice.public_id in visit.get("/notices/").text
    for forged in ("1.x", kept[:-1], "9" * 400, "x"):
        visit.client.set_cookie("follow", forged)
        assert notice.public_id not in visit.get("/notices/").text
    follower = Visit(app)
    follower.client.set_cookie("follow", kept)
    answer = follower.get("/notices/")
    assert notice.public_id in answer.text and answer.headers["Cache-Control"] == "no-store"
