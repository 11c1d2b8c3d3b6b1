"""Orders of shopping: what a household asks to be bought in a window, its lines and its history.

Three new and empty tables lock nothing that is at work.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0146"
down_revision = "0145"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "orders",
        sa.Column("id", INT, primary_key=True),
        sa.Column("public_id", sa.String(8), nullable=False, unique=True),
        sa.Column("case_id", INT, sa.ForeignKey("cases.id", ondelete="CASCADE"), nullable=False, unique=True),
        sa.Column("window_id", INT, sa.ForeignKey("shopping_windows.id"), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("run_id", INT),
        sa.Column("weight_g", sa.Integer, nullable=False),
        sa.Column("bags", sa.Integer, nullable=False),
        sa.Column("estimate", sa.Integer, nullable=False),
        sa.Column("budget", sa.Integer),
        sa.Column("pay", sa.String(10), nullable=False),
        sa.Column("next_too", sa.Boolean, nullable=False),
        sa.Column("key", sa.String(64), nullable=False, unique=True),
        sa.Column("asked_out_at", Moment),
        sa.Column("placed_at", Moment, nullable=False),
        sa.Column("version", INT, nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
    )
    op.create_index("ix_orders_window", "orders", ["window_id", "state"])
    op.create_index("ix_orders_run", "orders", ["run_id"], **_only("run_id IS NOT NULL"))
    op.create_table(
        "order_lines",
        sa.Column("order_id", INT, sa.ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("item", sa.String(30)),
        sa.Column("combo_id", INT, sa.ForeignKey("window_combos.id"), index=True),
        sa.Column("words_sealed", sa.LargeBinary),
        sa.Column("quantity", sa.Integer, nullable=False),
        sa.Column("top_price", sa.Integer),
        sa.Column("instead", sa.String(10), nullable=False),
        sa.Column("price", sa.Integer),
        sa.Column("got", sa.Integer),
        sa.Column("paid", sa.Integer),
        sa.Column("outcome", sa.String(10)),
        sa.Column("offered_sealed", sa.LargeBinary),
        sa.Column("offered_price", sa.Integer),
        sa.Column("asked_at", Moment),
        sa.Column("answer", sa.Boolean),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_order_lines_quantity")),
    )
    op.create_index("ix_order_lines_asked", "order_lines", ["asked_at"], **_only("outcome = 'asked'"))
    op.create_table(
        "order_events",
        sa.Column("id", INT, primary_key=True),
        sa.Column("order_id", INT, sa.ForeignKey("orders.id", ondelete="CASCADE"), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("verb", sa.String(10), nullable=False),
        sa.Column("by", sa.String(12), nullable=False),
        sa.Column("from_state", sa.String(10), nullable=False),
        sa.Column("to_state", sa.String(10), nullable=False),
        sa.Column("person_id", INT, sa.ForeignKey("people.id")),
        sa.Column("line", sa.SmallInteger),
        sa.Column("reason", sa.String(20)),
        sa.Column("detail", sa.JSON, nullable=False),
    )
    op.create_index("ix_order_events_order", "order_events", ["order_id", "id"])
    op.create_index("ix_order_events_person", "order_events", ["person_id"], **_only("person_id IS NOT NULL"))


def downgrade() -> None:
    for table in ("order_events", "order_lines", "orders"):
        op.drop_table(table)


def _only(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
