"""The table that the feeds read: each story that is out, once for its own area and once for each above it."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect import db


class StoryArea(db.Model):
    """One feed in which a published story stands. Written with the story's move, in its transaction."""

    __tablename__ = "story_areas"
    __table_args__ = (sa.Index("ix_story_areas_feed", "area_id", "own", "week", "story_id", "kind", "shown_from"),)

    story_id: Mapped[int] = mapped_column(sa.ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True)
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("areas.id"), primary_key=True)
    own: Mapped[bool]  # the area that is told of; others lie above it
    week: Mapped[date] = mapped_column(sa.Date)
    kind: Mapped[str] = mapped_column(sa.String(20))
    shown_from: Mapped[datetime]
