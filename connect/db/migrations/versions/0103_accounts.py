"""Accounts: people, organisations, roles, and what staff decided about people."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0103"
down_revision = "0102"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("id", INT, primary_key=True),
        sa.Column("public_id", sa.String(8), nullable=False, unique=True),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary, nullable=False),
        sa.Column("phone_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("verified_at", Moment),
        sa.Column("verified_by_id", INT, sa.ForeignKey("people.id")),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("blocked_at", Moment),
        sa.Column("factor_tries", INT, nullable=False),
        sa.Column("factor_wait_until", Moment),
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
        sa.Column("cleared_at", Moment),
        sa.Column("cleared_by_id", INT, sa.ForeignKey("people.id")),
        sa.Column("paused_at", Moment),
        sa.Column("paused_for", sa.String(10)),
        sa.Column("looked_at", Moment),
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
    op.create_index(  # not a plain constraint: there two rows without an area would count as different
        "uq_roles_once",
        "roles",
        ["person_id", "role", sa.text("coalesce(area_id, 0)"), sa.text("coalesce(organization_id, 0)")],
        unique=True,
    )
    op.create_table(
        "invitations",
        sa.Column("organization_id", INT, sa.ForeignKey("organizations.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("person_id", INT, sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("by_id", INT, sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
        sa.Column("at", Moment, nullable=False),
    )
    op.create_index("ix_invitations_person", "invitations", ["person_id"])
    op.create_table(
        "person_events",
        sa.Column("id", INT, primary_key=True),
        sa.Column("person_id", INT, sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("verb", sa.String(10), nullable=False),
        sa.Column("by_id", INT, sa.ForeignKey("people.id")),
        sa.Column("note_sealed", sa.LargeBinary, nullable=False),
        sa.Column("told_sealed", sa.LargeBinary),
    )
    op.create_index("ix_person_events_person", "person_events", ["person_id", "id"])
    op.create_table(
        "locks",
        sa.Column("id", INT, primary_key=True),
        sa.Column("person_id", INT, sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("lifted_at", Moment),
        sa.Column("lifted_by_id", INT, sa.ForeignKey("people.id")),
        sa.Column("note_sealed", sa.LargeBinary),
    )
    op.create_index("ix_locks_person", "locks", ["person_id", "lifted_at"])
    op.create_table(
        "area_blocks",
        sa.Column("person_id", INT, sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("area_id", INT, sa.ForeignKey("areas.id"), primary_key=True),
        sa.Column("at", Moment, nullable=False),
        sa.Column("by_id", INT, sa.ForeignKey("people.id")),
    )
    op.create_table(
        "phone_marks",
        sa.Column("id", INT, primary_key=True),
        sa.Column("phone_hash", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(20)),
        sa.Column("at", Moment, nullable=False),
        sa.Column("until", Moment, nullable=False),
    )
    op.create_index("ix_phone_marks_phone", "phone_marks", ["phone_hash"])
    op.create_index("ix_phone_marks_until", "phone_marks", ["until"])


def downgrade() -> None:
    for table in (
        "phone_marks", "area_blocks", "locks", "person_events", "invitations", "roles", "organizations", "people",
    ):  # fmt: skip
        op.drop_table(table)
