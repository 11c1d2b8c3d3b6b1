"""What users of other systems complain about, by its number in the research of the field: none of it holds here.

Each is short and asks the rule or the function in which it is decided; the whole behaviour is tested beside that.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.message import Message
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from connect import db
from connect.areas import queries as areas
from connect.config.checks import PUSH_CONTACT
from connect.deliveries.contacts import actions as contacts, passes, rules as contact_rules
from connect.deliveries.ledger import rules as ledger_rules, transitions
from connect.deliveries.ledger.rules import By, Lane, State, Verb
from connect.deliveries.sending import jobs
from connect.gateways import answers
from connect.gateways.base import Answer, Letter, Outcome, PushKeys
from connect.gateways.breaker import rules as breaker
from connect.gateways.http_client import Cut, Reply
from connect.gateways.push import payload, sealing
from connect.notices import actions, queries, rules
from connect.notices.alerts import saying, writer
from connect.notices.alerts.cap import Status
from connect.notices.alerts.content import content_of
from connect.notices.bulletins import csv_files, rules as figures
from connect.notices.bulletins.sheets import judging
from connect.notices.bulletins.sheets.reading import Row
from connect.notices.feed import queries as feed
from connect.notices.following import jobs as following_jobs
from connect.notices.following.models import Subscription
from connect.notices.models import Channel, Notice
from connect.notices.writing import outlines
from tests.builders import make_channel, make_notice, make_person, make_series
from tests.deliveries import ledger
from tests.deliveries.ledger import Twin, a_sender, people, publish, send, states
from tests.visit import Visit

DAY = "2026-11-24 03:00"
WARD, PROVINCE = "26743", "79"
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def app(make_app: Callable[..., Flask], clock: Any) -> Iterator[Flask]:
    """A site by day, with a kind of message to try."""
    clock.at(DAY)
    app = make_app(site_url="https://help.example.vn")
    with app.app_context(), ledger.a_kind():
        yield app
        db.session.remove()


@pytest.fixture
def channel(app: Flask) -> Channel:
    return make_channel(PROVINCE)


@pytest.fixture
def twin(app: Flask) -> Twin:
    return Twin()


def changed(notice: Notice, **over: Any) -> Notice:
    """The notice with other words."""
    by = make_person("official", area="VN")
    with db.transaction():
        notice = queries.by_public_id(notice.public_id)
        return actions.revise(notice, by, notice.edition, replace(content_of(notice), **over))


def cancelled(notice: Notice) -> None:
    by = make_person("official", area="VN")
    with db.transaction():
        actions.cancel(queries.by_public_id(notice.public_id), by, "Nhầm")


def follower(*codes: str) -> None:
    """A browser that follows these places."""
    with db.transaction():
        contact = contacts.keep_push("https://push.example/a", PushKeys("p", "a"), "vi")
        for code in codes:
            db.session.add(Subscription(contact_id=contact.id, area_id=areas.get(code).id))


def alerts(notice: Notice) -> list[bytes]:
    """All CAP files of a notice, the first version first."""
    versions = queries.versions(notice)[::-1]
    return [writer.written(saying.alert_of(notice, one, versions[:n]), VIETNAM) for n, one in enumerate(versions)]


def references(notice: Notice) -> list[list[str]]:
    versions = queries.versions(notice)[::-1]
    told = [saying.alert_of(notice, one, versions[:n]) for n, one in enumerate(versions)]
    return [[one.identifier, *(before.identifier for before in one.references)] for one in told]


def replied(status: int, retry_after: str = "") -> Reply:
    """The answer of a push service."""
    headers = Message()
    headers["Retry-After"] = retry_after
    return Reply(status, headers, b"")


# --- Notices ------------------------------------------------------------------------------------------------


def test_1_a_change_has_the_same_identifier_or_refers_to_itself(channel: Channel) -> None:
    notice = changed(changed(make_notice(channel, WARD), title="Hai"), title="Ba")
    first, second, third = references(notice)
    assert len({first[0], second[0], third[0]}) == 3
    assert (first[1:], second[1:], third[1:]) == ([], [first[0]], [first[0], second[0]])


def test_2_updated_and_cancelled_alerts_stay_on_the_screen_three_at_a_time(channel: Channel, clock: Any) -> None:
    notice = changed(make_notice(channel, WARD, title="Một"), title="Hai")
    assert [one.title for one in feed.page(areas.get(WARD))] == ["Hai"]
    cancelled(notice)
    assert [one.state for one in feed.page(areas.get(WARD))] == [rules.State.CANCELLED], "marked, for some hours"
    clock.forward(hours=6)
    assert feed.page(areas.get(WARD)) == []


def test_3_expired_alerts_are_shown_for_days_and_dates_lie_before_the_sending(channel: Channel, clock: Any) -> None:
    notice, now = make_notice(channel, WARD), clock.moment
    clock.forward(days=1)
    assert feed.page(areas.get(WARD)) == [], "no job has to take it away"
    assert notice.state == rules.State.PUBLISHED
    assert rules.trouble_with_times(now, now - timedelta(hours=1), now) == "order"
    assert rules.trouble_with_times(now - timedelta(days=2), now - timedelta(days=1), now) == "past"
    assert rules.is_long(rules.GRAVE, now, now + timedelta(days=3)), "asked about"


def test_4_times_are_shown_in_another_zone_or_without_one(app: Flask, channel: Channel) -> None:
    notice = make_notice(channel, WARD, ends_at=datetime(2026, 11, 24, 20, tzinfo=UTC))
    (file,) = alerts(notice)
    assert b"<expires>2026-11-25T03:00:00+07:00</expires>" in file
    assert b":00Z<" not in file
    assert "03:00 25/11" in Visit(app).get("notices.show", public_id=notice.public_id).text


def test_5_tests_and_drills_are_shown_as_real(channel: Channel, twin: Twin) -> None:
    follower(WARD)
    notices = [make_notice(channel, WARD, status=status) for status in (Status.EXERCISE, Status.TEST)]
    assert send(twin) == {}, "nobody has asked for them"
    for notice in notices:
        assert f"<status>{notice.status}</status>".encode() in alerts(notice)[0]


def test_6_the_same_alert_comes_many_times_for_two_places(channel: Channel, twin: Twin) -> None:
    follower(WARD, PROVINCE, "VN")
    make_notice(channel, WARD, PROVINCE)
    assert send(twin) == {"sent": 1}
    assert len(feed.page(areas.get(WARD))) == 1


@pytest.mark.parametrize(
    ("drawn", "trouble"),
    [
        ("10.7,106.6 10.8,106.6 10.8,106.7 10.7,106.7", outlines.Trouble.OPEN),
        ("10.7,106.6 10.8,106.7 10.8,106.6 10.7,106.7 10.7,106.6", outlines.Trouble.CROSSING),
        ("106.6,10.7 106.6,10.8 106.7,10.8 106.6,10.7", outlines.Trouble.SWAPPED),
        ("(10.7,106.6) 10.8,106.6", outlines.Trouble.UNREADABLE),
        ("48.1,11.5 48.2,11.5 48.2,11.6 48.1,11.5", outlines.Trouble.FOREIGN),
    ],
)
def test_7_polygons_cross_themselves_are_open_have_garbage_or_are_swapped(drawn: str, trouble: str) -> None:
    assert outlines.read(drawn).trouble == trouble


def test_9_a_cancel_is_ambiguous(channel: Channel) -> None:
    notice = changed(make_notice(channel, WARD), title="Hai")
    cancelled(notice)
    *before, cancel = references(queries.by_public_id(notice.public_id))
    assert cancel[1:] == [one[0] for one in before], "it names every alert that it ends"


# --- The ledger ---------------------------------------------------------------------------------------------


def test_10_a_pause_or_an_error_repeats_or_skips_people_and_finished_is_said_too_early(twin: Twin, clock: Any) -> None:
    ids, dispatch = people(50), publish(1)
    with a_sender(twin) as sender:
        sender.step()
        with db.transaction():
            transitions.move(dispatch, Verb.PAUSE, None)
        sender.run()
    assert len(twin.heard) < 50 and {State.SENT} < set(states(dispatch).values())
    with db.transaction():
        transitions.move(dispatch, Verb.GO_ON, None)
    jobs.sweep()
    send(twin)
    assert sorted(twin.said()) == sorted(f"1 to {one}" for one in ids)
    assert set(states(dispatch).values()) == {State.SENT}, "finished: no row waits"


def test_11_it_is_sent_twice_because_what_came_after_the_sending_failed(twin: Twin, clock: Any) -> None:
    (contact,), dispatch = people(1), publish(1)
    with a_sender(twin) as dead:
        dead.step()  # the call was made, and its outcome never written
        assert states(dispatch) == {contact: State.SENDING}, "the intention stands before the call"
        clock.forward(seconds=ledger_rules.LEASE_S)
        jobs.sweep()
        send(twin)
        dead.finish()
    assert len(twin.heard) == 1 and states(dispatch) == {contact: State.UNKNOWN}


def test_12_receipts_in_the_wrong_order_turn_back_what_is_known() -> None:
    assert not ledger_rules.may(State.DELIVERED, State.SENT, By.RECEIPT)
    assert not ledger_rules.may(State.READ, State.DELIVERED, By.RECEIPT)
    assert ledger_rules.may(State.DELIVERED, State.PERMANENT_FAILURE, By.RECEIPT), "a bounce counts at last"
    assert not ledger_rules.may(State.DELIVERED, State.DELIVERED, By.RECEIPT), "twice changes nothing"


@pytest.mark.parametrize(("status", "ends"), [(404, True), (410, True), (429, False), (500, False), (401, False)])
def test_13_subscriptions_are_deleted_at_a_rate_limit_and_kept_when_they_are_gone(status: int, ends: bool) -> None:
    assert (answers.of(replied(status)).answer == Answer.GONE) == ends
    assert answers.of_failure(Cut("silence")).answer == Answer.LATER


def test_14_a_slow_gateway_stops_all_others_and_a_limit_is_ignored_until_one_is_banned(twin: Twin, clock: Any) -> None:
    people(30, "mail"), people(30, "push")
    publish(1)
    twin.answer = lambda letter: Outcome(Answer.LATER, retry_after_s=600) if not letter.topic else ledger.TAKEN
    assert send(twin)["sent"] == 30, "the other medium goes on"
    asked = answers.of(replied(429, "120"))
    rests = breaker.after(breaker.State(), [asked], clock.moment, 0.5).closed_until
    assert rests is not None and rests >= clock.moment + timedelta(seconds=120)


def test_15_it_is_sent_after_it_mattered(channel: Channel, twin: Twin, clock: Any) -> None:
    follower(WARD)
    make_notice(channel, WARD, ends_at=clock.moment + timedelta(hours=2))
    clock.forward(hours=2)
    assert send(twin) == {} and twin.heard == []


# --- Gateways -----------------------------------------------------------------------------------------------


def test_16_a_token_for_pushes_holds_more_than_a_day_or_names_nobody_to_ask(clock: Any) -> None:
    assert sealing.TOKEN_S == 12 * 3600
    assert PUSH_CONTACT.fullmatch("mailto:a@example.vn")
    assert not PUSH_CONTACT.fullmatch("mailto:root@localhost") and not PUSH_CONTACT.fullmatch("a@example.vn")
    refused = answers.of(replied(403))
    assert refused.answer == Answer.CLOSED, "the gateway rests, and no subscriber is touched"
    assert breaker.after(breaker.State(), [refused], clock.moment, 0).why == "http_403"


@pytest.mark.parametrize("text", ["a", "Nước sông lên nhanh. " * 400, "\U0001f30a" * 3000, '"\\' * 2000])
def test_17_a_payload_is_too_large_after_encryption_or_by_escaped_letters(text: str) -> None:
    said = payload.plain(Letter(to="", text=text, title=text, key="k"))
    assert len(said) + payload.OVERHEAD_BYTES == payload.SEALED_BYTES
    assert said.decode() and b"\\u" not in said


def test_18_subscriptions_end_silently(app: Flask) -> None:
    with db.transaction():
        contact = contacts.keep_push("https://push.example/old", PushKeys("p", "a"), "vi")
        contacts.renew_push(contact, "https://push.example/new", PushKeys("q", "b"))
    assert contacts.of_push("https://push.example/old") is None
    assert contacts.of_push("https://push.example/new") == contact, "what it follows stays with it"
    visit = Visit(app)
    visit.client.set_cookie("follow", passes.of(contact))
    with db.transaction():
        db.session.add(Subscription(contact_id=contact.id, area_id=areas.get(WARD).id))
        contacts.retire([contact.id], "gone")
    assert "Không còn tin nào đến" in visit.get("notices.following").text, "the next visit says so"


def test_19_a_mail_scanner_that_opens_links_unsubscribes_whole_offices(app: Flask) -> None:
    with db.transaction():
        link = passes.of(contacts.keep_proven("mail", "hoa@example.vn", "vi", "follow"))
    for method in ("get", "head"):
        getattr(Visit(app).client, method)(f"/notices/following/{link}/stop")
    assert passes.contact(link) is not None
    Visit(app).client.post(f"/notices/following/{link}/stop", data={"List-Unsubscribe": "One-Click"})
    assert passes.contact(link) is None


def test_20_quiet_hours_end_at_midnight_or_swallow_what_came(twin: Twin, clock: Any) -> None:
    night = datetime(2026, 11, 24, 16, tzinfo=UTC)  # eleven at night there
    for hours in (0, 3, 6):  # before, over and after midnight
        held = contact_rules.quiet_until(night + timedelta(hours=hours), VIETNAM, 22 * 60, 6 * 60)
        assert held == datetime(2026, 11, 24, 23, tzinfo=UTC)
    people(1)
    clock.at("2026-11-24 16:00")
    publish(1), publish(2), publish(3, expires_at=clock.moment + timedelta(hours=2)), publish(4, Lane.LIFE)
    send(twin)
    assert len(twin.said()) == 1, "danger to life passes"
    clock.at("2026-11-24 23:01")
    send(twin)
    assert len(twin.said()) == 2 and "3 to" not in twin.said()[1], "one summary, without what ended in the night"


def test_22_all_retries_come_at_one_second_and_then_everything_waits_for_its_own_back_off(
    twin: Twin, clock: Any
) -> None:
    failed = [Outcome(Answer.LATER)]
    rests = {breaker.after(breaker.State(), failed, clock.moment, dice / 10).closed_until for dice in range(10)}
    assert len(rests) == 10, "no two sites come back at the same second"
    people(60), publish(1)
    twin.answer = lambda _letter: Outcome(Answer.LATER)
    with a_sender(twin) as sender:
        sender.run()
        twin.answer = lambda _letter: ledger.TAKEN
        clock.forward(seconds=breaker.LONGEST_BACK_OFF_S)
        sender.run()
        assert sender.went["sent"] == 60, "the back-off was the gateway's, and not each message's"


def test_21_a_digest_comes_twice_or_swallows_itself_on_a_retry(twin: Twin, clock: Any) -> None:
    people(1)
    clock.at("2026-11-24 16:00")  # at night
    publish(1), publish(2)
    send(twin)
    clock.at("2026-11-24 23:01")
    twin.answer = lambda _letter: Outcome(Answer.LATER)
    send(twin)
    clock.forward(minutes=10)
    twin.heard.clear()
    twin.answer = lambda _letter: ledger.TAKEN
    assert send(twin) == {"sent": 2} and send(twin) == {}
    said = "\n".join(twin.said())
    assert said.count("1 to") == said.count("2 to") == 1


def test_21_a_daily_summary_is_one_by_contact_and_day_and_asked_at_sending(
    channel: Channel, twin: Twin, clock: Any
) -> None:
    (contact,) = people(1, digest_hour=18, digest_from=clock.moment)
    with db.transaction():
        place = areas.get(WARD).id
        db.session.add(Subscription(contact_id=contact, area_id=place, created_at=clock.moment))
    make_notice(channel, WARD, title="Một")
    assert send(twin) == {"suppressed": 1}
    clock.at("2026-11-24 11:00")
    assert (following_jobs.digest(), following_jobs.digest()) == (1, 0)
    twin.answer = lambda _letter: Outcome(Answer.LATER)
    send(twin)
    clock.forward(minutes=10)
    twin.heard.clear()
    twin.answer = lambda _letter: ledger.TAKEN
    assert send(twin) == {"sent": 1} and send(twin) == {}
    assert "Một" in twin.said()[0], "a retry says what the first try would have said"
    clock.forward(days=1)
    following_jobs.digest()
    send(twin)
    assert len(twin.heard) == 1


# --- Figures ------------------------------------------------------------------------------------------------


def test_23_columns_are_renamed_dates_come_in_three_forms_and_days_are_negative(app: Flask) -> None:
    assert ",".join(csv_files.COLUMNS) == (
        "date,area_code,area_name,series,value,unit,kind,revision,published_at,note"
    ), "fixed for ever: programs of others read them"
    today = date(2026, 11, 24)
    for cell in ("3/11/2026", "03.11.26", "2026-11-03"):
        assert figures.day(cell, today) == (date(2026, 11, 3), "")
    assert figures.day("11/13/2026", today) == (None, "month_first")
    series = make_series(is_health=False)
    (judged,) = judging.judge(series, [Row(2, "24/11/2026", "", "Phường Bến Thành", "-3")], {}, today)
    assert judged.verdict == judging.Verdict.CORRECTION, "a day below zero only takes back, with a reason and marked"
