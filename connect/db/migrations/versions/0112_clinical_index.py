"""An index of the cases that only clinicians see, for their queue."""

import sqlalchemy as sa
from alembic import op

from connect.db.migrations.online import without_locking

revision = "0112"
down_revision = "0111"

WHERE = sa.text("guarded = 2 AND state IN ('open', 'partly_helped', 'claimed', 'in_delivery')")
COLUMNS = ["area_id", "urgency", "waiting_since"]


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.create_index("ix_cases_clinical", "cases", COLUMNS, sqlite_where=WHERE)
        return
    with without_locking():
        op.drop_index("ix_cases_clinical", "cases", if_exists=True, postgresql_concurrently=True)
        op.create_index("ix_cases_clinical", "cases", COLUMNS, postgresql_where=WHERE, postgresql_concurrently=True)


def downgrade() -> None:
    op.drop_index("ix_cases_clinical", "cases")
