"""What coverage reads: the cases on the list by ward, and who delivered of late."""

import sqlalchemy as sa
from alembic import op

from connect.db.migrations.online import without_locking

revision = "0024"
down_revision = "0023"

LISTED = sa.text("guarded = 0 AND state IN ('open', 'partly_helped', 'claimed', 'in_delivery')")
BY_WARD = ["area_id", "cell", "kinds", "people", "waiting_since", "free_at", "state", "guarded"]


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        op.create_index("ix_cases_coverage", "cases", BY_WARD, sqlite_where=LISTED)
        op.create_index("ix_claims_ended", "claims", ["ended_at"])
        return
    with without_locking():  # people go on asking and taking meanwhile
        op.drop_index("ix_cases_coverage", "cases", if_exists=True, postgresql_concurrently=True)  # half made
        op.drop_index("ix_claims_ended", "claims", if_exists=True, postgresql_concurrently=True)
        op.create_index(
            "ix_cases_coverage", "cases", BY_WARD, postgresql_where=LISTED, postgresql_concurrently=True
        )  # fmt: skip
        op.create_index("ix_claims_ended", "claims", ["ended_at"], postgresql_concurrently=True)


def downgrade() -> None:
    op.drop_index("ix_claims_ended", "claims")
    op.drop_index("ix_cases_coverage", "cases")
