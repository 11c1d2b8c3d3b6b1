"""What is personal is sealed per column; a row per key proves that it is the right one."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from connect.crypto import encryption
from connect.db import Moment

revision = "0005"
down_revision = "0004"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# Table, its key, and the columns to seal: name, plain type, may be empty.
SEALED: list[tuple[str, str, list[tuple[str, Any, bool]]]] = [
    (
        "case_secrets",
        "case_id",
        [
            ("lat", sa.Double(), False), ("lon", sa.Double(), False), ("accuracy_m", sa.Double(), True),
            ("area_id", INT, False), ("name", sa.Text(), False), ("phone", sa.Text(), False),
            ("reporter_name", sa.Text(), True), ("reporter_phone", sa.Text(), True), ("door", sa.Text(), False),
            ("words", sa.Text(), False), ("vulnerable", sa.SmallInteger(), False),
            ("delivery_code", sa.String(4), False),
        ],
    ),
    ("case_events", "id", [("note", sa.Text(), True)]),
    ("disclosures", "id", [("reason", sa.String(200), False)]),
]  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "key_checks",
        sa.Column("number", INT, primary_key=True, autoincrement=False),
        sa.Column("proof", sa.LargeBinary, nullable=False),
        sa.Column("at", Moment, nullable=False),
    )
    if not encryption.ring().numbers():
        encryption.ring().add()
    for table, key, columns in SEALED:
        with op.batch_alter_table(table) as batch:
            for name, _, _ in columns:
                batch.add_column(sa.Column(f"{name}_sealed", sa.LargeBinary, nullable=True))
        _translate(table, key, [(name, f"{name}_sealed") for name, _, _ in columns], encryption.seal)
        with op.batch_alter_table(table) as batch:
            for name, _, empty in columns:
                if not empty:
                    batch.alter_column(f"{name}_sealed", existing_type=sa.LargeBinary(), nullable=False)
                if name == "area_id":
                    batch.drop_constraint("fk_case_secrets_area_id", type_="foreignkey")
                batch.drop_column(name)


def downgrade() -> None:
    for table, key, columns in SEALED:
        with op.batch_alter_table(table) as batch:
            for name, kind, _ in columns:
                batch.add_column(sa.Column(name, kind, nullable=True))
        _translate(table, key, [(f"{name}_sealed", name) for name, _, _ in columns], encryption.opened)
        with op.batch_alter_table(table) as batch:
            for name, kind, empty in columns:
                if not empty:
                    batch.alter_column(name, existing_type=kind, nullable=False)
                if name == "area_id":
                    batch.create_foreign_key("fk_case_secrets_area_id", "areas", ["area_id"], ["id"])
                batch.drop_column(f"{name}_sealed")
    op.drop_table("key_checks")


def _translate(table: str, key: str, pairs: list[tuple[str, str]], turn: Any) -> None:
    """Fills the new columns from the old ones, row by row; the place is the same on both ways."""
    connection = op.get_bind()
    reflected = sa.Table(table, sa.MetaData(), autoload_with=connection, resolve_fks=False)
    for row in connection.execute(sa.select(reflected)).mappings().all():
        values = {}
        for old, new in pairs:
            place = f"{table}.{new.removesuffix('_sealed')}:{row['case_id']}"
            if row[old] is not None:
                kind = reflected.c[new].type.python_type
                values[new] = turn(str(row[old]), place) if kind is bytes else kind(turn(row[old], place))
        if values:
            connection.execute(sa.update(reflected).where(reflected.c[key] == row[key]).values(values))
