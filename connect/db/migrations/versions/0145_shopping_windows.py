"""Windows in which orders are taken: their areas, combos, shops, history, and templates that repeat by weekday.

New and empty tables lock nothing that is at work.
"""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0145"
down_revision = "0144"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIMES = "opens_at < cut_off_at AND cut_off_at <= deliver_from AND deliver_from < deliver_until"
WINDOW = "shopping_windows.id"


def upgrade() -> None:
    op.create_table(
        "window_templates",
        sa.Column("id", INT, primary_key=True),
        sa.Column("public_id", sa.String(8), nullable=False, unique=True),
        sa.Column("organization_id", INT, sa.ForeignKey("organizations.id")),
        sa.Column("coordinator_id", INT, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("weekdays", sa.SmallInteger, nullable=False),
        sa.Column("opens_min", sa.Integer, nullable=False),
        sa.Column("cut_off_min", sa.Integer, nullable=False),
        sa.Column("from_min", sa.Integer, nullable=False),
        sa.Column("until_min", sa.Integer, nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("ended_at", Moment),
    )
    _windows()
    op.create_table(
        "shopping_window_areas",
        _of_window(),
        sa.Column("area_id", INT, sa.ForeignKey("areas.id"), primary_key=True, autoincrement=False),
    )
    op.create_index("ix_shopping_window_areas_area", "shopping_window_areas", ["area_id", "window_id"])
    _combos()
    op.create_table("window_shops", _of_window(), sa.Column("point_id", INT, primary_key=True, autoincrement=False))
    op.create_table(
        "window_events",
        sa.Column("id", INT, primary_key=True),
        sa.Column("window_id", INT, sa.ForeignKey(WINDOW, ondelete="CASCADE"), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("verb", sa.String(10), nullable=False),
        sa.Column("by_id", INT, sa.ForeignKey("people.id")),
        sa.Column("was", sa.JSON),
        sa.Column("reason", sa.String(200), nullable=False),
    )
    op.create_index("ix_window_events_window", "window_events", ["window_id", "id"])


def _of_window() -> "sa.Column[int]":
    return sa.Column("window_id", INT, sa.ForeignKey(WINDOW, ondelete="CASCADE"), primary_key=True, autoincrement=False)


def _windows() -> None:
    op.create_table(
        "shopping_windows",
        sa.Column("id", INT, primary_key=True),
        sa.Column("public_id", sa.String(8), nullable=False, unique=True),
        sa.Column("organization_id", INT, sa.ForeignKey("organizations.id")),
        sa.Column("coordinator_id", INT, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("opens_at", Moment, nullable=False),
        sa.Column("cut_off_at", Moment, nullable=False),
        sa.Column("deliver_from", Moment, nullable=False),
        sa.Column("deliver_until", Moment, nullable=False),
        sa.Column("most_orders", sa.Integer, nullable=False),
        sa.Column("most_lines", sa.SmallInteger, nullable=False),
        sa.Column("taken", sa.Integer, nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("template_id", INT, sa.ForeignKey("window_templates.id")),
        sa.Column("day", sa.Date),
        sa.Column("version", INT, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.UniqueConstraint("template_id", "day", name=op.f("uq_shopping_windows_template_id_day")),
        sa.CheckConstraint("taken >= 0 AND taken <= most_orders", op.f("ck_shopping_windows_taken")),
        sa.CheckConstraint(TIMES, op.f("ck_shopping_windows_times")),
    )
    op.create_index("ix_shopping_windows_cut_off", "shopping_windows", ["cut_off_at", "id"])
    op.create_index("ix_shopping_windows_delivery", "shopping_windows", ["deliver_until", "id"])


def _combos() -> None:
    op.create_table(
        "window_combos",
        sa.Column("id", INT, primary_key=True),
        sa.Column("window_id", INT, sa.ForeignKey(WINDOW, ondelete="CASCADE"), nullable=False),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("vi", sa.String(80), nullable=False),
        sa.Column("en", sa.String(80), nullable=False),
        sa.Column("price", sa.Integer, nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("weight_g", sa.Integer, nullable=False),
        sa.Column("bags", sa.SmallInteger, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("taken", sa.Integer, nullable=False),
        sa.UniqueConstraint("window_id", "code", name=op.f("uq_window_combos_window_id_code")),
        sa.CheckConstraint("taken >= 0 AND taken <= total", op.f("ck_window_combos_taken")),
    )


def downgrade() -> None:
    tables = (
        "window_events", "window_shops", "window_combos", "shopping_window_areas", "shopping_windows",
        "window_templates",
    )  # fmt: skip
    for table in tables:
        op.drop_table(table)
