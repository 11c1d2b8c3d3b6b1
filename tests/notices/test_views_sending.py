"""How a notice is sent: what officials of its channel read of it and do about it, and what nobody is told."""

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db
from connect.areas import queries as areas
from connect.deliveries.ledger import rules
from connect.deliveries.ledger.models import Dispatch, DispatchEvent
from connect.deliveries.ledger.rules import State, Verb
from connect.deliveries.ledger.store import line
from connect.deliveries.sending import jobs
from connect.notices import actions
from connect.notices.following.models import Subscription
from connect.notices.models import Channel, Notice
from tests.builders import make_channel, make_notice, make_person
from tests.deliveries.ledger import Twin, a_sender, people, send, states
from tests.visit import Visit

BEN_THANH = "26743"


@pytest.fixture
def channel(app: Flask, clock: Any) -> Channel:
    clock.at("2026-11-24 03:00")
    return make_channel("79")


@pytest.fixture
def official(app: Flask, channel: Channel) -> Visit:
    return Visit(app).as_(make_person("official", area="79", name="Bà Bình"))


def followers(number: int, place: str = BEN_THANH) -> None:
    ids = people(number)
    with db.transaction() as session:
        session.add_all(Subscription(contact_id=one, area_id=areas.get(place).id) for one in ids)


def press(visit: Visit, notice: Notice, verb: Verb, status: int = 303, version: int = 1) -> None:
    where = "notices.sending_pause" if verb in (Verb.PAUSE, Verb.GO_ON) else "notices.sending_end"
    visit.post(where, {"verb": verb, "version": str(version)}, status=status, public_id=notice.public_id)


def read(visit: Visit, notice: Notice) -> str:
    return visit.get("notices.sending", public_id=notice.public_id).text


def dispatch() -> Dispatch:
    return db.session.scalars(sa.select(Dispatch)).one()


def test_an_official_reads_how_many_were_told_by_medium_and_state(official: Visit, channel: Channel) -> None:
    followers(40)
    notice = make_notice(channel, BEN_THANH)
    assert "Đang tìm người nhận" in read(official, notice)
    twin = Twin()
    with a_sender(twin) as sender:
        sender.step()
        sender.finish()
        assert '<b class="num">20</b>' in read(official, notice)
        sender.run()
    text = read(official, notice)
    assert '<b class="num">40</b>' in text and "đã gửi hết" in text
    assert official.get("notices.show", public_id=notice.public_id).text.count("/sending") == 1


@pytest.mark.parametrize("number", [1, 9])
def test_of_fewer_than_ten_no_number_is_told(official: Visit, channel: Channel, number: int) -> None:
    followers(number)
    notice = make_notice(channel, BEN_THANH)
    with a_sender(Twin()) as sender:
        sender.step()
        told = [read(official, notice)]
        sender.run()
    told.append(read(official, notice))
    for text in told:
        assert "dưới mười" in text.casefold() and f">{number}<" not in text


def test_paused_nothing_leaves_and_what_waits_goes_on_later(official: Visit, channel: Channel) -> None:
    followers(30)
    notice, twin = make_notice(channel, BEN_THANH), Twin()
    with a_sender(twin) as sender:
        sender.step()
        press(official, notice, Verb.PAUSE)
        sender.run()
        assert len(twin.heard) == rules.AT_ONCE
        press(official, notice, Verb.GO_ON)
        jobs.unpark(sender.line)
        sender.run()
    assert len(twin.heard) == 30
    done = db.session.scalars(sa.select(DispatchEvent).order_by(DispatchEvent.id)).all()
    assert [(one.verb, one.person and one.person.name) for one in done] == [
        (Verb.PAUSE, "Bà Bình"), (Verb.GO_ON, "Bà Bình"),
    ]  # fmt: skip
    assert "Bà Bình" in read(official, notice)


def test_cancelled_half_way_no_more_leaves_and_the_notice_stays(official: Visit, channel: Channel) -> None:
    followers(30)
    notice, twin = make_notice(channel, BEN_THANH), Twin()
    with a_sender(twin) as sender:
        sender.step()
        press(official, notice, Verb.CANCEL)
        sender.run()
    assert len(twin.heard) == rules.AT_ONCE
    assert sorted(states(dispatch()).values()) == [State.SENT] * 20 + [State.CANCELLED] * 10
    official.get("notices.show", public_id=notice.public_id)
    press(official, notice, Verb.GO_ON)
    assert dispatch().cancelled_at is not None, "and stays so"


def test_what_nobody_knows_to_have_left_goes_again_by_a_press(
    official: Visit, channel: Channel, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connect.deliveries.sending.sender.keyed_media", lambda _config: frozenset())
    followers(12)
    notice, twin = make_notice(channel, BEN_THANH), Twin()
    with a_sender(twin) as dead:
        dead.step()
        dead._results = []
        clock.forward(seconds=rules.LEASE_S)
        jobs.free_dead(dead.line)
    text = read(official, notice)
    assert "Có người có thể nhận hai lần" in text and "không ai biết" in text
    press(official, notice, Verb.AGAIN)
    clock.forward(seconds=1)
    with line() as ledger:
        assert jobs.send_again(ledger) == 12
    assert send(twin) == {"sent": 12}
    assert "Có người có thể nhận hai lần" not in read(official, notice)


def test_an_official_of_another_area_reads_and_moves_nothing(app: Flask, channel: Channel) -> None:
    notice = make_notice(channel, BEN_THANH)
    other = Visit(app).as_(make_person("official", area="01"))
    other.get("notices.sending", 404, public_id=notice.public_id)
    for verb in Verb:
        press(other, notice, verb, status=404)
    assert dispatch().paused_at is None and dispatch().cancelled_at is None


def test_whoever_read_an_older_version_moves_nothing(official: Visit, channel: Channel) -> None:
    notice = make_notice(channel, BEN_THANH)
    press(official, notice, Verb.CANCEL, status=409, version=2)


def test_the_page_says_by_a_mark_whether_anything_has_changed(official: Visit, channel: Channel) -> None:
    followers(12)
    notice = make_notice(channel, BEN_THANH)
    mark = re.search(r'data-fresh="([^"]+)"', read(official, notice))
    assert mark and mark[1] in read(official, notice)
    send(Twin())
    assert mark[1] not in read(official, notice)


def test_a_withdrawn_notice_says_what_becomes_of_its_withdrawal(official: Visit, channel: Channel) -> None:
    followers(12)
    notice = make_notice(channel, BEN_THANH)
    send(Twin())
    other = make_person("official", area="79")
    with db.transaction():
        actions.cancel(db.session.merge(notice), other, "Nhầm phường")
    send(Twin())
    text = read(official, notice)
    assert "rằng thông báo đã rút lại" in text and "phiên bản 1" in text
