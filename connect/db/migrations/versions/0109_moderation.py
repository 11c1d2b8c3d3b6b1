"""Moderation: who looks at what, how requests are looked at, second opinions, reports of abuse."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0109"
down_revision = "0108"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "moderation_modes",
        sa.Column("id", INT, primary_key=True),
        sa.Column("area_id", INT, sa.ForeignKey("areas.id"), nullable=False, index=True),
        sa.Column("mode", sa.String(25)),
        sa.Column("by_id", INT, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", Moment, nullable=False),
    )
    op.create_table(
        "watched_phones",
        sa.Column("phone_hash", sa.String(64), primary_key=True),
        sa.Column("at", Moment, nullable=False),
        sa.Column("by_id", INT, sa.ForeignKey("people.id")),
    )
    op.create_table(
        "desk_leases",
        sa.Column("subject", sa.String(20), primary_key=True),
        sa.Column("public_id", sa.String(8), primary_key=True),
        sa.Column("person_id", INT, sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("taken_at", Moment, nullable=False),
        sa.Column("until", Moment, nullable=False),
    )
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
    op.create_table(
        "abuse_reports",
        sa.Column("id", INT, primary_key=True),
        sa.Column("kind", sa.String(15), nullable=False),
        sa.Column("subject", sa.String(8), nullable=False),
        sa.Column("area_id", INT, sa.ForeignKey("areas.id"), nullable=False),
        sa.Column("urgency", sa.SmallInteger, nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary, nullable=False),
        sa.Column("reporter_id", INT, sa.ForeignKey("people.id")),
        sa.Column("device", sa.String(64), nullable=False),
        sa.Column("network", sa.String(64), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("settled_at", Moment),
        sa.Column("settled_by_id", INT, sa.ForeignKey("people.id")),
        sa.Column("verdict", sa.String(10)),
        sa.UniqueConstraint("kind", "subject", "device"),
    )
    op.create_index("ix_abuse_reports_device", "abuse_reports", ["device"])
    op.create_index("ix_abuse_reports_network", "abuse_reports", ["network"])
    op.create_index("ix_abuse_reports_reporter", "abuse_reports", ["reporter_id"])
    op.create_index("ix_abuse_reports_waiting", "abuse_reports", ["area_id", "settled_at"])


def downgrade() -> None:
    for table in ("abuse_reports", "second_opinions", "desk_leases", "watched_phones", "moderation_modes"):
        op.drop_table(table)
