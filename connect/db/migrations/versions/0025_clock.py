"""When the clock was last looked at, so that a jump is found out."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.create_table(
        "clock_marks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("steady_since", Moment(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("clock_marks")
