"""When a case was last looked for among the others; a job does it, so that no asker waits."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0021"
down_revision = "0020"

DUE = sa.text("compared_at IS NULL AND wiped_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("case_secrets") as batch:
        batch.add_column(sa.Column("compared_at", Moment))
    op.create_index("ix_case_secrets_due", "case_secrets", ["case_id"], sqlite_where=DUE, postgresql_where=DUE)


def downgrade() -> None:
    op.drop_index("ix_case_secrets_due", "case_secrets")
    with op.batch_alter_table("case_secrets") as batch:
        batch.drop_column("compared_at")
