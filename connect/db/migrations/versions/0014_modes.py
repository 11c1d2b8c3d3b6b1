"""How requests are looked at, chosen by area; what was shown unseen is found by an index."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0014"
down_revision = "0013"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "moderation_modes",
        sa.Column("id", INT, primary_key=True),
        sa.Column("area_id", INT, sa.ForeignKey("areas.id"), nullable=False, index=True),
        sa.Column("mode", sa.String(25)),
        sa.Column("by_id", INT, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", Moment, nullable=False),
    )
    unseen = sa.text("verified_at IS NULL")
    op.create_index("ix_cases_unseen", "cases", ["state", "area_id"], sqlite_where=unseen, postgresql_where=unseen)


def downgrade() -> None:
    op.drop_index("ix_cases_unseen", "cases")
    op.drop_table("moderation_modes")
