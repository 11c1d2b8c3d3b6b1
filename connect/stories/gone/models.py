"""The addresses of stories that are gone, so that they answer 410 and not 404."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect import db


class StoryTombstone(db.Model):
    """The address of a story that everybody could read once. Nothing else of it is kept, not even when."""

    __tablename__ = "story_tombstones"

    public_id: Mapped[str] = mapped_column(sa.String(8), primary_key=True)
