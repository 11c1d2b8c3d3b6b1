"""Delivery codes typed for a run, by the key under which each was sent. A new and empty table locks nothing."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0152"
down_revision = "0151"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "run_codes",
        sa.Column("key", sa.String(36), primary_key=True),
        sa.Column("run_id", INT, sa.ForeignKey("runs.id", ondelete="CASCADE"), nullable=False),
        sa.Column("order_id", INT, sa.ForeignKey("orders.id", ondelete="CASCADE"), nullable=False),
        sa.Column("person_id", INT, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("mark", sa.String(64), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
    )
    op.create_index("ix_run_codes_run", "run_codes", ["run_id", "at"])
    op.create_index("ix_run_codes_order_id", "run_codes", ["order_id"])


def downgrade() -> None:
    op.drop_table("run_codes")
