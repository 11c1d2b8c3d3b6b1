"""The map: how many cases lie in each cell, and the steps not yet added to those sums."""

import sqlalchemy as sa
from alembic import op

revision = "0106"
down_revision = "0105"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "cell_counts",
        sa.Column("res", sa.SmallInteger, primary_key=True),
        sa.Column("cell", sa.BigInteger, primary_key=True),
        sa.Column("colour", sa.String(5), primary_key=True),
        sa.Column("kinds", sa.SmallInteger, primary_key=True),
        sa.Column("urgency", sa.SmallInteger, primary_key=True),
        sa.Column("n", sa.Integer, nullable=False),
    )
    op.create_table(
        "cell_totals",
        sa.Column("res", sa.SmallInteger, primary_key=True),
        sa.Column("cell", sa.BigInteger, primary_key=True),
        sa.Column("need", sa.Integer, nullable=False),
        sa.Column("taken", sa.Integer, nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "cell_steps",
        sa.Column("id", INT, primary_key=True),
        sa.Column("cell", sa.BigInteger, nullable=False),
        sa.Column("colour", sa.String(5), nullable=False),
        sa.Column("kinds", sa.SmallInteger, nullable=False),
        sa.Column("urgency", sa.SmallInteger, nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    for table in ("cell_steps", "cell_totals", "cell_counts"):
        op.drop_table(table)
