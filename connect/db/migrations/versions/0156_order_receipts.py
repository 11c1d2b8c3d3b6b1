"""Pictures of receipts. A new and empty table locks nothing that is at work."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0156"
down_revision = "0155"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "order_receipts",
        sa.Column("order_id", INT, sa.ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True,
                  autoincrement=False),
        sa.Column("name", sa.String(32), nullable=False, unique=True),
        sa.Column("at", Moment, nullable=False),
        sa.Column("key_sealed", sa.LargeBinary, nullable=False),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("order_receipts")
