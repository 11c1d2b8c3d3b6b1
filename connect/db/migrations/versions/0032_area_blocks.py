"""Who may take no request in an area, by word of its staff."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0032"
down_revision = "0031"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "area_blocks",
        sa.Column("person_id", INT, sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("area_id", INT, sa.ForeignKey("areas.id"), primary_key=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by_id", INT, sa.ForeignKey("people.id")),
    )


def downgrade() -> None:
    op.drop_table("area_blocks")
