"""Officials are told in their browser what waits for them, what was published alone and what ends soon: once each."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from connect import db
from connect.accounts.models import Person
from connect.deliveries.contacts import persons
from connect.gateways.base import PushKeys
from connect.notices import actions, queries
from connect.notices.models import Channel
from connect.notices.officials import actions as ending, jobs
from connect.notices.rules import Verb
from tests.builders import make_channel, make_draft, make_notice, make_person
from tests.deliveries.ledger import Twin, send


@pytest.fixture
def app(make_app: Callable[..., Flask], clock: Any) -> Iterator[Flask]:
    """A site by day."""
    clock.at("2026-11-24 03:00")
    app = make_app()
    with app.app_context():
        yield app
        db.session.remove()


@pytest.fixture
def channel(app: Flask) -> Channel:
    return make_channel("79")


def listener(role: str = "official", area: str = "79") -> Person:
    """Somebody whom one browser tells."""
    made = make_person(role, area=area)
    with db.transaction():
        persons.begin(made.id, f"https://push.example/{made.id}", PushKeys("p", "a"), "vi")
    return made


def heard() -> list[tuple[str, str, str]]:
    twin = Twin()
    send(twin)
    return sorted((one.title, one.text, one.link) for one in twin.heard)


def test_what_is_handed_in_calls_a_second_official_or_admin_without_a_word_of_it(app: Flask, channel: Channel) -> None:
    author, _, _, _ = listener(), listener(), listener("admin", "VN"), listener("official", "01")
    notice = make_draft(channel, author, send=True, severity=3)
    told = ("Có thông báo chờ cán bộ thứ hai", "", f"/notices/{notice.public_id}/desk")
    assert heard() == [told, told]
    assert heard() == []


def test_what_was_approved_meanwhile_calls_nobody(app: Flask, channel: Channel) -> None:
    author, second = listener(), listener()
    notice = make_draft(channel, author, send=True, severity=3)
    with db.transaction():
        actions.publish(queries.by_public_id(notice.public_id), second, Verb.APPROVE)
    assert heard() == []


def test_what_was_published_alone_is_told_to_the_other_officials_of_the_area(app: Flask, channel: Channel) -> None:
    author, _, _ = listener(), listener(), listener("official", "01")
    notice = make_draft(channel, author, severity=4)
    with db.transaction():
        actions.publish(
            queries.by_public_id(notice.public_id), author, Verb.PUBLISH_ALONE, reason="Đêm", area_name="Hồ Chí Minh"
        )
    assert heard() == [("Đã đăng không qua cán bộ thứ hai", "Nước sông lên", "/notices/mine")]


def test_an_hour_before_the_end_its_author_is_asked_once(app: Flask, channel: Channel, clock: Any) -> None:
    author, _ = listener(), listener()
    notice = make_notice(channel, "79", by=author, title="Mưa lớn")
    assert jobs.ask_ending() == 0
    clock.forward(hours=23, minutes=30)
    assert jobs.ask_ending() == 1 and jobs.ask_ending() == 0
    assert heard() == [("Hết hiệu lực trong một giờ nữa", "Mưa lớn", f"/notices/{notice.public_id}/ending")]


def test_whoever_put_the_end_off_is_asked_again_before_that_one(app: Flask, channel: Channel, clock: Any) -> None:
    author = listener()
    notice = make_notice(channel, "79", by=author)
    clock.forward(hours=23, minutes=30)
    jobs.ask_ending()
    with db.transaction():
        ending.extend(queries.by_public_id(notice.public_id), author, 1, 24)
    assert heard() == []
    clock.forward(hours=24)
    assert jobs.ask_ending() == 1 and len(heard()) == 1
