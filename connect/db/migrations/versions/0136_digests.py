"""The hour at which ordinary notices come together, and of which time.

New columns without a default are a matter of a moment; the index is of the few who choose so.
"""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment
from connect.db.migrations.online import without_locking

revision = "0136"
down_revision = "0135"

INDEX, CHOSEN = "ix_contacts_digest", sa.text("digest_hour IS NOT NULL")


def upgrade() -> None:
    op.add_column("contacts", sa.Column("digest_hour", sa.SmallInteger))
    op.add_column("contacts", sa.Column("digest_from", Moment))
    op.add_column("contacts", sa.Column("digest_until", Moment))
    if op.get_bind().dialect.name == "sqlite":
        op.create_index(INDEX, "contacts", ["digest_hour", "id"], sqlite_where=CHOSEN)
        return
    with without_locking():
        op.drop_index(INDEX, "contacts", if_exists=True, postgresql_concurrently=True)
        op.create_index(INDEX, "contacts", ["digest_hour", "id"], postgresql_where=CHOSEN, postgresql_concurrently=True)


def downgrade() -> None:
    op.drop_index(INDEX, "contacts")
    for name in ("digest_until", "digest_from", "digest_hour"):
        op.execute(f"ALTER TABLE contacts DROP COLUMN {name}")
