"""Accounts: people, organisations, roles."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0002"
down_revision = "0001"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("id", INT, primary_key=True),
        sa.Column("public_id", sa.String(8), nullable=False, unique=True),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("phone", sa.String(20), nullable=False, unique=True),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("session_key", sa.String(32), nullable=False),
        sa.Column("verified_at", Moment),
        sa.Column("verified_by_id", INT, sa.ForeignKey("people.id")),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("blocked_at", Moment),
    )
    op.create_table(
        "organizations",
        sa.Column("id", INT, primary_key=True),
        sa.Column("public_id", sa.String(8), nullable=False, unique=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("area_id", INT, sa.ForeignKey("areas.id"), nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("phone", sa.String(20), nullable=False),
        sa.Column("verified_at", Moment),
        sa.Column("verified_by_id", INT, sa.ForeignKey("people.id")),
        sa.Column("created_by_id", INT, sa.ForeignKey("people.id")),
        sa.Column("created_at", Moment, nullable=False),
    )
    op.create_table(
        "roles",
        sa.Column("id", INT, primary_key=True),
        sa.Column("person_id", INT, sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("area_id", INT, sa.ForeignKey("areas.id")),
        sa.Column("organization_id", INT, sa.ForeignKey("organizations.id"), index=True),
        sa.Column("granted_by_id", INT, sa.ForeignKey("people.id")),
        sa.Column("granted_at", Moment, nullable=False),
        sa.CheckConstraint("area_id IS NULL OR organization_id IS NULL", "one_scope"),
    )
    op.create_index(
        "uq_roles_once",
        "roles",
        ["person_id", "role", sa.text("coalesce(area_id, 0)"), sa.text("coalesce(organization_id, 0)")],
        unique=True,
    )


def downgrade() -> None:
    for table in ("roles", "organizations", "people"):
        op.drop_table(table)
