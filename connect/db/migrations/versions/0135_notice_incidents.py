"""The incident that a notice belongs to; none for all that are there."""

import sqlalchemy as sa
from alembic import op

from connect.db.migrations.online import without_locking

revision = "0135"
down_revision = "0134"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY, INDEX, WHERE = "fk_notices_incident_id", "ix_notices_of_incident", "incident_id IS NOT NULL"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"ALTER TABLE notices ADD COLUMN incident_id INTEGER CONSTRAINT {KEY} REFERENCES incidents (id)")
        op.create_index(INDEX, "notices", ["incident_id"], sqlite_where=sa.text(WHERE))
        return
    op.add_column("notices", sa.Column("incident_id", INT))
    op.create_foreign_key(KEY, "notices", "incidents", ["incident_id"], ["id"], postgresql_not_valid=True)
    with without_locking():
        op.execute(f"ALTER TABLE notices VALIDATE CONSTRAINT {KEY}")
        op.drop_index(INDEX, "notices", if_exists=True, postgresql_concurrently=True)
        op.create_index(
            INDEX, "notices", ["incident_id"], postgresql_where=sa.text(WHERE), postgresql_concurrently=True
        )


def downgrade() -> None:
    op.drop_index(INDEX, "notices")
    op.execute("ALTER TABLE notices DROP COLUMN incident_id")
