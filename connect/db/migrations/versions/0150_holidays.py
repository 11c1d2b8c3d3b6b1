"""Corrections of public holidays, and the index by which the sweep finds points whose hours have moved on.

A new and empty table locks nothing that is at work.
"""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment
from connect.db.migrations.online import without_locking

revision = "0150"
down_revision = "0149"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INDEX, HAS_HOURS = "ix_supply_points_hours", sa.text("hours <> ''")


def upgrade() -> None:
    op.create_table(
        "holiday_corrections",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("is_off", sa.Boolean, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("grounds", sa.String(200), nullable=False),
        sa.Column("by_id", INT, sa.ForeignKey("people.id")),
        sa.Column("at", Moment, nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.create_index(INDEX, "supply_points", ["hours_until"], sqlite_where=HAS_HOURS)
        return
    with without_locking():
        op.drop_index(INDEX, "supply_points", if_exists=True, postgresql_concurrently=True)
        op.create_index(
            INDEX, "supply_points", ["hours_until"], postgresql_where=HAS_HOURS, postgresql_concurrently=True
        )


def downgrade() -> None:
    op.drop_index(INDEX, "supply_points")
    op.drop_table("holiday_corrections")
