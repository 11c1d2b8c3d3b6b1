"""Drills: how people are invited, the times that are left of one, and which lines were copied from one."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0123"
down_revision = "0122"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("incidents", sa.Column("invitation", sa.String(22)))
    op.add_column("switches", sa.Column("copied_from", sa.JSON))
    op.create_table(
        "exercise_results",
        sa.Column("incident_id", INT, sa.ForeignKey("incidents.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("ended_at", Moment, nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("switched_at", Moment),
        sa.Column("first_case_at", Moment),
        sa.Column("first_review_at", Moment),
        sa.Column("first_claim_at", Moment),
        sa.Column("cases", sa.Integer, nullable=False),
        sa.Column("deleted_at", Moment),
    )


def downgrade() -> None:
    op.drop_table("exercise_results")
    op.drop_column("switches", "copied_from")
    op.drop_column("incidents", "invitation")
