"""Steps of the counts per cell, which their writers need not wait for; and the sums over all kinds and urgencies."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

COLOURS = ("need", "taken", "done")


def upgrade() -> None:
    op.create_table(
        "cell_steps",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        sa.Column("cell", sa.BigInteger, nullable=False),
        sa.Column("colour", sa.String(5), nullable=False),
        sa.Column("kinds", sa.SmallInteger, nullable=False),
        sa.Column("urgency", sa.SmallInteger, nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
    )
    op.create_table(
        "cell_totals",
        sa.Column("res", sa.SmallInteger, primary_key=True),
        sa.Column("cell", sa.BigInteger, primary_key=True),
        *(sa.Column(colour, sa.Integer, nullable=False) for colour in COLOURS),
        sqlite_with_rowid=False,
    )
    sums = ", ".join(f"sum(CASE colour WHEN '{colour}' THEN n ELSE 0 END)" for colour in COLOURS)
    op.execute(f"INSERT INTO cell_totals SELECT res, cell, {sums} FROM cell_counts GROUP BY res, cell")  # nosec B608 # noqa: S608 - made of constants


def downgrade() -> None:
    op.drop_table("cell_totals")
    op.drop_table("cell_steps")
