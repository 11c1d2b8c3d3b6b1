"""Reminders before a request expires, and the leave to send them as messages."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0011"
down_revision = "0010"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("case_secrets") as table:
        table.add_column(sa.Column("sms_agreed_at", Moment))
    op.create_table(
        "reminders",
        sa.Column("id", INT, primary_key=True),
        sa.Column("case_id", INT, sa.ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
        sa.Column("kind", sa.String(4), nullable=False),
        sa.Column("clock_at", Moment, nullable=False),
        sa.Column("medium", sa.String(4), nullable=False),
        sa.Column("lease_until", Moment, nullable=False),
        sa.Column("tries", sa.SmallInteger, nullable=False),
        sa.Column("sent_at", Moment),
        sa.Column("dropped_at", Moment),
        sa.UniqueConstraint("case_id", "clock_at", "kind"),
    )
    op.create_index(
        "ix_reminders_waiting", "reminders", ["id"],
        sqlite_where=sa.text("sent_at IS NULL AND dropped_at IS NULL"),
        postgresql_where=sa.text("sent_at IS NULL AND dropped_at IS NULL"),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("reminders")
    with op.batch_alter_table("case_secrets") as table:
        table.drop_column("sms_agreed_at")
