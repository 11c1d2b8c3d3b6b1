"""The index of nearby in the order in which cases are shown, so that of each cell only the first are read."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from connect.db.migrations.online import without_locking

revision = "0023"
down_revision = "0022"

LISTED = sa.text("guarded = 0 AND state IN ('open', 'partly_helped', 'claimed', 'in_delivery')")
REST = ["free_at", "lat", "lon"]
BEFORE = ["cell", "kinds", "urgency", "waiting_since", *REST, "public_id", "id", "state", "guarded"]
NOW: list[str | sa.TextClause] = [
    "cell",
    sa.text("urgency DESC"),
    "waiting_since",
    "public_id",
    "kinds",
    *REST,
    "id",
    "state",
    "guarded",
]


def upgrade() -> None:
    _replace(NOW)


def downgrade() -> None:
    _replace(BEFORE)


def _replace(columns: Sequence[str | sa.TextClause]) -> None:
    """PostgreSQL goes on answering from the old index and writing while the new one is made."""
    if op.get_bind().dialect.name != "postgresql":
        op.drop_index("ix_cases_nearby", "cases")
        op.create_index("ix_cases_nearby", "cases", columns, sqlite_where=LISTED)
        return
    with without_locking():
        op.drop_index("ix_cases_next", "cases", if_exists=True, postgresql_concurrently=True)  # half made
        op.create_index("ix_cases_next", "cases", columns, postgresql_where=LISTED, postgresql_concurrently=True)
        op.drop_index("ix_cases_nearby", "cases", if_exists=True, postgresql_concurrently=True)
        op.execute("ALTER INDEX ix_cases_next RENAME TO ix_cases_nearby")
