"""What is taken down or forgotten leaves nothing behind but that its address was one."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db
from connect.registry import retention
from connect.stories import transitions
from connect.stories.feed.models import StoryArea
from connect.stories.gone import queries
from connect.stories.gone.models import StoryTombstone
from connect.stories.models import Story, StoryPicture
from connect.stories.rules import By, State, Verb
from tests.conftest import Clock
from tests.stories.published import make_story, picture_of


def test_a_story_that_is_taken_down_says_nothing_any_more_and_cannot_come_back(app: Flask) -> None:
    story = make_story(requester_name="Lan", helper_name="Minh", words_other="x", lang_other="en")
    with db.transaction():
        transitions.move(story, Verb.WITHDRAW, By.HELPER)
    db.session.expire_all()
    told = story.words, story.words_other, story.requester_name, story.helper_name
    assert told == ("", None, None, None) and queries.is_gone(story.public_id)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(StoryArea)) == 0


def test_a_tombstone_holds_the_address_and_nothing_else() -> None:
    assert [one.name for one in sa.inspect(StoryTombstone).local_table.c] == ["public_id"]


@pytest.mark.parametrize(
    ("state", "days"),
    [("published", 365), ("hidden", 365), ("draft", 30), ("asked", 30), ("refused", 30), ("rejected", 30),
     ("withdrawn", 30), ("pending", 90)],
)  # fmt: skip
def test_the_clock_forgets_each_kind_in_its_time_with_its_pictures(
    app: Flask, clock: Clock, state: str, days: int
) -> None:
    out = state in ("published", "hidden")
    story = make_story(state=State(state), published_at=clock.moment if out else None)
    path, story_id, address = picture_of(story), story.id, story.public_id
    clock.forward(days=days, minutes=-1)
    assert _forgotten(dry_run=True) == 0
    clock.forward(minutes=1)
    assert (_forgotten(dry_run=True), _forgotten(), _forgotten()) == (1, 1, 0)
    assert db.session.get(Story, story_id) is None and not path.exists()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(StoryPicture)) == 0
    assert queries.is_gone(address) == out, "what never was out was never there"


def _forgotten(dry_run: bool = False) -> int:
    return sum(number for name, number in retention.run(dry_run=dry_run).items() if name.startswith("stories"))


def test_forgetting_goes_on_where_it_was_cut_off(app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        make_story(state=State.DRAFT)
    clock.forward(days=31)
    monkeypatch.setattr(queries, "AT_ONCE", 2)
    right, calls = transitions.forget, iter(range(9))

    def cut(story: Story) -> None:
        if next(calls) == 3:
            raise KeyboardInterrupt
        right(story)

    monkeypatch.setattr(transitions, "forget", cut)
    with pytest.raises(KeyboardInterrupt):
        retention.RULES["stories_untold"].wipe(clock.moment - timedelta(days=30))
    assert _forgotten() == 3
