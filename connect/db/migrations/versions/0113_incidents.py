"""Incidents, their areas, the lines that switch utilities; and which incident a case belongs to."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment
from connect.db.migrations import online

revision = "0113"
down_revision = "0112"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OF_CASES = "ix_cases_incident"


def upgrade() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", INT, primary_key=True),
        sa.Column("public_id", sa.String(8), nullable=False, unique=True),
        sa.Column("version", INT, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("name_vi", sa.String(120), nullable=False),
        sa.Column("name_en", sa.String(120), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("starts_at", Moment, nullable=False),
        sa.Column("ends_at", Moment),
        sa.Column("created_by_id", INT, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "incident_areas",
        sa.Column("incident_id", INT, sa.ForeignKey("incidents.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("area_id", INT, sa.ForeignKey("areas.id"), primary_key=True, index=True),
    )
    op.create_table(
        "switches",
        sa.Column("id", INT, primary_key=True),
        sa.Column("incident_id", INT, sa.ForeignKey("incidents.id", ondelete="CASCADE"), nullable=False),
        sa.Column("board_id", INT, nullable=False),
        sa.Column("utility", sa.String(20), nullable=False),
        sa.Column("area_id", INT, sa.ForeignKey("areas.id"), nullable=False),
        sa.Column("number", INT, nullable=False),
        sa.Column("verb", sa.String(10), nullable=False),
        sa.Column("about_id", INT, sa.ForeignKey("switches.id", ondelete="CASCADE"), index=True),
        sa.Column("is_on", sa.Boolean, nullable=False),
        sa.Column("starts_at", Moment, nullable=False),
        sa.Column("ends_at", Moment),
        sa.Column("alone_until", Moment),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("settings", sa.JSON, nullable=False),
        sa.Column("by_id", INT, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.UniqueConstraint("area_id", "utility", "board_id", "number", name="uq_switches_number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_switches_incident", "switches", ["incident_id", "id"])
    _of_cases()


def _of_cases() -> None:
    """The column of the cases: with its key checked later, so that no writer waits while the whole table is read."""
    where = sa.text("incident_id IS NOT NULL")
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "ALTER TABLE cases ADD COLUMN incident_id INTEGER CONSTRAINT fk_cases_incident_id REFERENCES incidents (id)"
        )
        op.create_index(OF_CASES, "cases", ["incident_id"], sqlite_where=where)
        return
    op.add_column("cases", sa.Column("incident_id", INT))
    op.create_foreign_key(
        "fk_cases_incident_id", "cases", "incidents", ["incident_id"], ["id"], postgresql_not_valid=True
    )
    with online.without_locking():
        op.execute("ALTER TABLE cases VALIDATE CONSTRAINT fk_cases_incident_id")
        op.drop_index(OF_CASES, if_exists=True, postgresql_concurrently=True)
        op.create_index(OF_CASES, "cases", ["incident_id"], postgresql_where=where, postgresql_concurrently=True)


def downgrade() -> None:
    op.drop_index(OF_CASES, "cases")
    op.execute("ALTER TABLE cases DROP COLUMN incident_id")  # its key goes with it
    for table in ("switches", "incident_areas", "incidents"):
        op.drop_table(table)
