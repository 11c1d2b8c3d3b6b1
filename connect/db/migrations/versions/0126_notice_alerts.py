"""Notices in CAP 1.2's terms: where each stands, who looked at it, further languages, and versions that are alerts.

What is there maps without a guess: withdrawn becomes cancelled, what begins later scheduled, all else published. Of a
withdrawal nobody kept by whom it was, so no alert is made up for it. Urgency and certainty are what the standard calls
Unknown, because nobody was asked. Every column has a default, by which code of before goes on writing.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from connect import clock
from connect.db import Moment
from connect.db.migrations.online import without_locking

revision = "0126"
down_revision = "0125"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORDS = (  # name, width, what rows have that are there
    ("state", 10, "published"), ("urgency", 10, "Unknown"), ("certainty", 10, "Unknown"), ("response", 10, "None"),
    ("status", 10, "Actual"), ("category", 10, "Other"), ("event", 35, ""), ("contact", 200, ""), ("web", 300, ""),
)  # fmt: skip
KEYS = (
    ("notices", "updates_id", "notices"), ("notices", "changed_by_id", "people"),
    ("notice_versions", "approved_by_id", "people"),
)  # fmt: skip
INDEXES: tuple[tuple[str, str, list[str], str | None], ...] = (
    ("ix_notices_scheduled", "notices", ["starts_at"], "state = 'scheduled'"),
    ("ix_notices_cancelled", "notices", ["withdrawn_at"], "withdrawn_at IS NOT NULL"),
    ("ix_notices_updates", "notices", ["updates_id"], "updates_id IS NOT NULL"),
    ("ix_notice_versions_identifier", "notice_versions", ["identifier"], None),
)


def upgrade() -> None:
    for name, width, default in WORDS:
        op.add_column("notices", sa.Column(name, sa.String(width), nullable=False, server_default=default))
    op.add_column("notices", sa.Column("instruction", sa.Text, nullable=False, server_default=""))
    op.add_column("notices", sa.Column("edition", INT, nullable=False, server_default="1"))
    op.add_column("notices", sa.Column("updates_edition", INT))
    op.add_column("notices", sa.Column("risk_level", sa.SmallInteger))
    op.add_column("notices", sa.Column("onset_at", Moment))
    op.add_column("notice_versions", sa.Column("identifier", sa.String(80)))
    op.add_column("notice_versions", sa.Column("msg_type", sa.String(10), nullable=False, server_default="Alert"))
    for table, column, to in KEYS:
        _key(table, column, to)
    _tables()
    _map()
    _indexes()


def _key(table: str, column: str, to: str) -> None:
    """A column that points to another table; on PostgreSQL no row is looked at, all of them are empty."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN {column} INTEGER CONSTRAINT fk_{table}_{column} REFERENCES {to} (id)"
        )
        return
    op.add_column(table, sa.Column(column, INT))
    op.create_foreign_key(f"fk_{table}_{column}", table, to, [column], ["id"], postgresql_not_valid=True)


def _tables() -> None:
    notice = sa.ForeignKey("notices.id", ondelete="CASCADE")
    op.create_table(
        "notice_texts",
        sa.Column("notice_id", INT, notice, primary_key=True),
        sa.Column("lang", sa.String(8), primary_key=True),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("instruction", sa.Text, nullable=False),
    )
    op.create_table(
        "notice_events",
        sa.Column("id", INT, primary_key=True),
        sa.Column("notice_id", INT, sa.ForeignKey("notices.id", ondelete="CASCADE"), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("verb", sa.String(20), nullable=False),
        sa.Column("from_state", sa.String(10), nullable=False),
        sa.Column("to_state", sa.String(10), nullable=False),
        sa.Column("person_id", INT, sa.ForeignKey("people.id")),
        sa.Column("reason", sa.String(300), nullable=False),
    )
    op.create_index("ix_notice_events_notice", "notice_events", ["notice_id", "id"])


def _map() -> None:
    """What is there, in the new words. Only rows that differ from the defaults are written."""
    notices = sa.table("notices", sa.column("state"), sa.column("starts_at", Moment), sa.column("withdrawn_at", Moment))
    op.execute(sa.update(notices).where(notices.c.withdrawn_at.is_not(None)).values(state="cancelled"))
    coming = notices.c.withdrawn_at.is_(None), notices.c.starts_at > clock.now()
    op.execute(sa.update(notices).where(*coming).values(state="scheduled"))
    op.execute("UPDATE notice_versions SET msg_type = 'Update' WHERE version > 1")
    op.execute(
        "UPDATE notice_versions SET identifier = 'connect-' || "
        "(SELECT public_id FROM notices WHERE notices.id = notice_id) || '-' || version"
    )


def _indexes() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name, table, columns, where in INDEXES:
            op.create_index(name, table, columns, unique=where is None, **_only(where))
        return
    with without_locking():
        for table, column, _ in KEYS:
            op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT fk_{table}_{column}")
        for name, table, columns, where in INDEXES:
            op.drop_index(name, table, if_exists=True, postgresql_concurrently=True)
            op.create_index(name, table, columns, unique=where is None, postgresql_concurrently=True, **_only(where))


def downgrade() -> None:
    for table in ("notice_events", "notice_texts"):
        op.drop_table(table)
    for name, table, _, _ in reversed(INDEXES):
        op.drop_index(name, table)
    for column in ("approved_by_id", "msg_type", "identifier"):
        _drop("notice_versions", column)
    names = [name for name, _, _ in WORDS]
    for column in ("changed_by_id", "updates_id", *names, "instruction", "edition", "updates_edition", "risk_level",
                   "onset_at"):  # fmt: skip
        _drop("notices", column)


def _drop(table: str, column: str) -> None:
    op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")


def _only(condition: str | None) -> dict[str, Any]:
    where = sa.text(condition) if condition else None
    return {"sqlite_where": where, "postgresql_where": where}
