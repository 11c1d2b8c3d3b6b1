"""Signing in: sessions and devices, the second factor, the proof of a phone."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0104"
down_revision = "0103"

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
        sa.Column("pending", sa.Boolean, nullable=False),
        sa.Column("by_factor", sa.Boolean, nullable=False),
        sa.Column("proved_at", Moment, nullable=False),
    )
    op.create_table(
        "devices",
        sa.Column("person_id", INT, sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("seen_at", Moment, nullable=False),
    )
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
    op.create_table(
        "phone_proofs",
        sa.Column("person_id", INT, sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("phone_hash", sa.String(64), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("sent_at", Moment, nullable=False),
        sa.Column("tries", sa.SmallInteger, nullable=False),
        sa.Column("proved_at", Moment),
    )


def downgrade() -> None:
    for table in ("phone_proofs", "recovery_codes", "authenticators", "passkeys", "devices", "sessions"):
        op.drop_table(table)
