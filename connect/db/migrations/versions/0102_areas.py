"""Areas: the tree, the names people still use, and when it was loaded."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0102"
down_revision = "0101"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "areas",
        sa.Column("id", INT, primary_key=True),
        sa.Column("code", sa.String(10), nullable=False, unique=True),
        sa.Column("parent_id", INT, sa.ForeignKey("areas.id"), index=True),
        sa.Column("path", sa.String(80), nullable=False, index=True),
        sa.Column("kind", sa.String(15), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("short", sa.String(80), nullable=False),
        sa.Column("folded", sa.String(80), nullable=False),
        sa.Column("lat", sa.Double, nullable=False),
        sa.Column("lon", sa.Double, nullable=False),
        sa.Column("km2", sa.Double, nullable=False),
        sa.Column("effective_from", sa.Date, nullable=False),
        sa.Column("effective_to", sa.Date),
    )
    op.create_table(
        "area_aliases",
        sa.Column("id", INT, primary_key=True),
        sa.Column("area_id", INT, sa.ForeignKey("areas.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("code", sa.String(10), nullable=False),
        sa.Column("kind", sa.String(15), nullable=False),
        sa.Column("ward", sa.String(80), nullable=False),
        sa.Column("district", sa.String(80), nullable=False),
        sa.Column("province", sa.String(80), nullable=False),
        sa.Column("is_default", sa.Boolean, nullable=False),
        sa.Column("effective_to", sa.Date, nullable=False),
    )
    op.create_table(
        "area_imports",
        sa.Column("id", INT, primary_key=True),
        sa.Column("at", Moment, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("added", INT, nullable=False),
        sa.Column("changed", INT, nullable=False),
        sa.Column("ended", INT, nullable=False),
    )


def downgrade() -> None:
    for table in ("area_imports", "area_aliases", "areas"):
        op.drop_table(table)
