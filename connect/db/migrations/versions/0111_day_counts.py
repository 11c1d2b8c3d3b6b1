"""What each day ended with: how many cases of a ward, and of the country, needed help, were taken, had been helped."""

import sqlalchemy as sa
from alembic import op

revision = "0111"
down_revision = "0110"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "day_counts",
        sa.Column("area_id", INT, sa.ForeignKey("areas.id"), primary_key=True),
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("need", sa.Integer, nullable=False),
        sa.Column("taken", sa.Integer, nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("day_counts")
