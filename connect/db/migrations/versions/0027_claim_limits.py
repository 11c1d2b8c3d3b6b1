"""What keeps one helper or network in bounds: alarms, where a claim came from, the second's yes, proven phones."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0027"
down_revision = "0026"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("claims", sa.Column("second_at", Moment()))
    op.add_column("claims", sa.Column("network", sa.String(64)))
    op.create_table(
        "alarms",
        sa.Column("id", INT, primary_key=True),
        sa.Column("public_id", sa.String(8), nullable=False, unique=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("area_id", INT, sa.ForeignKey("areas.id"), nullable=False),
        sa.Column("person_id", INT, sa.ForeignKey("people.id", ondelete="CASCADE")),
        sa.Column("network", sa.String(64)),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("settled_at", Moment()),
        sa.Column("settled_by_id", INT, sa.ForeignKey("people.id")),
    )
    open_ = sa.text("settled_at IS NULL")
    op.create_index("ix_alarms_open", "alarms", ["area_id"], sqlite_where=open_, postgresql_where=open_)
    op.create_index("ix_alarms_person", "alarms", ["person_id"])
    op.create_index("ix_alarms_network", "alarms", ["network"])
    op.create_table(
        "phone_proofs",
        sa.Column("person_id", INT, sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("phone_hash", sa.String(64), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("sent_at", Moment(), nullable=False),
        sa.Column("tries", sa.SmallInteger, nullable=False),
        sa.Column("proved_at", Moment()),
    )


def downgrade() -> None:
    op.drop_table("phone_proofs")
    op.drop_table("alarms")
    with op.batch_alter_table("claims") as batch:
        batch.drop_column("network")
        batch.drop_column("second_at")
