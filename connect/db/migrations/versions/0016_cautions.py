"""Phones whose requests are looked at first."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0016"
down_revision = "0015"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "watched_phones",
        sa.Column("phone_hash", sa.String(64), primary_key=True),
        sa.Column("at", Moment, nullable=False),
        sa.Column("by_id", INT, sa.ForeignKey("people.id")),
    )


def downgrade() -> None:
    op.drop_table("watched_phones")
