"""Subscriptions: of which places a contact is told, without an account."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0125"
down_revision = "0124"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("id", INT, primary_key=True),
        sa.Column("contact_id", INT, sa.ForeignKey("contacts.id", ondelete="CASCADE"), nullable=False),
        sa.Column("area_id", INT, sa.ForeignKey("areas.id"), nullable=False),
        sa.Column("from_severity", sa.SmallInteger, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.UniqueConstraint("contact_id", "area_id"),
    )
    op.create_index("ix_subscriptions_area", "subscriptions", ["area_id", "contact_id"])


def downgrade() -> None:
    op.drop_table("subscriptions")
