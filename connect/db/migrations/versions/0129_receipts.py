"""Receipts of gateways, and on PostgreSQL the index by which the ledger finds their messages.

On SQLite the ledger's own file gets it when it is opened.
"""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment
from connect.db.migrations.online import without_locking

revision = "0129"
down_revision = "0128"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("done_at IS NULL")
NAMED = sa.text("reference IS NOT NULL AND medium <> 'push'")


def upgrade() -> None:
    op.create_table(
        "receipts",
        sa.Column("id", INT, primary_key=True),
        sa.Column("medium", sa.String(5), nullable=False),
        sa.Column("reference", sa.String(80), nullable=False),
        sa.Column("state", sa.SmallInteger, nullable=False),
        sa.Column("received_at", Moment, nullable=False),
        sa.Column("done_at", Moment),
        sa.UniqueConstraint("medium", "reference", "state"),
    )
    op.create_index("ix_receipts_open", "receipts", ["id"], sqlite_where=OPEN, postgresql_where=OPEN)
    if op.get_bind().dialect.name == "postgresql":
        with without_locking():
            op.drop_index("ix_deliveries_reference", "deliveries", if_exists=True, postgresql_concurrently=True)
            op.create_index(
                "ix_deliveries_reference", "deliveries", ["reference"], postgresql_where=NAMED,
                postgresql_concurrently=True,
            )  # fmt: skip


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index("ix_deliveries_reference", "deliveries")
    op.drop_table("receipts")
