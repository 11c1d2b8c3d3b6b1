"""The database: one declarative base, one session, one place that commits. Features write `db.session`, `db.Model`.

SQLite is the embedded default, PostgreSQL where it grows; the differences between the two are in this package alone.
"""

from connect.db.columns import Base, Base as Model, Moment, Word
from connect.db.paging import beyond
from connect.db.reader import Reader, range_values, ranges_sql
from connect.db.unit_of_work import (
    EPOCH,
    FAILURES,
    AdvisoryLock,
    after_commit,
    before_commit,
    extension,
    hold,
    init_app,
    is_busy,
    is_postgres,
    reading_from,
    session,
    transaction,
)
from connect.db.upsert import put, upsert

__all__ = [
    "EPOCH", "FAILURES", "AdvisoryLock", "Base", "Model", "Moment", "Reader", "Word", "after_commit", "before_commit",
    "beyond", "extension", "hold", "init_app", "is_busy", "is_postgres", "put", "range_values", "ranges_sql",
    "reading_from", "session", "transaction", "upsert",
]  # fmt: skip
