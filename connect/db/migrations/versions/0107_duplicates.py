"""Duplicates: keys by which a case is found again, and pairs that may be one household."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0107"
down_revision = "0106"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "case_keys",
        sa.Column("hash", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column(
            "case_id",
            sa.BigInteger,
            sa.ForeignKey("cases.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
            index=True,
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "suspicions",
        sa.Column("low_id", INT, sa.ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("high_id", INT, sa.ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True, index=True),
        sa.Column("score", sa.Double, nullable=False),
        sa.Column("reasons", sa.JSON, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("settled_at", Moment),
        sa.Column("settled_by_id", INT, sa.ForeignKey("people.id")),
        sa.Column("verdict", sa.String(10)),
    )


def downgrade() -> None:
    for table in ("suspicions", "case_keys"):
        op.drop_table(table)
