"""Notices: channels, notices, the areas they are for, their versions."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0110"
down_revision = "0109"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "channels",
        sa.Column("id", INT, primary_key=True),
        sa.Column("public_id", sa.String(8), nullable=False, unique=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("area_id", INT, sa.ForeignKey("areas.id"), nullable=False, unique=True),
        sa.Column("created_at", Moment, nullable=False),
    )
    op.create_table(
        "notices",
        sa.Column("id", INT, primary_key=True),
        sa.Column("public_id", sa.String(8), nullable=False, unique=True),
        sa.Column("channel_id", INT, sa.ForeignKey("channels.id"), nullable=False, index=True),
        sa.Column("version", INT, nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("severity", sa.SmallInteger, nullable=False),
        sa.Column("starts_at", Moment, nullable=False),
        sa.Column("ends_at", Moment, nullable=False),
        sa.Column("picture", sa.String(40)),
        sa.Column("picture_alt", sa.String(200), nullable=False),
        sa.Column("created_by_id", INT, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.Column("withdrawn_at", Moment),
    )
    op.create_index("ix_notices_feed", "notices", ["severity", "starts_at", "id"])
    op.create_table(
        "notice_areas",
        sa.Column("notice_id", INT, sa.ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("area_id", INT, sa.ForeignKey("areas.id"), primary_key=True, index=True),
    )
    op.create_table(
        "notice_versions",
        sa.Column("notice_id", INT, sa.ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("version", INT, primary_key=True),
        sa.Column("said", sa.JSON, nullable=False),
        sa.Column("by_id", INT, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", Moment, nullable=False),
    )


def downgrade() -> None:
    for table in ("notice_versions", "notice_areas", "notices", "channels"):
        op.drop_table(table)
