"""Cases that only checked organisations see, the organisations that are, and the second person of a visit."""

import sqlalchemy as sa
from alembic import op

from connect.crypto import encryption
from connect.db import Moment

revision = "0012"
down_revision = "0011"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COLUMNS = ["cell", "kinds", "urgency", "waiting_since", "free_at", "lat", "lon", "public_id", "id", "state"]
STATES = "state IN ('open', 'partly_helped', 'claimed', 'in_delivery')"


def upgrade() -> None:
    op.drop_index("ix_cases_nearby", "cases")
    with op.batch_alter_table("cases") as batch:
        batch.add_column(sa.Column("guarded", sa.SmallInteger, nullable=False, server_default="0"))
    _index([*COLUMNS, "guarded"], f"guarded = 0 AND {STATES}")
    guarded = sa.text(f"guarded = 1 AND {STATES}")
    op.create_index(
        "ix_cases_guarded", "cases", ["urgency", "waiting_since"], sqlite_where=guarded, postgresql_where=guarded
    )
    with op.batch_alter_table("case_secrets") as batch:
        batch.add_column(sa.Column("guards_sealed", sa.LargeBinary))
    _fill()
    with op.batch_alter_table("case_secrets") as batch:
        batch.alter_column("guards_sealed", existing_type=sa.LargeBinary(), nullable=False)
    with op.batch_alter_table("claims") as batch:
        batch.add_column(sa.Column("second_id", INT))
        batch.create_foreign_key("fk_claims_second_id", "people", ["second_id"], ["id"])
    with op.batch_alter_table("organizations") as batch:
        batch.add_column(sa.Column("cleared_at", Moment))
        batch.add_column(sa.Column("cleared_by_id", INT))
        batch.create_foreign_key("fk_organizations_cleared_by_id", "people", ["cleared_by_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("organizations") as batch:
        batch.drop_constraint("fk_organizations_cleared_by_id", type_="foreignkey")
        batch.drop_column("cleared_by_id")
        batch.drop_column("cleared_at")
    with op.batch_alter_table("claims") as batch:
        batch.drop_constraint("fk_claims_second_id", type_="foreignkey")
        batch.drop_column("second_id")
    with op.batch_alter_table("case_secrets") as batch:
        batch.drop_column("guards_sealed")
    op.drop_index("ix_cases_guarded", "cases")
    op.drop_index("ix_cases_nearby", "cases")
    with op.batch_alter_table("cases") as batch:
        batch.drop_column("guarded")
    _index(COLUMNS, STATES)


def _index(columns: list[str], where: str) -> None:
    op.create_index("ix_cases_nearby", "cases", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _fill() -> None:
    connection = op.get_bind()
    table = sa.Table("case_secrets", sa.MetaData(), autoload_with=connection, resolve_fks=False)
    for number in connection.scalars(sa.select(table.c.case_id)).all():
        sealed = encryption.seal("0", f"case_secrets.guards:{number}")
        connection.execute(sa.update(table).where(table.c.case_id == number).values(guards_sealed=sealed))
