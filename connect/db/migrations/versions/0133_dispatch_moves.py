"""What officials do with a dispatch, how fast it goes, walks over places; on PostgreSQL the reasons of the ledger.

On SQLite the ledger's own file gets its table and its index when it is opened.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from connect.db import Moment
from connect.db.migrations.online import without_locking

revision = "0133"
down_revision = "0132"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UNKNOWN = sa.text("state = 6")
LATER = (("again_at", Moment), ("marked_at", Moment), ("marked_gone", INT), ("a_minute", INT))


def _only(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    is_postgres = op.get_bind().dialect.name == "postgresql"
    for name, kind in LATER:
        op.add_column("dispatches", sa.Column(name, kind))
    op.add_column("dispatch_batches", sa.Column("place", INT))
    op.create_table(
        "dispatch_events",
        sa.Column("id", INT, primary_key=True),
        sa.Column("dispatch_id", INT, sa.ForeignKey("dispatches.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("at", Moment, nullable=False),
        sa.Column("verb", sa.String(10), nullable=False),
        sa.Column("person_id", INT, sa.ForeignKey("people.id")),
    )
    if not is_postgres:
        op.create_index("ix_dispatches_again", "dispatches", ["again_at"], **_only("again_at IS NOT NULL"))
        op.create_index("ix_dispatches_marked", "dispatches", ["marked_at"], **_only("marked_at IS NOT NULL"))
        return
    op.create_table(
        "delivery_reasons",
        sa.Column("dispatch_id", INT, primary_key=True, autoincrement=False),
        sa.Column("medium", sa.String(5), primary_key=True),
        sa.Column("state", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("reason", sa.String(40), primary_key=True),
        sa.Column("shard", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("number", INT, nullable=False),
    )
    with without_locking():
        _made_anew("ix_dispatches_again", "dispatches", "again_at", sa.text("again_at IS NOT NULL"))
        _made_anew("ix_dispatches_marked", "dispatches", "marked_at", sa.text("marked_at IS NOT NULL"))
        _made_anew("ix_deliveries_unknown", "deliveries", "dispatch_id", UNKNOWN)


def _made_anew(name: str, table: str, column: str, where: Any) -> None:
    op.drop_index(name, table, if_exists=True, postgresql_concurrently=True)
    op.create_index(name, table, [column], postgresql_where=where, postgresql_concurrently=True)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index("ix_deliveries_unknown", "deliveries")
        op.drop_table("delivery_reasons")
    op.drop_table("dispatch_events")
    op.drop_column("dispatch_batches", "place")
    for name in ("again", "marked"):
        op.drop_index(f"ix_dispatches_{name}", "dispatches")
    for name, _ in reversed(LATER):
        op.drop_column("dispatches", name)
