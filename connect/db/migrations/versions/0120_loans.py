"""Loans: what was lent, the holder's contact, its history and reminders; and collective cases of schools."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0120"
down_revision = "0119"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "loans",
        sa.Column("id", INT, primary_key=True),
        sa.Column("public_id", sa.String(8), nullable=False, unique=True),
        sa.Column("case_id", INT, sa.ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
        sa.Column("person_id", INT, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("organization_id", INT, sa.ForeignKey("organizations.id")),
        sa.Column("school_id", INT, sa.ForeignKey("organizations.id")),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("version", INT, nullable=False),
        sa.Column("item", sa.String(30), nullable=False),
        sa.Column("mark", sa.String(40), nullable=False),
        sa.Column("due_at", Moment, nullable=False),
        sa.Column("extended_at", Moment),
        sa.Column("condition", sa.String(10)),
        sa.Column("remind_at", Moment),
        sa.Column("lent_at", Moment, nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
    )
    op.create_index(
        "uq_loans_out", "loans", ["person_id", "item", "mark"], unique=True,
        **_only("state IN ('lent', 'returning', 'lost')"),
    )  # fmt: skip
    op.create_index("ix_loans_person", "loans", ["person_id", "state", "due_at"])
    op.create_index("ix_loans_organization", "loans", ["organization_id", "state", "due_at"])
    op.create_index("ix_loans_case", "loans", ["case_id"])
    op.create_index("ix_loans_remind", "loans", ["remind_at"], **_only("remind_at IS NOT NULL"))
    op.create_table(
        "loan_secrets",
        sa.Column("loan_id", INT, sa.ForeignKey("loans.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("name_sealed", sa.LargeBinary, nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary, nullable=False),
        sa.Column("phone_hash", sa.String(64), nullable=False),
        sa.Column("agreed_at", Moment, nullable=False),
        sa.Column("sms_agreed_at", Moment),
    )
    op.create_table(
        "loan_events",
        sa.Column("id", INT, primary_key=True),
        sa.Column("loan_id", INT, sa.ForeignKey("loans.id", ondelete="CASCADE"), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("verb", sa.String(15), nullable=False),
        sa.Column("by", sa.String(10), nullable=False),
        sa.Column("from_state", sa.String(10), nullable=False),
        sa.Column("to_state", sa.String(10), nullable=False),
        sa.Column("condition", sa.String(10)),
        sa.Column("due_at", Moment, nullable=False),
        sa.Column("words_sealed", sa.LargeBinary),
    )
    op.create_index("ix_loan_events_loan", "loan_events", ["loan_id", "id"])
    op.create_table(
        "loan_reminders",
        sa.Column("id", INT, primary_key=True),
        sa.Column("loan_id", INT, sa.ForeignKey("loans.id", ondelete="CASCADE"), nullable=False),
        sa.Column("due_at", Moment, nullable=False),
        sa.Column("days", sa.SmallInteger, nullable=False),
        sa.Column("medium", sa.String(4), nullable=False),
        sa.Column("lease_until", Moment, nullable=False),
        sa.Column("tries", sa.SmallInteger, nullable=False),
        sa.Column("sent_at", Moment),
        sa.Column("dropped_at", Moment),
        sa.UniqueConstraint("loan_id", "due_at", "days"),
    )
    op.create_index(
        "ix_loan_reminders_waiting", "loan_reminders", ["id"], **_only("sent_at IS NULL AND dropped_at IS NULL")
    )
    op.create_table(
        "collective_cases",
        sa.Column("case_id", INT, sa.ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("organization_id", INT, sa.ForeignKey("organizations.id"), nullable=False),
        sa.Column("posted_by_id", INT, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("address", sa.String(200), nullable=False),
        sa.Column("at", Moment, nullable=False),
    )
    op.create_index("ix_collective_cases_organization", "collective_cases", ["organization_id", "case_id"])
    op.add_column("cases", sa.Column("is_collective", sa.Boolean))


def downgrade() -> None:
    op.execute("ALTER TABLE cases DROP COLUMN is_collective")
    for table in ("collective_cases", "loan_reminders", "loan_events", "loan_secrets", "loans"):
        op.drop_table(table)


def _only(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
