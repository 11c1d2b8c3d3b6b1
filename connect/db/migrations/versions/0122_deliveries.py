"""Contacts and their sealed addresses, dispatches with their ranges; on PostgreSQL the ledger, see `deliveries`.

On SQLite the ledger has a file of its own, which is made when it is opened.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0122"
down_revision = "0121"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "contacts",
        sa.Column("id", INT, primary_key=True),
        sa.Column("medium", sa.String(5), nullable=False),
        sa.Column("lang", sa.String(2), nullable=False),
        sa.Column("person_id", INT, sa.ForeignKey("people.id"), index=True),
        sa.Column("held_by", sa.String(20)),
        sa.Column("held_id", INT),
        sa.Column("verified_at", Moment),
        sa.Column("paused_until", Moment),
        sa.Column("quiet_from", sa.SmallInteger),
        sa.Column("quiet_until", sa.SmallInteger),
        sa.Column("failures", sa.SmallInteger, nullable=False),
        sa.Column("retired_at", Moment),
        sa.Column("retired_why", sa.String(20)),
        sa.Column("created_at", Moment, nullable=False),
        sa.UniqueConstraint("held_by", "held_id", "medium"),
    )
    op.create_table(
        "contact_secrets",
        sa.Column("contact_id", INT, sa.ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("address_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("address_sealed", sa.LargeBinary, nullable=False),
        sa.Column("keys_sealed", sa.LargeBinary),
    )
    op.create_table(
        "suppressions",
        sa.Column("address_hash", sa.String(64), primary_key=True),
        sa.Column("why", sa.String(20), nullable=False),
        sa.Column("at", Moment, nullable=False),
    )
    op.create_table(
        "dispatches",
        sa.Column("id", INT, primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("row", INT, nullable=False),
        sa.Column("lane", sa.SmallInteger, nullable=False),
        sa.Column("policy", sa.String(6), nullable=False),
        sa.Column("due_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False),
        sa.Column("chain_id", INT, index=True),
        sa.Column("recalls", sa.Boolean, nullable=False),
        sa.Column("paused_at", Moment),
        sa.Column("cancelled_at", Moment),
        sa.Column("created_at", Moment, nullable=False),
        sa.UniqueConstraint("kind", "row"),
    )
    op.create_table(
        "dispatch_batches",
        sa.Column("id", INT, primary_key=True),
        sa.Column("dispatch_id", INT, sa.ForeignKey("dispatches.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("lane", sa.SmallInteger, nullable=False),
        sa.Column("due_at", Moment, nullable=False),
        sa.Column("low", INT, nullable=False),
        sa.Column("high", INT, nullable=False),
        sa.Column("cursor", INT, nullable=False),
        sa.Column("finished_at", Moment),
    )
    op.create_index("ix_dispatch_batches_open", "dispatch_batches", ["lane", "due_at"], **_only("finished_at IS NULL"))
    if op.get_bind().dialect.name == "postgresql":
        _make_ledger()


def _make_ledger() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", INT, primary_key=True),
        sa.Column("dispatch_id", INT, nullable=False),
        sa.Column("contact_id", INT, nullable=False),
        sa.Column("medium", sa.String(5), nullable=False),
        sa.Column("lane", sa.SmallInteger, nullable=False),
        sa.Column("state", sa.SmallInteger, nullable=False),
        sa.Column("tries", sa.SmallInteger, nullable=False),
        sa.Column("fence", INT, nullable=False),
        sa.Column("held", sa.SmallInteger, nullable=False),
        sa.Column("due_at", Moment, nullable=False),
        sa.Column("lease_until", Moment),
        sa.Column("reference", sa.String(80)),
        sa.Column("reason", sa.String(40)),
        sa.UniqueConstraint("dispatch_id", "contact_id"),
    )
    op.create_index("ix_deliveries_free", "deliveries", ["lane", "medium", "due_at"], **_only("state = 0"))
    op.create_index("ix_deliveries_sending", "deliveries", ["lease_until"], **_only("state = 1"))
    op.create_index("ix_deliveries_held", "deliveries", ["contact_id"], **_only("state = 0 AND held = 1"))
    op.create_table(
        "delivery_sums",
        sa.Column("dispatch_id", INT, primary_key=True, autoincrement=False),
        sa.Column("medium", sa.String(5), primary_key=True),
        sa.Column("state", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("shard", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("number", INT, nullable=False),
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_table("delivery_sums")
        op.drop_table("deliveries")
    for table in ("dispatch_batches", "dispatches", "suppressions", "contact_secrets", "contacts"):
        op.drop_table(table)


def _only(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
