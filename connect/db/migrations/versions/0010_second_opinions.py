"""One decision in twenty is put before a second moderator."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0010"
down_revision = "0009"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "second_opinions",
        sa.Column("id", INT, primary_key=True),
        sa.Column("public_id", sa.String(8), nullable=False, unique=True),
        sa.Column("case_id", INT, sa.ForeignKey("cases.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("verb", sa.String(20), nullable=False),
        sa.Column("first_id", INT, sa.ForeignKey("people.id"), nullable=False, index=True),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("second_id", INT, sa.ForeignKey("people.id")),
        sa.Column("second_verb", sa.String(20)),
        sa.Column("reason", sa.String(30)),
        sa.Column("answered_at", Moment),
        sa.Column("seen_at", Moment),
    )
    op.create_index("ix_second_opinions_open", "second_opinions", ["second_id", "asked_at"])


def downgrade() -> None:
    op.drop_table("second_opinions")
