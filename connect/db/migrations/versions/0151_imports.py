"""Imports of supply points and the rows of their files. New and empty tables lock nothing that is at work."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0151"
down_revision = "0150"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "supply_imports",
        sa.Column("id", INT, primary_key=True),
        sa.Column("public_id", sa.String(8), nullable=False, unique=True),
        sa.Column("by_id", INT, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("area_id", INT, sa.ForeignKey("areas.id"), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("stage", sa.String(10), nullable=False),
        sa.Column("head", sa.JSON, nullable=False),
        sa.Column("columns", sa.JSON, nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("written", sa.Integer, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
    )
    op.create_index("ix_supply_imports_by_id", "supply_imports", ["by_id"])
    op.create_table(
        "supply_import_rows",
        sa.Column(
            "import_id", INT, sa.ForeignKey("supply_imports.id", ondelete="CASCADE"), primary_key=True,
            autoincrement=False,
        ),
        sa.Column("number", INT, primary_key=True, autoincrement=False),
        sa.Column("said_sealed", sa.LargeBinary, nullable=False),
        sa.Column("outside_id", sa.String(80), nullable=False),
        sa.Column("outcome", sa.String(10)),
        sa.Column("troubles", sa.JSON, nullable=False),
        sa.Column("point_id", INT),
        sa.Column("decision", sa.String(10)),
    )  # fmt: skip
    op.create_index("ix_supply_import_rows_outcome", "supply_import_rows", ["import_id", "outcome", "number"])
    op.create_index("ix_supply_import_rows_outside", "supply_import_rows", ["import_id", "outside_id"])


def downgrade() -> None:
    op.drop_table("supply_import_rows")
    op.drop_table("supply_imports")
