"""The index of those whose life is in danger, who are few: a list looks for them within its whole radius."""

import sqlalchemy as sa
from alembic import op

from connect.db.migrations.online import without_locking

revision = "0026"
down_revision = "0025"

GRAVE = sa.text("guarded = 0 AND state IN ('open', 'partly_helped', 'claimed', 'in_delivery') AND urgency = 3")
COLUMNS: list[str | sa.TextClause] = [
    "cell", sa.text("urgency DESC"), "waiting_since", "public_id", "kinds", "free_at", "lat", "lon", "id", "state",
    "guarded",
]  # fmt: skip


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        op.create_index("ix_cases_grave", "cases", COLUMNS, sqlite_where=GRAVE)
        return
    with without_locking():  # people go on asking meanwhile
        op.drop_index("ix_cases_grave", "cases", if_exists=True, postgresql_concurrently=True)  # half made
        op.create_index("ix_cases_grave", "cases", COLUMNS, postgresql_where=GRAVE, postgresql_concurrently=True)


def downgrade() -> None:
    op.drop_index("ix_cases_grave", "cases")
