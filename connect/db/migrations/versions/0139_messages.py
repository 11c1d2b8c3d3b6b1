"""Conversation: a thread for each claim, and its messages. New and empty tables lock nothing that is at work."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0139"
down_revision = "0138"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "threads",
        sa.Column("id", INT, primary_key=True),
        sa.Column("public_id", sa.String(8), nullable=False, unique=True),
        sa.Column("case_id", INT, sa.ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
        sa.Column("claim_id", INT, sa.ForeignKey("claims.id", ondelete="CASCADE"), nullable=False, unique=True),
        sa.Column("last_number", sa.Integer, nullable=False),
        sa.Column("hides", sa.Integer, nullable=False),
        sa.Column("seen_by_requester", sa.Integer, nullable=False),
        sa.Column("seen_by_helper", sa.Integer, nullable=False),
        sa.Column("seen_by_second", sa.Integer, nullable=False),
        sa.Column("opened_at", Moment, nullable=False),
        sa.Column("closed_at", Moment),
        sa.Column("asked_moderator_at", Moment),
        sa.Column("asked_by", sa.String(10)),
    )
    op.create_index("ix_threads_case_id", "threads", ["case_id"])
    op.create_table(
        "messages",
        sa.Column("id", INT, primary_key=True),
        sa.Column("thread_id", INT, sa.ForeignKey("threads.id", ondelete="CASCADE"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("side", sa.String(10), nullable=False),
        sa.Column("person_id", INT, sa.ForeignKey("people.id")),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("body_sealed", sa.LargeBinary),
        sa.Column("code", sa.String(30)),
        sa.Column("hidden_at", Moment),
        sa.UniqueConstraint("thread_id", "number"),
        sa.UniqueConstraint("thread_id", "side", "key"),
    )
    op.create_index("ix_messages_person_id", "messages", ["person_id"])


def downgrade() -> None:
    op.drop_table("messages")
    op.drop_table("threads")
