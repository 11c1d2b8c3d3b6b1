"""Stories in the queue of the moderators of the ward, whatever area they are told of."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect.accounts.models import Person
from connect.registry import work
from connect.stories.models import Story, StorySecret
from connect.stories.rules import State

work.subject("story", opens="stories.desk")


def _waiting(person: Person, state: State) -> work.Waiting:
    waits = sa.select(Story.public_id, sa.literal(0), Story.state_at)
    waits = waits.join(StorySecret, StorySecret.story_id == Story.id)
    return waits.where(Story.state == state, StorySecret.helper_id != person.id)


@work.source("story", subject="story", label=_l("Stories to read"), order=110, area=StorySecret.ward_id)
def agreed(person: Person) -> work.Waiting:
    """Stories to which both sides agreed, unless the moderator is one of them."""
    return _waiting(person, State.PENDING)


@work.source(
    "hidden_story", subject="story", label=_l("Stories hidden after reports"), order=95, area=StorySecret.ward_id,
    group="reports",
)  # fmt: skip
def hidden(person: Person) -> work.Waiting:
    """Stories that several reported."""
    return _waiting(person, State.HIDDEN)
