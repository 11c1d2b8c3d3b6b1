"""Stories in any state, as the door and the clock have left them, without the way that leads there."""

import io
import itertools
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from PIL import Image

from connect import clock, db
from connect.areas import queries as areas
from connect.crypto.tokens import digest
from connect.stories.feed import listing
from connect.stories.models import Story, StoryPicture, StorySecret
from connect.stories.pictures import files
from connect.stories.rules import By, People, State, week_of
from tests.builders import make_person

_numbers = itertools.count()


def make_story(area: str = "26740", *, state: str = State.PUBLISHED, weeks_ago: int = 1, **over: Any) -> Story:
    """A story of an area; published unless another state is said, and shown since yesterday."""
    now = clock.now()
    day: date = (now - timedelta(weeks=weeks_ago)).date()
    helper = over.pop("helper", None) or make_person()
    told = {
        "area_id": areas.get(area).id, "kind": "food", "week": week_of(day), "lang": "vi", "state": state,
        "words": f"Cô chú mang gạo đến lúc nước còn ngập sân, cả nhà nhớ mãi ({next(_numbers)}).",
        "written_by": By.REQUESTER, "shown_from": now - timedelta(days=1), "state_at": now, "created_at": now,
        "published_at": now - timedelta(days=1) if state in (State.PUBLISHED, State.HIDDEN) else None,
    } | over  # fmt: skip
    with db.transaction():
        story = Story(**told)
        db.session.add(story)
        db.session.flush()
        secret = {"ended_on": day, "token_hash": "x" * 64, "phone_hash": ""}
        db.session.add(StorySecret(story_id=story.id, ward_id=areas.get("26740").id, helper_id=helper.id, **secret))
        listing.keep(story)
    return story


def picture_of(story: Story, number: int = 1) -> Path:
    """The file of a further picture of a story."""
    drawn = io.BytesIO()
    Image.new("RGB", (12, 8), "teal").save(drawn, "PNG")
    drawn.seek(0)
    name = files.keep(drawn)
    told = {"number": number, "file_name": name, "alt": "Bao gạo", "people": People.NOBODY}
    with db.transaction() as session:
        session.add(StoryPicture(story_id=story.id, **told))
    db.session.refresh(story)
    return files.folder() / name


def link_of(story: Story, token: str = "b" * 26) -> str:
    """The secret of the requester's link to a story whose request is wiped."""
    with db.transaction():
        db.session.get_one(StorySecret, story.id).token_hash = digest(token)
    return token
