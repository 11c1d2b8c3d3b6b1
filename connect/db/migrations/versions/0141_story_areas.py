"""Where each story stands in the feeds, and that a story which is gone has been: new tables only.

What was published in the minutes before is listed by the first run of the clock (`stories/feed/jobs.py`).
"""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0141"
down_revision = "0140"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "story_areas",
        sa.Column("story_id", INT, sa.ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("area_id", INT, sa.ForeignKey("areas.id"), primary_key=True),
        sa.Column("own", sa.Boolean, nullable=False),
        sa.Column("week", sa.Date, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("shown_from", Moment, nullable=False),
    )
    columns = ["area_id", "own", "week", "story_id", "kind", "shown_from"]
    op.create_index("ix_story_areas_feed", "story_areas", columns)
    op.create_table("story_tombstones", sa.Column("public_id", sa.String(8), primary_key=True))


def downgrade() -> None:
    op.drop_table("story_tombstones")
    op.drop_table("story_areas")
