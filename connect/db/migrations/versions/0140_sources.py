"""Sources of alerts of others, and every alert that came from one."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0140"
down_revision = "0139"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "sources",
        sa.Column("id", INT, primary_key=True),
        sa.Column("public_id", sa.String(8), nullable=False, unique=True),
        sa.Column("channel_id", INT, sa.ForeignKey("channels.id"), nullable=False),
        sa.Column("address", sa.String(300), nullable=False, unique=True),
        sa.Column("label", sa.String(120), nullable=False),
        sa.Column("added_by_id", INT, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("looked_at", Moment),
        sa.Column("trouble", sa.String(200), nullable=False),
        sa.Column("refused", sa.JSON, nullable=False),
        sa.Column("fetched", sa.JSON, nullable=False),
    )
    op.create_index("ix_sources_channel_id", "sources", ["channel_id"])
    op.create_table(
        "source_entries",
        sa.Column("id", INT, primary_key=True),
        sa.Column("source_id", INT, sa.ForeignKey("sources.id", ondelete="CASCADE"), nullable=False),
        sa.Column("sender", sa.String(200), nullable=False),
        sa.Column("identifier", sa.String(200), nullable=False),
        sa.Column("sent", Moment, nullable=False),
        sa.Column("msg_type", sa.String(10), nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("reasons", sa.JSON, nullable=False),
        sa.Column("refers", sa.JSON, nullable=False),
        sa.Column("notice_id", INT, sa.ForeignKey("notices.id", ondelete="SET NULL")),
        sa.Column("at", Moment, nullable=False),
    )
    columns = ["source_id", "sender", "identifier", "sent"]
    op.create_index("ix_source_entries_alert", "source_entries", columns, unique=True)
    op.create_index("ix_source_entries_notice", "source_entries", ["notice_id"])


def downgrade() -> None:
    op.drop_table("source_entries")
    op.drop_table("sources")
