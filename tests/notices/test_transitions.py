"""A notice goes its way by the table alone: two pairs of eyes where it is grave, one winner, nothing lost."""

import itertools
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import clock as the_clock, db
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.crypto.audit_log import AuditEntry
from connect.errors import Conflict, ConnectError, NotAllowed, RuleBroken
from connect.notices import actions, jobs, queries, rules, transitions
from connect.notices.alerts.cap import Certainty, MsgType, Urgency
from connect.notices.alerts.content import Content, Words, content_of
from connect.notices.models import Channel, Notice, NoticeEvent, NoticeVersion
from connect.notices.rules import MOVES, OUT, Eyes, Role, State, Verb
from tests.builders import make_channel, make_person
from tests.conftest import Clock

SEVERE, MODERATE = 3, 2


@pytest.fixture
def channel(app: Flask) -> Channel:
    return make_channel("79")


def official(name: str = "Ông An", area: str = "79") -> Person:
    return make_person("official", area=area, name=name)


def content(severity: int = SEVERE, **over: object) -> Content:
    now = the_clock.now()
    return replace(
        Content(
            title="Nước lên", text="Sông lên nhanh.", severity=severity, starts_at=now,
            ends_at=now + timedelta(hours=9), areas=(areas.get("79"),),
        ),
        **over,
    )  # fmt: skip


def write(channel: Channel, by: Person, said: Content | None = None) -> int:
    with db.transaction():
        return actions.draft(channel, by, said or content()).id


def do(notice_id: int, act: Callable[[Notice], object]) -> Any:
    with db.transaction():
        act(queries.by_id(notice_id))
    return db.session.get(Notice, notice_id)


def send(notice_id: int, by: Person) -> Notice:
    return do(notice_id, lambda notice: actions.send(notice, by))


def approve(notice_id: int, by: Person) -> None:
    do(notice_id, lambda notice: actions.publish(notice, by, Verb.APPROVE))


def alerts(notice: Notice) -> list[NoticeVersion]:
    return list(reversed(queries.versions(notice)))


def test_only_what_stands_in_the_table_is_possible() -> None:
    eyes = Eyes(SEVERE, may_be_alone=True)
    for verb, state, role in itertools.product(Verb, State, Role):
        allowed = state in MOVES[verb].sources and role in MOVES[verb].who
        assert rules.may_move(verb, state=state, roles={role}, severity=1, eyes=eyes) is allowed, (verb, state, role)


def test_from_the_severity_of_the_setting_on_nobody_publishes_alone_unless_it_allows() -> None:
    def may(verb: Verb, severity: int, alone: bool) -> bool:
        eyes = Eyes(SEVERE, alone)
        return rules.may_move(verb, state=State.DRAFT, roles=set(Role), severity=severity, eyes=eyes)

    assert [may(Verb.PUBLISH, severity, True) for severity in (1, 2, 3, 4)] == [True, True, False, False]
    assert [may(Verb.PUBLISH_ALONE, 4, alone) for alone in (True, False)] == [True, False]


def test_a_light_notice_is_published_by_its_author_and_a_grave_one_waits_for_a_second(channel: Channel) -> None:
    author = official()
    assert send(write(channel, author, content(MODERATE)), author).state == State.PUBLISHED
    grave = send(write(channel, author), author)
    assert grave.state == State.SUBMITTED and not [one for one in queries.gravest() if one.id == grave.id]
    with pytest.raises(NotAllowed):
        approve(grave.id, author)
    second = official("Bà Bình")
    assert [one.id for one in queries.waiting_for(second)] == [grave.id]
    approve(grave.id, second)
    (alert,) = alerts(queries.by_id(grave.id))
    assert (alert.by_id, alert.approved_by_id, alert.msg_type) == (author.id, second.id, MsgType.ALERT)


def test_who_changed_it_last_approves_nothing_and_an_admin_above_may(channel: Channel) -> None:
    author, helper, stranger = official(), official("Bà Bình"), official("Ông Xa", area="01")
    notice_id = write(channel, author)
    do(notice_id, lambda notice: actions.rewrite(notice, helper, notice.edition, content(text="Sông lên rất nhanh.")))
    send(notice_id, author)
    for nobody in (author, helper, stranger, make_person("admin", area="01")):
        with pytest.raises(NotAllowed):
            approve(notice_id, nobody)
    approve(notice_id, make_person("admin", area="VN"))
    assert queries.by_id(notice_id).state == State.PUBLISHED


def test_sent_back_says_why_and_comes_again(channel: Channel) -> None:
    author, second = official(), official("Bà Bình")
    notice_id = write(channel, author)
    send(notice_id, author)
    with pytest.raises(RuleBroken):
        do(notice_id, lambda notice: transitions.move(notice, Verb.SEND_BACK, second))
    do(notice_id, lambda notice: transitions.move(notice, Verb.SEND_BACK, second, reason="Sai giờ"))
    told = queries.last_event(notice_id)
    assert told and (told.reason, told.to_state, told.person_id) == ("Sai giờ", State.DRAFT, second.id)
    send(notice_id, author)
    approve(notice_id, second)


def test_alone_needs_a_reason_and_the_name_of_the_area_and_stands_in_the_log(channel: Channel) -> None:
    author = official()
    notice_id = write(channel, author)

    def alone(reason: str, name: str) -> None:
        do(notice_id, lambda one: actions.publish(one, author, Verb.PUBLISH_ALONE, reason=reason, area_name=name))

    for reason, name in (("", "Hồ Chí Minh"), ("Mất liên lạc", "Hà Nội"), ("Mất liên lạc", "")):
        with pytest.raises(RuleBroken):
            alone(reason, name)
    alone("Mất liên lạc", "thanh pho ho chi minh")
    assert queries.by_id(notice_id).state == State.PUBLISHED
    logged = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.what == "notice_alone")).one()
    assert (logged.person_id, logged.about) == (author.id, f"notice {notice_id}")


def test_a_grave_change_waits_while_the_old_words_stay_and_is_then_the_next_version(channel: Channel) -> None:
    author, second = official(), official("Bà Bình")
    notice = send(write(channel, author, content(MODERATE)), author)
    later = content(title="Nước lên nhanh", others={"en": Words("Water rises", "The river rises fast.", "")})
    with db.transaction():
        change = actions.revise(queries.by_id(notice.id), author, 1, later).id
    assert queries.by_id(notice.id).title == "Nước lên" and [one.id for one in queries.gravest()] == [notice.id]
    approve(change, second)
    now = queries.by_id(notice.id)
    assert (now.title, now.version, now.severity, now.texts[0].title) == ("Nước lên nhanh", 2, SEVERE, "Water rises")
    first, last = alerts(now)
    assert (first.said["title"], last.said["others"]["en"]["title"]) == ("Nước lên", "Water rises")
    assert (last.msg_type, last.approved_by_id, len({first.identifier, last.identifier})) == (
        MsgType.UPDATE,
        second.id,
        2,
    )
    assert db.session.get(Notice, change) is None, "the draft became the notice"


def test_a_change_of_words_that_changed_meanwhile_or_were_withdrawn_is_refused(channel: Channel) -> None:
    author, second = official(), official("Bà Bình")
    notice = send(write(channel, author, content(MODERATE)), author)
    with db.transaction():
        change = actions.revise(queries.by_id(notice.id), author, 1, content()).id
    with db.transaction():
        actions.revise(queries.by_id(notice.id), author, 1, content(MODERATE, title="Nước rút"))
    with pytest.raises(Conflict):
        approve(change, second)
    assert (queries.by_id(notice.id).title, queries.by_id(change).state) == ("Nước rút", State.SUBMITTED)


def test_a_cancellation_is_an_alert_of_its_own_by_any_one_official_with_a_reason(channel: Channel) -> None:
    author, second = official(), official("Bà Bình")
    notice = send(write(channel, author, content(MODERATE)), author)
    with pytest.raises(RuleBroken):
        do(notice.id, lambda one: actions.cancel(one, second, ""))
    do(notice.id, lambda one: actions.cancel(one, second, "Nhầm phường"))
    last = alerts(queries.by_id(notice.id))[-1]
    assert (last.msg_type, last.said["reason"], last.by_id) == (MsgType.CANCEL, "Nhầm phường", second.id)
    with pytest.raises(Conflict) as refused:
        do(notice.id, lambda one: actions.cancel(one, author, "Nhầm phường"))
    assert "Bà Bình" in str(refused.value.message)


def test_what_begins_later_is_scheduled_and_begins_with_or_without_the_clock(channel: Channel, clock: Clock) -> None:
    author, start = official(), the_clock.now() + timedelta(hours=2)
    notice = send(write(channel, author, content(MODERATE, starts_at=start)), author)
    assert notice.state == State.SCHEDULED and not queries.gravest()
    clock.forward(hours=3)
    assert [one.id for one in queries.gravest()] == [notice.id]
    assert (jobs.begin(), jobs.begin()) == (1, 0)
    assert queries.by_id(notice.id).state == State.PUBLISHED


def test_what_waited_until_it_was_over_is_not_published(channel: Channel, clock: Clock) -> None:
    author, second = official(), official("Bà Bình")
    notice = send(write(channel, author), author)
    clock.forward(hours=10)
    with pytest.raises(RuleBroken):
        approve(notice.id, second)


def test_a_priority_says_what_the_official_leaves_open(channel: Channel) -> None:
    notice = queries.by_id(write(channel, official(), content(4, certainty=Certainty.LIKELY)))
    assert (notice.urgency, notice.certainty) == (Urgency.IMMEDIATE, Certainty.LIKELY)
    assert replace(content_of(notice), areas=()).columns()["certainty"] == Certainty.LIKELY


def test_of_two_who_approve_at_once_one_wins_and_the_other_reads_who_did(app: Flask, channel: Channel) -> None:
    author, two = official(), [official("Bà Bình"), official("Ông Chi")]
    notice_id = send(write(channel, author), author).id
    heard: list[str] = []
    both = Barrier(2)

    def press(person_id: int) -> None:
        with app.app_context():
            notice, by = queries.by_id(notice_id), db.session.get_one(Person, person_id)
            assert notice.state == State.SUBMITTED and by.roles
            db.session.rollback()
            both.wait(10)
            try:
                approve(notice_id, by)
                heard.append("")
            except Conflict as error:
                heard.append(str(error.message))

    threads = [Thread(target=press, args=(one.id,)) for one in two]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    db.session.rollback()
    assert len(heard) == 2 and heard.count("") == 1
    assert any(one.name in "".join(heard) for one in two)
    assert len(alerts(queries.by_id(notice_id))) == 1


@pytest.mark.parametrize("seed", range(3))
def test_any_order_of_anybodys_acts_leaves_a_whole_history(channel: Channel, clock: Clock, seed: int) -> None:
    dice = random.Random(seed)
    cast = [official("Ông An"), official("Bà Bình"), make_person("admin", area="VN")]
    notice_id = write(
        channel, cast[0], content(dice.choice((MODERATE, SEVERE)), ends_at=the_clock.now() + timedelta(days=9))
    )
    acts: list[Callable[[Notice, Person], object]] = [
        lambda notice, by: actions.send(notice, by),
        lambda notice, by: actions.publish(notice, by, Verb.APPROVE),
        lambda notice, by: actions.publish(
            notice, by, Verb.PUBLISH_ALONE, reason="Gấp", area_name="Thành phố Hồ Chí Minh"
        ),
        lambda notice, by: transitions.move(notice, Verb.SEND_BACK, by, reason="Sai"),
        lambda notice, by: actions.rewrite(notice, by, notice.edition, content(dice.choice((MODERATE, SEVERE)))),
        lambda notice, by: actions.revise(notice, by, notice.edition, content(MODERATE, title="Nước rút")),
        lambda notice, by: actions.cancel(notice, by, "Nhầm"),
    ]
    for _ in range(25):
        clock.forward(minutes=dice.choice((0, 1, 90)))
        try:
            do(notice_id, lambda notice: dice.choice(acts)(notice, dice.choice(cast)))
        except ConnectError:
            db.session.rollback()
        _is_sound(queries.by_id(notice_id))


def _is_sound(notice: Notice) -> None:
    states = State.DRAFT
    for one in reversed(queries.events(notice)):
        assert one.from_state == states and one.from_state in MOVES[one.verb].sources
        states = one.to_state
    assert states == notice.state
    told = alerts(notice)
    assert [one.version for one in told] == list(range(1, len(told) + 1))
    assert bool(told) is (notice.state in (*OUT, State.CANCELLED))
    assert (notice.withdrawn_at is not None) is (notice.state == State.CANCELLED)
    assert [one.msg_type for one in told[1:-1]] == [MsgType.UPDATE] * len(told[1:-1])
    assert all(one.approved_by_id != one.by_id for one in told)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(NoticeEvent)) == len(queries.events(notice))
