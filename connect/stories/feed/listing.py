"""Keeps what the feeds read of a story: while it is published, a row for its area and for each above."""

import sqlalchemy as sa

from connect import db
from connect.areas import queries as areas
from connect.stories import transitions
from connect.stories.feed.models import StoryArea
from connect.stories.models import Story
from connect.stories.rules import State

AT_ONCE = 200


@transitions.following
def follow(story: Story, was: str) -> None:
    """Keeps the feeds in step with a move of a story, in its transaction."""
    if State.PUBLISHED in (was, story.state):
        keep(story)


def keep(story: Story) -> None:
    """Writes it down anew."""
    mine = sa.delete(StoryArea).where(StoryArea.story_id == story.id)
    db.session.execute(mine.execution_options(synchronize_session=False))
    if story.state != State.PUBLISHED:
        return
    told = {"story_id": story.id, "week": story.week, "kind": story.kind, "shown_from": story.shown_from}
    places = areas.ancestors(areas.by_id(story.area_id))
    rows = [{**told, "area_id": one.id, "own": one.id == story.area_id} for one in places]
    db.session.execute(sa.insert(StoryArea), rows)


def keep_forgotten() -> int:
    """Lists what a process that did not know of the feeds has published, during an update; says how many."""
    out = Story.state == State.PUBLISHED, ~sa.exists().where(StoryArea.story_id == Story.id)
    found = list(db.session.scalars(sa.select(Story).where(*out).limit(AT_ONCE)))
    for story in found:
        keep(story)
    return len(found)
