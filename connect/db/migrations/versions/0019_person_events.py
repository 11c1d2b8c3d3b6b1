"""What staff decided about people."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0019"
down_revision = "0018"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "person_events",
        sa.Column("id", INT, primary_key=True),
        sa.Column("person_id", INT, sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("verb", sa.String(10), nullable=False),
        sa.Column("by_id", INT, sa.ForeignKey("people.id")),
        sa.Column("note", sa.Text, nullable=False),
    )
    op.create_index("ix_person_events_person", "person_events", ["person_id", "id"])


def downgrade() -> None:
    op.drop_table("person_events")
