"""Series of channels, and their figures."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0132"
down_revision = "0131"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "series",
        sa.Column("id", INT, primary_key=True),
        sa.Column("public_id", sa.String(8), nullable=False, unique=True),
        sa.Column("channel_id", INT, sa.ForeignKey("channels.id"), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("names", sa.JSON, nullable=False),
        sa.Column("units", sa.JSON, nullable=False),
        sa.Column("kind", sa.String(6), nullable=False),
        sa.Column("is_health", sa.Boolean, nullable=False),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.Column("created_by_id", INT, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.UniqueConstraint("channel_id", "code"),
    )
    op.create_table(
        "figures",
        sa.Column("id", INT, primary_key=True),
        sa.Column("series_id", INT, sa.ForeignKey("series.id"), nullable=False),
        sa.Column("area_id", INT, sa.ForeignKey("areas.id"), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("value", INT, nullable=False),
        sa.Column("shown", INT),
        sa.Column("shown_revision", sa.Integer),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("by_id", INT, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.UniqueConstraint("series_id", "area_id", "day", "revision"),
    )
    op.create_index("ix_figures_series_id_day", "figures", ["series_id", "day"])
    op.create_index("ix_figures_area_id", "figures", ["area_id"])


def downgrade() -> None:
    op.drop_table("figures")
    op.drop_table("series")
