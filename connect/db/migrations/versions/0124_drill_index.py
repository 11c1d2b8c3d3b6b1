"""An index of the cases of drills: what counts real ones leaves these out, and finds at once that there are none."""

import sqlalchemy as sa
from alembic import op

from connect.db.migrations.online import without_locking

revision = "0124"
down_revision = "0123"

WHERE = sa.text("guarded = 3")
COLUMNS = ["incident_id", "area_id", "waiting_since", "id"]


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.create_index("ix_cases_drill", "cases", COLUMNS, sqlite_where=WHERE)
        return
    with without_locking():
        op.drop_index("ix_cases_drill", "cases", if_exists=True, postgresql_concurrently=True)
        op.create_index("ix_cases_drill", "cases", COLUMNS, postgresql_where=WHERE, postgresql_concurrently=True)


def downgrade() -> None:
    op.drop_index("ix_cases_drill", "cases")
