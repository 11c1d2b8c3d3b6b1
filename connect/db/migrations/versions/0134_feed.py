"""What the feed of a place asks of each area of a notice: severity, begin, and until when it stands there.

Code of before goes on writing rows without them; the clock's work lists those (`notices/feed/listing.py`). Two indexes
that no question needs any more give way to two that lead to what is in force, anywhere or of a channel.
"""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment
from connect.db.migrations.online import without_locking

revision = "0134"
down_revision = "0133"

COLUMNS = (("severity", "SMALLINT"), ("starts_at", "TIMESTAMP WITH TIME ZONE"), ("ends_at", "TIMESTAMP WITH TIME ZONE"))
AT_ONCE = 20_000  # numbers of notices whose areas are written in one transaction of PostgreSQL
UNLISTED = "severity IS NULL"
INDEXES: tuple[tuple[str, str, list[str], str | None], ...] = (
    ("ix_notice_areas_in_force", "notice_areas", ["area_id", "ends_at", "severity", "starts_at", "notice_id"], None),
    ("ix_notice_areas_unlisted", "notice_areas", ["notice_id"], UNLISTED),
    ("ix_notices_in_force", "notices", ["severity", "ends_at"], None),
    ("ix_notices_of_channel", "notices", ["channel_id", "ends_at"], None),
)
NO_MORE: tuple[tuple[str, str, list[str]], ...] = (
    ("ix_notice_areas_area_id", "notice_areas", ["area_id"]), ("ix_notices_channel_id", "notices", ["channel_id"]),
    ("ix_notices_feed", "notices", ["severity", "starts_at", "id"]),
)  # fmt: skip
# Until when a notice stands in the feeds: a cancelled one for six hours more, if it was in force; a draft never.
_FILL = """
    UPDATE notice_areas SET severity = n.severity, starts_at = n.starts_at, ends_at = CASE
        WHEN n.status <> 'Actual' OR n.state IN ('draft', 'submitted') THEN NULL
        WHEN n.withdrawn_at IS NULL THEN n.ends_at
        WHEN n.starts_at <= n.withdrawn_at AND n.ends_at > n.withdrawn_at THEN {six_hours_later} END
    FROM notices n WHERE n.id = notice_areas.notice_id
"""
_LATER_SQLITE = "strftime('%Y-%m-%d %H:%M:%f000', n.withdrawn_at, '+6 hours')"
_LATER_POSTGRES = "n.withdrawn_at + interval '6 hours'"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name, _ in COLUMNS:
            op.add_column("notice_areas", sa.Column(name, sa.SmallInteger if name == "severity" else Moment))
        op.execute(_FILL.format(six_hours_later=_LATER_SQLITE))
        for name, table, columns, where in INDEXES:
            op.create_index(name, table, columns, sqlite_where=sa.text(where) if where else None)
        for name, table, _columns in NO_MORE:
            op.drop_index(name, table)
        return
    for name, kind in COLUMNS:
        op.execute(f"ALTER TABLE notice_areas ADD COLUMN IF NOT EXISTS {name} {kind}")
    with without_locking():
        _fill_piece_by_piece()
        for name, table, columns, where in INDEXES:
            op.drop_index(name, table, if_exists=True, postgresql_concurrently=True)
            partial = sa.text(where) if where else None
            op.create_index(name, table, columns, postgresql_where=partial, postgresql_concurrently=True)
        for name, table, _columns in NO_MORE:
            op.drop_index(name, table, if_exists=True, postgresql_concurrently=True)


def _fill_piece_by_piece() -> None:
    """Each piece is a transaction of its own, so that nobody who changes a notice waits long."""
    last = op.get_bind().scalar(sa.text("SELECT coalesce(max(id), 0) FROM notices"))
    piece = _FILL.format(six_hours_later=_LATER_POSTGRES) + " AND n.id > {low} AND n.id <= {high}"
    for low in range(0, last, AT_ONCE):
        op.execute(piece.format(low=low, high=low + AT_ONCE))


def downgrade() -> None:
    for name, table, columns in NO_MORE:
        op.create_index(name, table, columns)
    for name, table, _columns, _where in INDEXES:
        op.drop_index(name, table)
    for name, _ in COLUMNS:
        op.execute(f"ALTER TABLE notice_areas DROP COLUMN {name}")
