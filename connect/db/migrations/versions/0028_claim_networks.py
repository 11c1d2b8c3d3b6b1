"""The index of claims by the network they came from, which is kept for two days."""

import sqlalchemy as sa
from alembic import op

from connect.db.migrations.online import without_locking

revision = "0028"
down_revision = "0027"

NAME, COLUMNS, KNOWN = "ix_claims_network", ["network", "taken_at"], sa.text("network IS NOT NULL")


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        op.create_index(NAME, "claims", COLUMNS, sqlite_where=KNOWN)
        return
    with without_locking():  # people go on helping meanwhile
        op.drop_index(NAME, "claims", if_exists=True, postgresql_concurrently=True)  # half made
        op.create_index(NAME, "claims", COLUMNS, postgresql_where=KNOWN, postgresql_concurrently=True)


def downgrade() -> None:
    op.drop_index(NAME, "claims")
