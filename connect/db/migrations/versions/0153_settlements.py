"""What both sides of an order said was paid. A new and empty table locks nothing that is at work."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0153"
down_revision = "0152"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KNOWN = sa.text("person_id IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "settlements",
        sa.Column("order_id", INT, sa.ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.SmallInteger, primary_key=True),
        sa.Column("at", Moment, nullable=False),
        sa.Column("sort", sa.String(10), nullable=False),
        sa.Column("side", sa.String(10), nullable=False),
        sa.Column("person_id", INT, sa.ForeignKey("people.id")),
        sa.Column("sum", sa.Integer, nullable=False),
        sa.Column("way", sa.String(10), nullable=False),
        sa.Column("sponsor", sa.String(80), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary),
    )
    op.create_index("ix_settlements_person", "settlements", ["person_id"], sqlite_where=KNOWN, postgresql_where=KNOWN)


def downgrade() -> None:
    op.drop_table("settlements")
