"""Utilities that admins add, their items, and the number by which processes notice a change."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0118"
down_revision = "0117"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    version = op.create_table(
        "catalogue_version",
        sa.Column("id", INT, primary_key=True),
        sa.Column("version", INT, nullable=False),
    )
    op.bulk_insert(version, [{"id": 1, "version": 0}])
    op.create_table(
        "utilities",
        sa.Column("id", INT, primary_key=True),
        sa.Column("code", sa.String(20), nullable=False, unique=True),
        sa.Column("bit", sa.SmallInteger, nullable=False, unique=True),
        sa.Column("icon", sa.String(20), nullable=False),
        sa.Column("vi", sa.String(60), nullable=False),
        sa.Column("en", sa.String(60), nullable=False),
        sa.Column("call_first", sa.String(40), nullable=False),
        sa.Column("leases_s", sa.JSON, nullable=False),
        sa.Column("version", INT, nullable=False),
        sa.Column("created_by_id", INT, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("retired_at", Moment),
    )
    op.create_table(
        "utility_items",
        sa.Column("id", INT, primary_key=True),
        sa.Column("utility_id", INT, sa.ForeignKey("utilities.id"), nullable=False, index=True),
        sa.Column("code", sa.String(30), nullable=False, unique=True),
        sa.Column("vi", sa.String(60), nullable=False),
        sa.Column("en", sa.String(60), nullable=False),
        sa.Column("unit", sa.String(12), nullable=False),
        sa.Column("usual", INT, nullable=False),
        sa.Column("packs", sa.JSON, nullable=False),
        sa.Column("version", INT, nullable=False),
        sa.Column("retired_at", Moment),
    )


def downgrade() -> None:
    for table in ("utility_items", "utilities", "catalogue_version"):
        op.drop_table(table)
