"""Answers to the questions of utilities: sealed beside a case, and in clear those that are for everybody."""

import sqlalchemy as sa
from alembic import op

revision = "0117"
down_revision = "0116"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "case_answers",
        sa.Column("case_id", INT, sa.ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
        sa.Column("utility", sa.String(30), primary_key=True),
        sa.Column("set_id", INT, sa.ForeignKey("question_sets.id"), nullable=False),
        sa.Column("said_sealed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "case_public_answers",
        sa.Column("case_id", INT, sa.ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
        sa.Column("utility", sa.String(30), primary_key=True),
        sa.Column("code", sa.String(40), primary_key=True),
        sa.Column("value", sa.String(40), primary_key=True),
        sa.Column("set_id", INT, sa.ForeignKey("question_sets.id"), nullable=False),
    )
    op.create_index("ix_case_public_answers_counts", "case_public_answers", ["set_id", "code", "value"])


def downgrade() -> None:
    for table in ("case_public_answers", "case_answers"):
        op.drop_table(table)
