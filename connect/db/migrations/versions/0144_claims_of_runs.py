"""The run that a claim belongs to: a batch of claims for one round of shopping for others.

A new column without a default is a matter of a moment; the index is of the claims that have one, of which there are
none yet.
"""

import sqlalchemy as sa
from alembic import op

from connect.db.migrations.online import without_locking

revision = "0144"
down_revision = "0143"

INDEX, OF_RUNS = "ix_claims_run", sa.text("run IS NOT NULL")


def upgrade() -> None:
    op.add_column("claims", sa.Column("run", sa.BigInteger))
    if op.get_bind().dialect.name == "sqlite":
        op.create_index(INDEX, "claims", ["run"], sqlite_where=OF_RUNS)
        return
    with without_locking():
        op.drop_index(INDEX, "claims", if_exists=True, postgresql_concurrently=True)
        op.create_index(INDEX, "claims", ["run"], postgresql_where=OF_RUNS, postgresql_concurrently=True)


def downgrade() -> None:
    op.drop_index(INDEX, "claims")
    op.drop_column("claims", "run")
