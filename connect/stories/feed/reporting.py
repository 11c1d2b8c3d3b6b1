"""Stories that readers report: enough independent reports hide one until a moderator has looked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from connect import clock, db
from connect.accounts import queries as accounts
from connect.accounts.models import Person
from connect.accounts.rules import RoleName
from connect.errors import NotFound
from connect.registry import reports
from connect.registry.reports import Reported
from connect.stories import queries as stories, transitions
from connect.stories.feed import queries
from connect.stories.models import Story, StoryEvent, StorySecret
from connect.stories.rules import By, State, Verb


def _find(public_id: str, _person: Any) -> Reported | None:
    """A story that everybody reads now; the moderators of the ward look, also where its province is told."""
    try:
        story = queries.shown(public_id)
    except NotFound:
        return None
    secret = db.session.get(StorySecret, story.id)
    return Reported("story", story.public_id, secret.ward_id if secret else story.area_id)


def _facts(person: Person, public_id: str) -> Mapping[str, Any] | None:
    """The story as it stands, for a moderator of its ward."""
    areas = accounts.areas_of(person, RoleName.MODERATOR)
    mine = sa.or_(StorySecret.ward_id.in_(areas), Story.area_id.in_(areas))
    joined = sa.select(Story).outerjoin(StorySecret, StorySecret.story_id == Story.id)
    story = db.session.scalar(joined.where(Story.public_id == public_id, mine))
    return {"story": queries.line(story, ""), "state": story.state} if story else None


def _changed_since(public_id: str, moment: datetime) -> bool:
    """Whether other words are published since; what is out is never changed, it goes and comes again."""
    later = sa.select(StoryEvent.id).join(Story, Story.id == StoryEvent.story_id)
    again = StoryEvent.verb == Verb.ASK, StoryEvent.at > moment
    return db.session.scalar(later.where(Story.public_id == public_id, *again).limit(1)) is not None


def _hide(public_id: str) -> bool:
    story = stories.by_public_id(public_id)
    if not story.is_shown(clock.now()):
        return False
    transitions.move(story, Verb.HIDE, By.REPORTS)
    return True


def _is(public_id: sa.ColumnElement[str], state: State) -> sa.ColumnElement[bool]:
    return sa.exists().where(Story.public_id == public_id, Story.state == state)


reports.kind(
    "story", label=_l("A story"), address="story/<pid:public_id>", find=_find,
    details=reports.Details("stories/parts/reported.html", _facts),
    hiding=reports.Hiding(
        shown=lambda public_id: _is(public_id, State.PUBLISHED), held=lambda public_id: _is(public_id, State.HIDDEN),
        changed_since=_changed_since, hide=_hide,
    ),
)  # fmt: skip
