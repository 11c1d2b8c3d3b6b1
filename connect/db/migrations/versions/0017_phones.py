"""Phones of accounts are sealed; a keyed hash finds them."""

import sqlalchemy as sa
from alembic import op

from connect import config
from connect.crypto import encryption
from connect.crypto.tokens import keyed

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("phone_sealed", sa.LargeBinary))
        people.add_column(sa.Column("phone_hash", sa.String(64)))
    for table, row in _people():
        values = {
            "phone_sealed": encryption.seal(row["phone"], _place(row)),
            "phone_hash": keyed(config.current().secret_key, "account", row["phone"]),
        }
        op.execute(sa.update(table).where(table.c.id == row["id"]).values(values))
    with op.batch_alter_table("people") as people:
        people.alter_column("phone_sealed", existing_type=sa.LargeBinary(), nullable=False)
        people.alter_column("phone_hash", existing_type=sa.String(64), nullable=False)
        people.create_unique_constraint("uq_people_phone_hash", ["phone_hash"])
        people.drop_constraint("uq_people_phone", type_="unique")
        people.drop_column("phone")


def downgrade() -> None:
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("phone", sa.String(20)))
    for table, row in _people():
        phone = encryption.opened(bytes(row["phone_sealed"]), _place(row))
        op.execute(sa.update(table).where(table.c.id == row["id"]).values(phone=phone))
    with op.batch_alter_table("people") as people:
        people.alter_column("phone", existing_type=sa.String(20), nullable=False)
        people.create_unique_constraint("uq_people_phone", ["phone"])
        people.drop_constraint("uq_people_phone_hash", type_="unique")
        people.drop_column("phone_hash")
        people.drop_column("phone_sealed")


def _people() -> list[tuple[sa.Table, sa.RowMapping]]:
    connection = op.get_bind()
    table = sa.Table("people", sa.MetaData(), autoload_with=connection, resolve_fks=False)
    return [(table, row) for row in connection.execute(sa.select(table)).mappings().all()]


def _place(row: sa.RowMapping) -> str:
    return f"people.phone:{row['public_id']}"
