"""Channels: several for an area, what each is for, who verified it, whether it is open.

Those there are stay open; who verified them was never kept, so nobody is named.
"""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment
from connect.db.migrations.online import without_locking
from connect.text import folded

revision = "0127"
down_revision = "0126"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ONE_NAME, ONE_EACH = "ix_channels_name", "uq_channels_area_id"
KEYS = (("organization_id", "organizations"), ("verified_by_id", "people"))
COLUMNS = ("kit", "folded", "about", "contact", "state", "verified_at", "closed_at")


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    if sqlite:  # first: it makes the table anew, and of a key of one column one of the table, which cannot be dropped
        with op.batch_alter_table("channels") as batch:
            batch.drop_constraint(ONE_EACH, type_="unique")
    else:
        op.drop_constraint(ONE_EACH, "channels", type_="unique")
    for name, width, default in (("kit", 12, ""), ("folded", 120, ""), ("contact", 200, ""), ("state", 10, "open")):
        op.add_column("channels", sa.Column(name, sa.String(width), nullable=False, server_default=default))
    op.add_column("channels", sa.Column("about", sa.Text, nullable=False, server_default=""))
    for name in ("verified_at", "closed_at"):
        op.add_column("channels", sa.Column(name, Moment))
    for column, to in KEYS:
        _key(column, to)
    _fold()
    if sqlite:
        op.create_index(ONE_NAME, "channels", ["area_id", "folded"], unique=True)
        return
    with without_locking():
        for column, _ in KEYS:
            op.execute(f"ALTER TABLE channels VALIDATE CONSTRAINT fk_channels_{column}")
        op.drop_index(ONE_NAME, "channels", if_exists=True, postgresql_concurrently=True)
        op.create_index(ONE_NAME, "channels", ["area_id", "folded"], unique=True, postgresql_concurrently=True)


def _key(column: str, to: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        key = f"CONSTRAINT fk_channels_{column} REFERENCES {to} (id)"
        op.execute(f"ALTER TABLE channels ADD COLUMN {column} INTEGER {key}")
        return
    op.add_column("channels", sa.Column(column, INT))
    op.create_foreign_key(f"fk_channels_{column}", "channels", to, [column], ["id"], postgresql_not_valid=True)


def _fold() -> None:
    """The names as they are compared; there is one for an area, so no two are alike."""
    channels = sa.table("channels", sa.column("id"), sa.column("name"), sa.column("folded"))
    line = op.get_bind()
    for row in line.execute(sa.select(channels.c.id, channels.c.name)).all():
        line.execute(sa.update(channels).where(channels.c.id == row.id).values(folded=folded(row.name)))


def downgrade() -> None:
    op.drop_index(ONE_NAME, "channels")
    for column in (*COLUMNS, "organization_id", "verified_by_id"):
        op.execute(f"ALTER TABLE channels DROP COLUMN {column}")
    with op.batch_alter_table("channels") as batch:
        batch.create_unique_constraint(ONE_EACH, ["area_id"])
