"""Credentials of clinicians, and what a case of medical advice keeps in confidence."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment
from connect.db.migrations.online import without_locking

revision = "0115"
down_revision = "0114"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _credentials()
    op.add_column("case_secrets", sa.Column("sibling_id", sa.BigInteger, nullable=True))
    for name in ("health_agreed_at", "again_at"):
        op.add_column("case_secrets", sa.Column(name, Moment, nullable=True))
    if op.get_bind().dialect.name == "sqlite":
        for name, column in INDEXES.items():
            op.create_index(name, "case_secrets", [column], sqlite_where=sa.text(f"{column} IS NOT NULL"))
        return
    with without_locking():
        for name, column in INDEXES.items():
            op.drop_index(name, "case_secrets", if_exists=True, postgresql_concurrently=True)
            op.create_index(
                name, "case_secrets", [column], postgresql_where=sa.text(f"{column} IS NOT NULL"),
                postgresql_concurrently=True,
            )  # fmt: skip


INDEXES = {"ix_case_secrets_sibling": "sibling_id", "ix_case_secrets_again": "again_at"}


def _credentials() -> None:
    op.create_table(
        "credentials",
        sa.Column("id", INT, primary_key=True),
        sa.Column("public_id", sa.String(8), nullable=False, unique=True),
        sa.Column("person_id", INT, sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
        sa.Column("organization_id", INT, sa.ForeignKey("organizations.id"), nullable=False),
        sa.Column("title", sa.String(20), nullable=False),
        sa.Column("number_sealed", sa.LargeBinary, nullable=False),
        sa.Column("number_hash", sa.String(64), nullable=False),
        sa.Column("asked_at", Moment, nullable=False),
        sa.Column("checked_at", Moment),
        sa.Column("checked_by_id", INT, sa.ForeignKey("people.id")),
        sa.Column("until", Moment),
        sa.Column("ended_at", Moment),
        sa.Column("ended_by_id", INT, sa.ForeignKey("people.id")),
        sa.Column("end", sa.String(10)),
        sa.Column("reason_sealed", sa.LargeBinary),
    )
    waits, live = sa.text("checked_at IS NULL AND ended_at IS NULL"), sa.text("ended_at IS NULL")
    op.create_index("ix_credentials_person", "credentials", ["person_id"])
    op.create_index("ix_credentials_number", "credentials", ["number_hash"])
    op.create_index(
        "ix_credentials_waiting", "credentials", ["organization_id"], sqlite_where=waits, postgresql_where=waits
    )
    op.create_index(
        "uq_credentials_live", "credentials", ["person_id"], unique=True, sqlite_where=live, postgresql_where=live
    )


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, "case_secrets")
    for name in ("again_at", "health_agreed_at", "sibling_id"):
        op.drop_column("case_secrets", name)
    op.drop_table("credentials")
