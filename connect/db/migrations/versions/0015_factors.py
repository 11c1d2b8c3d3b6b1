"""The second factor: passkeys, apps, codes on paper, and sessions that wait for it."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0015"
down_revision = "0014"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NO, ZERO = sa.false(), sa.text("0")


def upgrade() -> None:
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("factor_tries", INT, nullable=False, server_default=ZERO))
        people.add_column(sa.Column("factor_wait_until", Moment))
    with op.batch_alter_table("sessions") as sessions:
        sessions.add_column(sa.Column("pending", sa.Boolean, nullable=False, server_default=NO))
        sessions.add_column(sa.Column("by_factor", sa.Boolean, nullable=False, server_default=NO))
        sessions.add_column(sa.Column("proved_at", Moment, nullable=False, server_default="2000-01-01 00:00:00.000000"))
    op.create_table(
        "passkeys",
        sa.Column("id", INT, primary_key=True),
        sa.Column("public_id", sa.String(8), nullable=False, unique=True),
        sa.Column("person_id", INT, sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("credential_id", sa.String(1400), nullable=False, unique=True),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("sign_count", INT, nullable=False),
        sa.Column("browser", sa.String(20), nullable=False),
        sa.Column("platform", sa.String(20), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("used_at", Moment, nullable=False),
    )
    op.create_table(
        "authenticators",
        sa.Column("person_id", INT, sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("secret_sealed", sa.LargeBinary, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("confirmed_at", Moment),
        sa.Column("last_step", INT, nullable=False),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("person_id", INT, sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("code_hash", sa.String(64), primary_key=True),
        sa.Column("used_at", Moment),
    )


def downgrade() -> None:
    for table in ("recovery_codes", "authenticators", "passkeys"):
        op.drop_table(table)
    for table, names in (
        ("sessions", ("pending", "by_factor", "proved_at")),
        ("people", ("factor_tries", "factor_wait_until")),
    ):
        with op.batch_alter_table(table) as batch:
            for name in names:
                batch.drop_column(name)
