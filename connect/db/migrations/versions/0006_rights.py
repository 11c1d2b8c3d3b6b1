"""When the personal half of a case was deleted."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    with op.batch_alter_table("case_secrets") as table:
        table.add_column(sa.Column("wiped_at", Moment))


def downgrade() -> None:
    with op.batch_alter_table("case_secrets") as table:
        table.drop_column("wiped_at")
