"""The ordinary notices once a day: nothing is lost and nothing comes twice, whatever crashes and whatever is chosen."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from connect import clock as the_clock, db
from connect.areas import queries as areas
from connect.deliveries.contacts import actions as contacts, passes
from connect.deliveries.contacts.models import Contact
from connect.deliveries.contacts.rules import Quiet
from connect.deliveries.sending import jobs as sending
from connect.gateways.base import Answer, Outcome
from connect.notices import actions as notices, queries
from connect.notices.following import actions, jobs, rules
from connect.notices.following.actions import Choices
from connect.notices.following.rules import Digests
from connect.notices.models import Channel, Notice
from tests.builders import make_channel, make_notice, make_person
from tests.conftest import Clock
from tests.deliveries.ledger import TAKEN, Twin, a_sender, send
from tests.visit import Visit

WARD, FAR = "26743", "00004"
SEVEN, NOON, SIX = "2026-11-24 00:00", "2026-11-24 05:00", "2026-11-24 11:00"  # of that day in Vietnam, in UTC
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def app(make_app: Callable[..., Flask], clock: Clock) -> Iterator[Flask]:
    """A site without quiet hours, at nine in the morning."""
    clock.at("2026-11-24 02:00")
    app = make_app(site_url="https://help.example.vn", quiet_hours="")
    with app.app_context():
        yield app
        db.session.remove()


@pytest.fixture
def channel(app: Flask) -> Channel:
    return make_channel("79")


@pytest.fixture
def twin(app: Flask) -> Twin:
    return Twin()


def follower(hour: int | None, *codes: str, address: str = "lan@example.vn") -> Contact:
    """A mail address that follows places, and chose."""
    with db.transaction():
        contact = contacts.keep_proven("mail", address, "vi", "follow")
        for code in codes or (WARD,):
            actions.add(contact, areas.get(code))
    choose(contact, hour)
    return contact


def choose(contact: Contact, hour: int | None) -> None:
    with db.transaction():
        mine = db.session.get_one(Contact, contact.id)
        actions.choose(mine, Choices(1, rules.ALL_CATEGORIES, False, "vi", Quiet(None, None), None, hour))


def told(channel: Channel, title: str, *codes: str, **over: Any) -> Notice:
    """A notice of three days."""
    days = the_clock.now() + timedelta(days=3)
    return make_notice(channel, *(codes or (WARD,)), title=title, **{"ends_at": days, **over})


def heard(twin: Twin) -> list[str]:
    """What was sent by now, and nothing a second time."""
    jobs.digest()
    send(twin)
    texts = [f"{one.title}|{one.text}" for one in twin.heard]
    twin.heard.clear()
    return texts


def test_ordinary_notices_come_together_at_their_hour_and_grave_ones_at_once(
    channel: Channel, twin: Twin, clock: Clock
) -> None:
    follower(18)
    told(channel, "Mưa"), told(channel, "Gió", severity=1), told(channel, "Ở Hà Nội", FAR)
    told(channel, "Bão", severity=3)
    assert [one.split("|")[0] for one in heard(twin)] == ["Chuẩn bị: Bão"]
    clock.at("2026-11-24 10:59")
    assert heard(twin) == []
    clock.at(SIX)
    (summary,) = heard(twin)
    assert summary.startswith("2 thông báo mới") and "Mưa" in summary and "Gió" in summary
    assert "Bão" not in summary and "Hà Nội" not in summary
    assert summary.count("https://help.example.vn/notices/") >= 3 and "/notices/following/" in summary
    clock.forward(days=1)
    assert heard(twin) == [], "where there is nothing new nothing comes"


def test_a_change_of_the_choice_at_noon_loses_nothing_and_doubles_nothing(
    channel: Channel, twin: Twin, clock: Clock
) -> None:
    contact = follower(None)
    told(channel, "Một")
    assert len(heard(twin)) == 1
    told(channel, "Hai")  # waits while the choice is made
    clock.at(NOON)
    choose(contact, 18)
    assert "Hai" in heard(twin)[0], "it was told before the choice"
    clock.forward(minutes=1)
    told(channel, "Ba")
    assert heard(twin) == []
    clock.forward(hours=1)
    choose(contact, None)
    told(channel, "Bốn")
    assert ["Bốn" in one for one in heard(twin)] == [True]
    clock.forward(hours=1)
    choose(contact, 18)
    told(channel, "Năm")
    assert heard(twin) == []
    clock.at(SIX)
    (summary,) = heard(twin)
    assert "Ba" in summary and "Năm" in summary and not any(one in summary for one in ("Một", "Hai", "Bốn"))
    choose(contact, None)
    clock.forward(days=1)
    assert heard(twin) == []


def test_what_waits_comes_with_a_last_summary_after_the_choice_was_taken_back(
    channel: Channel, twin: Twin, clock: Clock
) -> None:
    contact = follower(18)
    told(channel, "Một")
    clock.at(NOON)
    choose(contact, None)  # and the message of its own is asked only now
    assert heard(twin) == []
    clock.at(SIX)
    assert "Một" in heard(twin)[0]
    clock.forward(days=1)
    assert heard(twin) == []


def test_another_hour_gives_no_second_summary_that_day(channel: Channel, twin: Twin, clock: Clock) -> None:
    contact = follower(7)
    told(channel, "Một")
    clock.at("2026-11-25 00:00")
    assert "Một" in heard(twin)[0]
    told(channel, "Hai")
    choose(contact, 18)
    clock.at("2026-11-25 11:00")
    assert heard(twin) == [], "one a day"
    clock.forward(days=1)
    (summary,) = heard(twin)
    assert "Hai" in summary and "Một" not in summary


def test_a_crash_between_gives_no_second_summary(channel: Channel, twin: Twin, clock: Clock) -> None:
    follower(18)
    told(channel, "Một")
    clock.at(SIX)
    jobs.digest()

    def dies(_letter: object) -> Outcome:
        raise KeyboardInterrupt

    twin.answer = dies
    with pytest.raises(KeyboardInterrupt):
        send(twin)
    twin.answer = lambda _letter: TAKEN
    assert len(twin.heard) == 1
    clock.forward(minutes=30)
    with a_sender(twin) as again:
        sending.free_dead(again.line, keyed=())
    twin.heard.clear()
    assert heard(twin) == [], "nothing says whether it left"
    told(channel, "Hai")
    clock.forward(hours=23, minutes=30)
    twin.heard.clear()
    (summary,) = heard(twin)
    assert "Hai" in summary and "Một" in summary, "and the next day says it, rather than nobody"


def test_a_gateway_that_takes_nothing_for_hours_has_one_summary_over_midnight(
    channel: Channel, twin: Twin, clock: Clock
) -> None:
    follower(18)
    told(channel, "Một")
    clock.at(SIX)
    twin.answer = lambda _letter: Outcome(Answer.LATER)
    heard(twin)
    told(channel, "Hai")
    clock.at("2026-11-24 17:30")  # half past midnight
    twin.answer = lambda _letter: TAKEN
    (late,) = heard(twin)
    assert "Một" in late and "Hai" not in late, "its content ends with its hour, whenever it leaves"
    clock.at("2026-11-25 11:00")
    (next_one,) = heard(twin)
    assert "Hai" in next_one and "Một" not in next_one


def test_a_worker_that_stood_at_the_hour_writes_it_down_later_and_at_midnight_none(
    channel: Channel, twin: Twin, clock: Clock
) -> None:
    follower(18), follower(7, address="an@example.vn")
    told(channel, "Một")
    clock.at("2026-11-24 17:01")  # a minute after midnight: both hours lie behind or ahead
    assert heard(twin) == []
    clock.at("2026-11-25 00:20")
    assert jobs.digest() == 1 and jobs.digest() == 0
    assert len(heard(twin)) == 1
    clock.at("2026-11-25 13:00")
    assert ["Một" in one for one in heard(twin)] == [True]


def test_what_is_over_is_not_told_and_what_a_summary_told_is_taken_back_by_the_next(
    channel: Channel, twin: Twin, clock: Clock
) -> None:
    follower(18)
    gone, stays = told(channel, "Một"), told(channel, "Hai")
    by = make_person("official", area="VN")
    with db.transaction():
        notices.cancel(queries.by_public_id(gone.public_id), by, "Nhầm")
    clock.at(SIX)
    (summary,) = heard(twin)
    assert "Hai" in summary and "Một" not in summary
    clock.forward(hours=1)
    with db.transaction():
        notices.cancel(queries.by_public_id(stays.public_id), by, "Nhầm")
    assert heard(twin) == []
    clock.forward(hours=23)
    (next_one,) = heard(twin)
    assert "Đã rút lại: Hai" in next_one
    clock.forward(days=1)
    assert heard(twin) == []


def test_the_page_keeps_the_choice(channel: Channel, app: Flask) -> None:
    contact = follower(None)
    visit, path = Visit(app), f"/notices/following/{contacts_pass(contact)}"
    whole = {"severity": "1", "lang": "vi", "quiet": "none", "quiet_from": "22:00", "quiet_until": "06:00"}
    visit.post(path, {**whole, "digest": "18"})
    assert '<option selected value="18">' in visit.get(path).text
    visit.post(path, {**whole, "digest": "12"}, status=422)
    visit.post(path, {**whole, "digest": ""})
    assert '<option selected value="">' in visit.get(path).text


def contacts_pass(contact: Contact) -> str:
    return passes.of(db.session.get_one(Contact, contact.id))


def test_a_choice_covers_what_was_told_from_then_on_and_its_rest() -> None:
    now = datetime(2026, 11, 24, 5, tzinfo=UTC)
    hour = timedelta(hours=1)
    none = Digests(None, None, None)
    assert rules.choose_digest(none, None, now) == none and not none.covers(now)
    chosen = rules.choose_digest(none, 7, now)
    assert chosen.covers(now) and not chosen.covers(now - hour)
    back = rules.choose_digest(chosen, None, now + hour)
    assert back.covers(now) and not back.covers(now + hour)
    assert rules.choose_digest(back, 18, now + 2 * hour) == Digests(18, now, None), "what waits still waits"
    assert rules.choose_digest(back, 18, now + 9 * rules.REST) == Digests(18, now + 9 * rules.REST, None)
    row = rules.digest_row(date(2026, 11, 24), 18)
    assert rules.digest_moment(row, ZONE) == datetime(2026, 11, 24, 11, tzinfo=UTC)
