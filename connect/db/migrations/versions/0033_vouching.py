"""When an organisation's word stopped counting, until a moderator has looked."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    op.add_column("organizations", sa.Column("paused_at", Moment()))
    op.add_column("organizations", sa.Column("paused_for", sa.String(10)))
    op.add_column("organizations", sa.Column("looked_at", Moment()))


def downgrade() -> None:
    with op.batch_alter_table("organizations") as batch:
        for name in ("looked_at", "paused_for", "paused_at"):
            batch.drop_column(name)
