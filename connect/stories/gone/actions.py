"""A withdrawn or forgotten story takes its files with it; of its address it is known only that it was one."""

from typing import cast

import sqlalchemy as sa

from connect import db
from connect.stories import transitions
from connect.stories.gone.models import StoryTombstone
from connect.stories.models import Story
from connect.stories.pictures import files


@transitions.clearing
def drop_pictures(story: Story) -> None:
    """Deletes the files once nobody can be shown them any more; a crash between leaves them to the sweep."""
    for one in story.pictures:
        files.drop_later(one.file_name)
    db.session.expire(story, ["pictures"])


@transitions.clearing
def mark_gone(story: Story) -> None:
    """Keeps the address of a story that everybody could read, so that it says so for ever; nothing else of it."""
    if story.published_at is not None:
        table = cast("sa.Table", sa.inspect(StoryTombstone).local_table)
        db.upsert(table, [{"public_id": story.public_id}], ["public_id"], [])
