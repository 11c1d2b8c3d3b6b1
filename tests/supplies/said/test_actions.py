"""What follows from the words of buyers: an item is marked, a moderator is called, the owner reads and is never told by
whom."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import clock, db
from connect.accounts.models import Person
from connect.errors import RuleBroken
from connect.moderation.models import AbuseReport
from connect.moderation.queue import work_queue
from connect.moderation.reports import actions as reports, queries as reported
from connect.registry import retention
from connect.supplies import actions as supplies, goods, queries as points
from connect.supplies.actions import Said
from connect.supplies.models import SupplyEvent, SupplyGood, SupplyPoint
from connect.supplies.rules import By, Level
from connect.supplies.said import actions, queries, words
from connect.supplies.said.rules import Word
from connect.web.limits.client_fingerprint import Seen
from tests.builders import make_person
from tests.supplies.stall import stall


def say(point: SupplyPoint, browser: str, network: str, word: Word = Word.OUT, **more: object) -> bool:
    values: dict = {"item": "rice" if word in (Word.OUT, Word.ENOUGH) else None, "by": None} | more
    with db.transaction():
        return actions.say(point, word, values["item"], Seen(browser, network), values["by"])


def rice(point: SupplyPoint) -> SupplyGood:
    db.session.rollback()
    return next(row for row in points.goods_of(point) if row.item == "rice")


def is_found_by(point: SupplyPoint, item: str) -> bool:
    return bool(db.session.get_one(SupplyPoint, point.id, populate_existing=True).goods & goods.mask_of([item]))


def test_two_strangers_mark_an_item_until_the_owner_speaks(app: Flask) -> None:
    point = stall()
    assert say(point, "a", "1")
    assert rice(point).buyers_out_at is None and is_found_by(point, "rice")
    assert say(point, "b", "2")
    assert rice(point).buyers_out_at is not None and not is_found_by(point, "rice")
    assert is_found_by(point, "eggs")
    with db.transaction():
        supplies.say_levels(point, {"eggs": Said(Level.LAST)}, By.OWNER)
    assert rice(point).buyers_out_at is not None and not is_found_by(point, "rice")  # of rice the owner said nothing
    with db.transaction():
        supplies.confirm(point, By.OWNER)
    assert rice(point).buyers_out_at is None and is_found_by(point, "rice")


@pytest.mark.parametrize(
    "from_where",
    [[("a", str(n)) for n in range(20)], [(f"b{n}", "1") for n in range(50)]],
    ids=["twenty by one browser", "fifty behind one network, the point's own or not"],
)
def test_however_many_of_one_browser_or_network_count_once(app: Flask, from_where: list[tuple[str, str]]) -> None:
    point = stall()
    for browser, network in from_where:
        say(point, browser, network)
    assert rice(point).buyers_out_at is None


def test_the_same_browser_says_the_same_once_a_day(app: Flask) -> None:
    point = stall()
    assert say(point, "a", "1") and not say(point, "a", "2")
    assert say(point, "a", "1", item="eggs") and say(point, "a", "1", Word.CLOSED)
    assert [(one.word, one.item, one.times) for one in queries.told(point)].count((Word.OUT, "rice", 1)) == 1


def test_whoever_made_things_up_counts_for_nothing(app: Flask) -> None:
    point, moderator = stall(), make_person("moderator")
    say(point, "a", "1", Word.CLOSED)
    with db.transaction():
        reports.settle(reported.about(actions.KIND, point.public_id), moderator, "false")
    assert not say(point, "a", "9") and say(point, "b", "2")
    assert rice(point).buyers_out_at is None


def test_nobody_speaks_as_a_buyer_of_the_own_point_or_of_what_is_not_there(app: Flask) -> None:
    owner = make_person()
    point = stall(owner)
    with pytest.raises(RuleBroken):
        say(point, "a", "1", by=owner)
    with pytest.raises(RuleBroken):
        say(point, "a", "1", item="oxygen")
    with pytest.raises(RuleBroken):
        say(point, "a", "1", item=None)


# --- The moderators' queue --------------------------------------------------------------------------------


def waits(moderator: Person, point: SupplyPoint) -> bool:
    db.session.rollback()
    return any(one.public_id == point.public_id for one in work_queue.waiting(moderator))


def test_a_moderator_is_called_when_as_many_say_so_as_the_setting_wants_and_the_point_stays_open(app: Flask) -> None:
    point, moderator = stall(), make_person("moderator")
    for number, word in enumerate((Word.CLOSED, Word.NOT_THERE)):
        say(point, f"d{number}", f"n{number}", word)
        assert not waits(moderator, point) and not queries.is_doubted(point)
    say(point, "d1", "n9", Word.DEARER)  # the same browser
    assert not waits(moderator, point)
    say(point, "d2", "n2", Word.DEARER)
    assert waits(moderator, point) and queries.is_doubted(point)
    assert db.session.get_one(SupplyPoint, point.id).state == "open"
    with db.transaction():
        reports.settle(reported.waiting(point.public_id, moderator), moderator, "unfounded")
    assert not waits(moderator, point) and not queries.is_doubted(point)
    for number in range(10, 14):
        say(point, f"d{number}", f"n{number}", Word.CLOSED)
    assert not waits(moderator, point)  # a moderator has just said no


def test_what_too_few_say_is_forgotten_with_who_said_it(app: Flask) -> None:
    point = stall()
    say(point, "a", "1", Word.CLOSED)
    with clock.told(clock.now() + timedelta(days=15)):
        retention.run()
        assert db.session.scalar(sa.select(AbuseReport)) is None
        assert {(one.browser, one.network) for one in db.session.scalars(sa.select(SupplyEvent))} == {(None, None)}


def test_no_single_word_stands_where_the_public_reads_it(app: Flask) -> None:
    point = stall()
    say(point, "a", "1", Word.ENOUGH)
    assert queries.enough_of(point) == []
    say(point, "b", "2", Word.ENOUGH)
    assert queries.enough_of(point) == ["rice"]


# --- The owner --------------------------------------------------------------------------------------------


def test_an_owner_reads_what_was_said_by_day_and_nothing_of_whom(app: Flask) -> None:
    point, buyer = stall(), make_person(name="Nguyễn Thị Mua")
    say(point, "a", "1", by=buyer)
    say(point, "b", "2")
    with app.test_request_context():
        (line,) = [words.line(one) for one in queries.told(point)]
    assert "2" in line and ":" not in line.split("·")[-1]
    event = db.session.scalars(sa.select(SupplyEvent).where(SupplyEvent.by == By.BUYER)).first()
    assert event.person_id is None and buyer.public_id not in str(event.detail)
