"""Cases: the public half, the secret half, needs, history, changes that wait, reminders."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0105"
down_revision = "0104"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LISTED = "guarded = 0 AND state IN ('open', 'partly_helped', 'claimed', 'in_delivery')"
BY_PLACE: list[str | sa.TextClause] = [
    "cell", sa.text("urgency DESC"), "waiting_since", "public_id", "kinds", "free_at", "lat", "lon", "id", "state",
    "guarded",
]  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("id", INT, primary_key=True),
        sa.Column("public_id", sa.String(8), nullable=False, unique=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("version", INT, nullable=False),
        sa.Column("cell", INT, nullable=False),
        sa.Column("cell_res", sa.SmallInteger, nullable=False),
        sa.Column("lat", sa.Double, nullable=False),
        sa.Column("lon", sa.Double, nullable=False),
        sa.Column("area_id", INT, sa.ForeignKey("areas.id"), nullable=False),
        sa.Column("kinds", sa.SmallInteger, nullable=False),
        sa.Column("urgency", sa.SmallInteger, nullable=False),
        sa.Column("people", sa.SmallInteger, nullable=False),
        sa.Column("wanted", sa.Integer, nullable=False),
        sa.Column("given", sa.Integer, nullable=False),
        sa.Column("guarded", sa.SmallInteger, nullable=False, server_default="0"),
        sa.Column("waiting_since", Moment, nullable=False),
        sa.Column("free_at", Moment, nullable=False),
        sa.Column("clock_at", Moment, nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.Column("verified_at", Moment),
        sa.Column("reason", sa.String(30)),
        sa.Column("duplicate_of_id", INT, sa.ForeignKey("cases.id")),
    )
    op.create_index("ix_cases_area", "cases", ["area_id", "state", "urgency", "waiting_since"])
    op.create_index("ix_cases_clock", "cases", ["state", "clock_at"])
    op.create_index(
        "ix_cases_coverage",
        "cases",
        ["area_id", "cell", "kinds", "people", "waiting_since", "free_at", "state", "guarded"],
        **_only(LISTED),
    )
    op.create_index("ix_cases_grave", "cases", BY_PLACE, **_only(f"{LISTED} AND urgency = 3"))
    op.create_index(
        "ix_cases_guarded",
        "cases",
        ["urgency", "waiting_since"],
        **_only("guarded = 1 AND state IN ('open', 'partly_helped', 'claimed', 'in_delivery')"),
    )
    op.create_index("ix_cases_leases", "cases", ["free_at"], **_only("state IN ('claimed', 'in_delivery')"))
    op.create_index("ix_cases_nearby", "cases", BY_PLACE, **_only(LISTED))
    op.create_index("ix_cases_unseen", "cases", ["state", "area_id"], **_only("verified_at IS NULL"))
    op.create_table(
        "needs",
        sa.Column("id", INT, primary_key=True),
        sa.Column("case_id", INT, sa.ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("item", sa.String(30), nullable=False),
        sa.Column("quantity", sa.Integer, nullable=False),
        sa.Column("given", sa.Integer, nullable=False),
        sa.CheckConstraint("given >= 0", "given"),
        sa.UniqueConstraint("case_id", "item"),
    )
    op.create_table(
        "case_secrets",
        sa.Column("case_id", INT, sa.ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("lat_sealed", sa.LargeBinary, nullable=False),
        sa.Column("lon_sealed", sa.LargeBinary, nullable=False),
        sa.Column("accuracy_m_sealed", sa.LargeBinary),
        sa.Column("place_by", sa.String(10), nullable=False),
        sa.Column("area_id_sealed", sa.LargeBinary, nullable=False),
        sa.Column("name_sealed", sa.LargeBinary, nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary, nullable=False),
        sa.Column("phone_hash", sa.String(64), nullable=False, index=True),
        sa.Column("reporter_name_sealed", sa.LargeBinary),
        sa.Column("reporter_phone_sealed", sa.LargeBinary),
        sa.Column("door_sealed", sa.LargeBinary, nullable=False),
        sa.Column("words_sealed", sa.LargeBinary, nullable=False),
        sa.Column("vulnerable_sealed", sa.LargeBinary, nullable=False),
        sa.Column("guards_sealed", sa.LargeBinary, nullable=False),
        sa.Column("device_hash", sa.String(64)),
        sa.Column("network_hash", sa.String(64)),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("token_sealed", sa.LargeBinary),
        sa.Column("form_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("delivery_code_sealed", sa.LargeBinary, nullable=False),
        sa.Column("lang", sa.String(5), nullable=False),
        sa.Column("consent_version", sa.String(20), nullable=False),
        sa.Column("consent_at", Moment, nullable=False),
        sa.Column("sms_agreed_at", Moment),
        sa.Column("compared_at", Moment),
        sa.Column("wiped_at", Moment),
    )
    op.create_index(
        "ix_case_secrets_due", "case_secrets", ["case_id"], **_only("compared_at IS NULL AND wiped_at IS NULL")
    )
    op.create_table(
        "case_events",
        sa.Column("id", INT, primary_key=True),
        sa.Column("case_id", INT, sa.ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("verb", sa.String(20), nullable=False),
        sa.Column("from_state", sa.String(20), nullable=False),
        sa.Column("to_state", sa.String(20), nullable=False),
        sa.Column("actor", sa.String(10), nullable=False),
        sa.Column("person_id", INT, sa.ForeignKey("people.id")),
        sa.Column("reason", sa.String(30)),
        sa.Column("note_sealed", sa.LargeBinary),
    )
    op.create_index("ix_case_events_case", "case_events", ["case_id", "id"])
    op.create_table(
        "case_changes",
        sa.Column("case_id", INT, sa.ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("at", Moment, nullable=False),
        sa.Column("codes", sa.JSON, nullable=False),
        sa.Column("wish_sealed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "reminders",
        sa.Column("id", INT, primary_key=True),
        sa.Column("case_id", INT, sa.ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
        sa.Column("kind", sa.String(4), nullable=False),
        sa.Column("clock_at", Moment, nullable=False),
        sa.Column("medium", sa.String(4), nullable=False),
        sa.Column("lease_until", Moment, nullable=False),
        sa.Column("tries", sa.SmallInteger, nullable=False),
        sa.Column("sent_at", Moment),
        sa.Column("dropped_at", Moment),
        sa.UniqueConstraint("case_id", "clock_at", "kind"),
    )
    op.create_index("ix_reminders_waiting", "reminders", ["id"], **_only("sent_at IS NULL AND dropped_at IS NULL"))


def downgrade() -> None:
    for table in ("reminders", "case_changes", "case_events", "case_secrets", "needs", "cases"):
        op.drop_table(table)


def _only(condition: str) -> dict[str, Any]:
    """The arguments of a partial index, for both databases."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
