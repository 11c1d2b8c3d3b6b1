"""Sessions on the server, and the devices somebody signed in from; the session key of people goes."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0008"
down_revision = "0007"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", INT, primary_key=True),
        sa.Column("public_id", sa.String(8), nullable=False, unique=True),
        sa.Column("person_id", INT, sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("browser", sa.String(20), nullable=False),
        sa.Column("platform", sa.String(20), nullable=False),
        sa.Column("new_device", sa.Boolean, nullable=False),
        sa.Column("created_at", Moment, nullable=False, index=True),
        sa.Column("seen_at", Moment, nullable=False),
        sa.Column("ended_at", Moment),
        sa.Column("answered_at", Moment),
        sa.Column("news_id", INT, sa.ForeignKey("sessions.id", ondelete="SET NULL")),
    )
    op.create_table(
        "devices",
        sa.Column("person_id", INT, sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("seen_at", Moment, nullable=False),
    )
    with op.batch_alter_table("people") as people:
        people.drop_column("session_key")


def downgrade() -> None:
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("session_key", sa.String(32), nullable=False, server_default=""))
    for table in ("devices", "sessions"):
        op.drop_table(table)
