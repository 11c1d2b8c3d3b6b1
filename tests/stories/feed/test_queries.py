"""The feed of a place is what a plain reading of all stories says, up and down the tree, page by page."""

import random
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import clock, db
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.stories import transitions
from connect.stories.feed import jobs, queries
from connect.stories.feed.models import StoryArea
from connect.stories.feed.rules import Key
from connect.stories.models import Story
from connect.stories.rules import By, State, Verb
from tests.conftest import Clock
from tests.stories.published import make_story

PLACES = ("26740", "26743", "79", "00004", "01", "VN")


def plainly(place: Place, kind: str = "") -> list[int]:
    """The feed of a place by looking at every story there is."""
    path, now = {one.id for one in areas.ancestors(place)}, clock.now()
    found = [
        one for one in db.session.scalars(sa.select(Story))
        if one.state == State.PUBLISHED and one.shown_from <= now and kind in ("", one.kind)
        and (one.area_id in path or areas.is_within(one.area, place.path))
    ]  # fmt: skip
    return [one.id for one in sorted(found, key=lambda one: (one.week, one.id), reverse=True)]


def by_pages(place: Place, size: int, kind: str = "") -> list[int]:
    shown: list[queries.Line] = []
    while found := queries.page(place, size, shown[-1].key if shown else None, kind=kind):
        shown += found
    return [one.id for one in shown]


def test_the_feed_of_each_place_and_utility_is_what_a_plain_reading_says(app: Flask, clock: Clock) -> None:
    dice = random.Random(3)
    for _ in range(30):
        make_story(
            dice.choice(PLACES), state=dice.choice((State.PUBLISHED,) * 4 + (State.PENDING, State.HIDDEN, State.DRAFT)),
            weeks_ago=dice.randint(0, 3), kind=dice.choice(("food", "water")),
            shown_from=clock.moment + timedelta(days=dice.choice((-1, -1, 1))),
        )  # fmt: skip
    for _ in range(2):
        for code in PLACES:
            for kind in ("", "water"):
                place = areas.get(code)
                assert by_pages(place, dice.choice((1, 3, 20)), kind) == plainly(place, kind), (code, kind)
        clock.forward(days=2)  # what was to be shown later is there, and no job has run
    assert len(plainly(areas.get("VN"))) > 10, "nothing was compared"


def test_what_is_told_of_a_province_stands_in_its_wards_and_in_no_other_province(app: Flask) -> None:
    told = make_story("79")
    assert [one.id for one in queries.page(areas.get("26740"))] == [told.id]
    assert queries.page(areas.get("01")) == [] == queries.page(areas.get("00004"))


def test_a_move_takes_a_story_out_of_the_feeds_and_back_in_its_own_transaction(app: Flask) -> None:
    story = make_story()
    with db.transaction():
        transitions.move(story, Verb.HIDE, By.REPORTS)
        assert queries.page(areas.get("VN")) == []
    assert queries.latest("/VN/79/26740/") == []
    with db.transaction():
        transitions.move(story, Verb.PUBLISH, By.MODERATOR)
    assert [one.id for one in queries.latest("/VN/79/26740/")] == [story.id]


def test_a_ward_without_stories_has_those_of_its_province_and_else_of_the_country(app: Flask) -> None:
    far = make_story("00004")
    assert [one.id for one in queries.neighbours(areas.get("26740"), "vi")] == [far.id]
    near = make_story("26743")
    assert [one.id for one in queries.neighbours(areas.get("26740"), "vi")] == [near.id]


def test_a_reader_has_the_words_in_the_own_language_where_a_story_has_them(app: Flask) -> None:
    make_story(words="Cảm ơn", words_other="Thank you", lang_other="en")
    assert [(one.words, one.lang) for one in queries.page(areas.get("VN"), lang="en")] == [("Thank you", "en")]
    assert [(one.words, one.lang) for one in queries.page(areas.get("VN"), lang="vi")] == [("Cảm ơn", "vi")]


def test_what_a_process_of_before_has_published_is_listed_within_a_minute(app: Flask) -> None:
    story = make_story()
    with db.transaction():
        db.session.execute(sa.delete(StoryArea))
    assert queries.page(areas.get("VN")) == []
    assert (jobs.list_forgotten(), jobs.list_forgotten()) == (1, 0)
    assert [one.id for one in queries.page(areas.get("VN"))] == [story.id]


@pytest.mark.parametrize("carried", [None, [], [1], [1, 2, 3], [True, 5], ["x", 1], [10**9, 1], [738000, 0], [7.5, 1]])
def test_a_cursor_of_anything_else_is_none(carried: object) -> None:
    assert Key.read(carried) is None
