"""Gateways: until when one is left alone and why, and what is left of its rate and of its day."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0121"
down_revision = "0120"


def upgrade() -> None:
    op.create_table(
        "gateways",
        sa.Column("name", sa.String(100), primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("refused", sa.Integer, nullable=False),
        sa.Column("closed_until", Moment),
        sa.Column("why", sa.String(40), nullable=False),
        sa.Column("tokens", sa.Double, nullable=False),
        sa.Column("filled_at", Moment),
        sa.Column("day", sa.Date),
        sa.Column("used", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("gateways")
