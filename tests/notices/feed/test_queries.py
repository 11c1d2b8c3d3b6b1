"""The feed of a place is what a plain reading of all notices says, page by page, whatever happened to them before."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import clock, db
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.notices import actions, jobs, queries
from connect.notices.alerts.cap import Status
from connect.notices.alerts.content import Words, content_of
from connect.notices.feed import queries as feeds
from connect.notices.feed.lines import Line
from connect.notices.feed.rules import Key
from connect.notices.models import Channel, Notice, NoticeArea
from connect.notices.rules import CANCELLED_SHOWN, State
from tests.builders import make_channel, make_draft, make_notice, make_person
from tests.conftest import Clock

WARD, NEXT_WARD, FAR = "26743", "26740", "00004"
PLACES = (WARD, NEXT_WARD, "79", FAR, "01", "VN")


def plainly(place: Place, now: datetime, channels: tuple[int, ...] = ()) -> list[int]:
    """The feed of a place by looking at every notice there is."""
    path = {one.id for one in areas.ancestors(place)}
    found = []
    for notice in db.session.scalars(sa.select(Notice)):
        here = path & {one.area_id for one in notice.areas} or notice.channel_id in channels
        live = notice.state in (State.SCHEDULED, State.PUBLISHED) and notice.starts_at <= now < notice.ends_at
        gone = notice.withdrawn_at
        lately = gone and now < gone + CANCELLED_SHOWN and notice.starts_at <= gone < notice.ends_at
        if here and notice.status == Status.ACTUAL and (live or lately):
            found.append(notice)
    return [one.id for one in sorted(found, key=lambda one: (one.severity, one.starts_at, one.id), reverse=True)]


def by_pages(place: Place, size: int, channels: tuple[int, ...] = ()) -> list[int]:
    """The same as readers page through it."""
    shown: list[Line] = []
    while found := feeds.page(place, size, shown[-1].key if shown else None, channels=channels):
        shown += found
    return [one.id for one in shown]


@pytest.fixture
def channel(app: Flask) -> Channel:
    return make_channel("VN")


def happenings(dice: random.Random, channel: Channel, number: int) -> Iterator[None]:
    """So many notices, and what officials do with them while hours pass."""
    boss, second = make_person("official", area="VN"), make_person("official", area="VN")
    made: list[int] = []
    for _ in range(number):
        codes = dice.sample(PLACES, dice.choice((1, 1, 2, 4)))
        begins = clock.now() + timedelta(hours=dice.choice((0, 0, 0, 3)), seconds=dice.choice((0, 0, 1)))
        over = {
            "severity": dice.randint(1, 2), "starts_at": begins,
            "ends_at": begins + timedelta(hours=dice.randint(1, 12)),
            "status": dice.choice((Status.ACTUAL,) * 6 + (Status.EXERCISE, Status.TEST)),
        }  # fmt: skip
        if dice.random() < 0.1:
            make_draft(channel, boss, codes[0], **over)
        else:
            made.append(make_notice(channel, *codes, by=boss, **over).id)
        notice = queries.by_id(dice.choice(made or [make_notice(channel, "VN", by=boss).id]))
        if notice.state in (State.SCHEDULED, State.PUBLISHED) and notice.ends_at > clock.now():
            with db.transaction():
                _change(dice, db.session.get_one(Notice, notice.id), boss if dice.random() < 0.5 else second)
        yield


def _change(dice: random.Random, notice: Notice, by: object) -> None:
    said = content_of(notice)
    match dice.randrange(4):
        case 0:
            actions.cancel(notice, by, "Nhầm")
        case 1:
            places = tuple(areas.get(code) for code in dice.sample(PLACES, 2))
            told = {name: getattr(said, name) for name in said.__slots__} | {"areas": places, "severity": 2}
            actions.revise(notice, by, notice.edition, type(said)(**told))
        case 2:
            told = {name: getattr(said, name) for name in said.__slots__} | {
                "ends_at": said.ends_at + timedelta(hours=2)
            }
            actions.revise(notice, by, notice.edition, type(said)(**told))


@pytest.mark.parametrize("seed", range(3))
def test_the_feed_of_each_place_is_what_a_plain_reading_of_all_notices_says(
    channel: Channel, clock: Clock, seed: int
) -> None:
    dice = random.Random(seed)
    for number, _ in enumerate(happenings(dice, channel, 24)):
        clock.forward(minutes=dice.choice((0, 20, 90)))
        if number % 6 == 5:
            jobs.begin()
            for code in PLACES:
                place = areas.get(code)
                assert by_pages(place, dice.choice((1, 3, 20))) == plainly(place, clock.moment), (number, code)
    assert sum(len(plainly(areas.get(code), clock.moment)) for code in PLACES) > 5, "nothing was compared"


def test_a_channel_that_is_followed_stands_in_the_feed_of_any_place_and_nothing_twice(
    channel: Channel, clock: Clock
) -> None:
    far, boss = make_channel("01"), make_person("official", area="VN")
    here = [make_notice(channel, WARD, "79").id, make_notice(far, FAR, severity=1).id]
    ours = make_notice(far, FAR, by=boss)
    with db.transaction():
        actions.cancel(queries.by_id(ours.id), boss, "Nhầm")
    both = make_notice(far, "01", by=boss, status=Status.EXERCISE), make_draft(far, boss, "01")
    clock.forward(hours=5)
    place, followed = areas.get(WARD), (far.id, channel.id)
    assert by_pages(place, 2, followed) == plainly(place, clock.moment, followed) == [ours.id, here[0], here[1]]
    assert not {one.id for one in both} & set(by_pages(place, 2, followed))
    clock.forward(hours=2)
    assert ours.id not in by_pages(place, 2, followed), "cancelled for more than six hours"


def test_a_cursor_of_a_notice_that_has_ended_leads_on_from_where_it_stood(channel: Channel, clock: Clock) -> None:
    notices = [make_notice(channel, WARD, ends_at=clock.moment + timedelta(hours=n + 1)).id for n in range(5)]
    place = areas.get(WARD)
    (first,) = feeds.page(place, 1)
    assert first.id == notices[4]
    (second,) = feeds.page(place, 1, first.key)
    boss = make_person("official", area="VN")
    with db.transaction():
        actions.cancel(queries.by_id(first.id), boss, "Nhầm")
    make_notice(channel, WARD, severity=3)
    clock.forward(hours=7)
    assert not feeds.page(place, 9, second.key), "all that stood behind it has ended"
    assert Key.read(second.key.carried()) == second.key, "a cursor loses no microsecond"


def test_words_come_in_the_readers_language_where_a_notice_has_it(channel: Channel) -> None:
    make_notice(channel, WARD, title="Nước lên", others={"en": Words("Water rises", "Go up.", "")})
    make_notice(channel, WARD, title="Chỉ tiếng Việt", severity=1)
    found = feeds.page(areas.get(WARD), lang="en")
    assert [one.title for one in found] == ["Water rises", "Chỉ tiếng Việt"]
    assert [one.area_id for one in found[0].areas] == [areas.get(WARD).id]


def test_what_code_of_before_has_published_is_listed_within_a_minute(channel: Channel) -> None:
    notice = make_notice(channel, WARD)
    forgotten = {"severity": None, "starts_at": None, "ends_at": None}
    with db.transaction() as session:
        session.execute(sa.update(NoticeArea).values(**forgotten))
    assert not feeds.page(areas.get(WARD))
    assert jobs.list_forgotten() == 1
    assert [one.id for one in feeds.page(areas.get(WARD))] == [notice.id]
    assert jobs.list_forgotten() == 0


@pytest.mark.parametrize(
    "carried",
    [
        None, "", "ABCD2345", 7, [], [1], [1, 2], [2, 5, 1, 1], [0, 5, 1], [9, 5, 1], [2, -1, 1], [2, 10**30, 1],
        [2, 5, 0], [2, 5, 2**63],
        [2, 5, -4], ["2", 5, 1], [2, "x", 1], [2, 5, None], [True, 5, 1], [2, 5.5, 1], {"a": 1},
        [2, True, 1], [[2], 5, 1],
    ],
)  # fmt: skip
def test_a_cursor_that_is_none_leads_nowhere(carried: object) -> None:
    assert Key.read(carried) is None


def test_the_least_and_the_largest_cursor_are_asked_without_an_error(channel: Channel) -> None:
    notice = make_notice(channel, WARD)
    low, high = Key.read([1, 0, 1]), Key.read([4, 253402214400000000, 2**63 - 1])
    assert low and high
    assert not feeds.page(areas.get(WARD), after=low, channels=[channel.id])
    assert [one.id for one in feeds.page(areas.get(WARD), after=high, channels=[channel.id])] == [notice.id]
