"""What a household was given, by keyed hash; words on people are sealed like words on cases."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from connect.crypto import encryption
from connect.db import Moment

revision = "0020"
down_revision = "0019"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# Table, column, the column that says which row it is, whether it may be empty.
SEALED = [
    ("abuse_reports", "words", "subject", False),
    ("person_events", "note", "person_id", False),
    ("locks", "note", "person_id", True),
]


def upgrade() -> None:
    op.create_table(
        "household_gifts",
        sa.Column("id", INT, primary_key=True),
        sa.Column("household", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("case_id", INT, sa.ForeignKey("cases.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("at", Moment, nullable=False),
    )
    op.create_index("ix_household_gifts_household", "household_gifts", ["household", "kind", "at"])
    for table, name, by, empty in SEALED:
        _replace(table, name, f"{name}_sealed", sa.LargeBinary(), by, empty, lambda old, at: encryption.seal(old, at))


def downgrade() -> None:
    for table, name, by, empty in SEALED:
        _replace(table, f"{name}_sealed", name, sa.Text(), by, empty, encryption.opened)
    op.drop_table("household_gifts")


def _replace(table: str, old: str, new: str, kind: Any, by: str, empty: bool, turn: Any) -> None:
    """Puts a new column in the place of an old one and turns each value over."""
    with op.batch_alter_table(table) as batch:
        batch.add_column(sa.Column(new, kind, nullable=True))
    connection = op.get_bind()
    here = sa.Table(table, sa.MetaData(), autoload_with=connection, resolve_fks=False)
    for row in connection.execute(sa.select(here.c.id, here.c[by], here.c[old])).all():
        if row[2] is not None:
            place = f"{table}.{new.removesuffix('_sealed')}:{row[1]}"
            connection.execute(sa.update(here).where(here.c.id == row[0]).values({new: turn(row[2], place)}))
    with op.batch_alter_table(table) as batch:
        if not empty:
            batch.alter_column(new, existing_type=kind, nullable=False)
        batch.drop_column(old)
