"""What was told of one item lies together, so that a search does not look for it among all goods of all points."""

import sqlalchemy as sa
from alembic import op

from connect.db.migrations.online import without_locking

revision = "0157"
down_revision = "0156"

NAME, TABLE, COLUMNS = "ix_supply_goods_told", "supply_goods", ["item", "point_id", "said_at"]
WHERE = "buyers_out_at IS NULL"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.create_index(NAME, TABLE, COLUMNS, sqlite_where=sa.text(WHERE))
        return
    with without_locking():
        op.drop_index(NAME, TABLE, if_exists=True, postgresql_concurrently=True)
        op.create_index(NAME, TABLE, COLUMNS, postgresql_where=sa.text(WHERE), postgresql_concurrently=True)


def downgrade() -> None:
    op.drop_index(NAME, TABLE)
