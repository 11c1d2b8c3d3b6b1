"""Whether a story is gone for ever, and which ones the clock is to forget."""

from datetime import datetime

import sqlalchemy as sa

from connect import db
from connect.stories.gone.models import StoryTombstone
from connect.stories.models import Story
from connect.stories.rules import OVER, State

AT_ONCE = 100


def is_gone(public_id: str) -> bool:
    """Whether everybody could read a story at this address once, and nobody will again.

    One that was never published was never there: strangers hear the same of it as of any made-up address.
    """
    return db.session.get(StoryTombstone, public_id) is not None


def told_out(before: datetime) -> sa.ColumnElement[bool]:
    """The stories that have stood for their time, hidden ones too."""
    return Story.published_at <= before


def came_to_nothing(before: datetime) -> sa.ColumnElement[bool]:
    """Drafts, unanswered, refused, rejected and withdrawn ones that nobody has touched since a moment."""
    return sa.and_(Story.state.in_((State.DRAFT, State.ASKED, *OVER)), Story.state_at <= before)


def left_waiting(before: datetime) -> sa.ColumnElement[bool]:
    """Those that no moderator has looked at for so long."""
    return sa.and_(Story.state == State.PENDING, Story.state_at <= before)
