"""Reports of abuse."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0018"
down_revision = "0017"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "abuse_reports",
        sa.Column("id", INT, primary_key=True),
        sa.Column("kind", sa.String(15), nullable=False),
        sa.Column("subject", sa.String(8), nullable=False),
        sa.Column("area_id", INT, sa.ForeignKey("areas.id"), nullable=False),
        sa.Column("urgency", sa.SmallInteger, nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("reporter_id", INT, sa.ForeignKey("people.id")),
        sa.Column("device", sa.String(64), nullable=False),
        sa.Column("network", sa.String(64), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("settled_at", Moment),
        sa.Column("settled_by_id", INT, sa.ForeignKey("people.id")),
        sa.Column("verdict", sa.String(10)),
        sa.UniqueConstraint("kind", "subject", "device"),
    )
    op.create_index("ix_abuse_reports_waiting", "abuse_reports", ["area_id", "settled_at"])
    op.create_index("ix_abuse_reports_device", "abuse_reports", ["device"])
    op.create_index("ix_abuse_reports_reporter", "abuse_reports", ["reporter_id"])


def downgrade() -> None:
    op.drop_table("abuse_reports")
