"""Claims: taking, handing over, showing contacts, and what keeps one helper or network in bounds."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0108"
down_revision = "0107"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "claims",
        sa.Column("id", INT, primary_key=True),
        sa.Column("case_id", INT, sa.ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
        sa.Column("person_id", INT, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("second_id", INT, sa.ForeignKey("people.id")),
        sa.Column("second_at", Moment),
        sa.Column("network", sa.String(64)),
        sa.Column("device", sa.String(64)),
        sa.Column("own_post", sa.Boolean),
        sa.Column("taken_at", Moment, nullable=False),
        sa.Column("until", Moment, nullable=False),
        sa.Column("extended_at", Moment),
        sa.Column("set_out_at", Moment),
        sa.Column("allowed_at", Moment),
        sa.Column("allowed_by", sa.String(10)),
        sa.Column("code_tries", sa.SmallInteger, nullable=False),
        sa.Column("code_at", Moment),
        sa.Column("ended_at", Moment),
        sa.Column("end", sa.String(15)),
        sa.Column("reason", sa.String(30)),
    )
    op.create_index("ix_claims_ended", "claims", ["ended_at"])
    op.create_index("ix_claims_network", "claims", ["network", "taken_at"], **_only("network IS NOT NULL"))
    op.create_index("ix_claims_person", "claims", ["person_id", "ended_at"])
    op.create_index("uq_claims_live", "claims", ["case_id"], unique=True, **_only("ended_at IS NULL"))
    op.create_table(
        "handovers",
        sa.Column("id", INT, primary_key=True),
        sa.Column("claim_id", INT, sa.ForeignKey("claims.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("need_id", INT, sa.ForeignKey("needs.id", ondelete="CASCADE"), nullable=False),
        sa.Column("quantity", sa.Integer, nullable=False),
        sa.Column("at", Moment, nullable=False),
    )
    op.create_table(
        "disclosures",
        sa.Column("id", INT, primary_key=True),
        sa.Column("case_id", INT, sa.ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
        sa.Column("person_id", INT, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary, nullable=False),
        sa.Column("at", Moment, nullable=False),
    )
    op.create_index("ix_disclosures_case", "disclosures", ["case_id", "id"])
    op.create_index("ix_disclosures_person", "disclosures", ["person_id", "at"])
    op.create_table(
        "requester_words",
        sa.Column("claim_id", INT, sa.ForeignKey("claims.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("at", Moment, nullable=False),
        sa.Column("received", sa.Boolean, nullable=False),
        sa.Column("own", sa.Boolean, nullable=False),
        sa.Column("phone_mark", sa.String(64), nullable=False),
        sa.Column("device_mark", sa.String(64), nullable=False),
        sa.Column("network_mark", sa.String(64), nullable=False),
    )
    op.create_table(
        "household_gifts",
        sa.Column("id", INT, primary_key=True),
        sa.Column("household", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("case_id", INT, sa.ForeignKey("cases.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("at", Moment, nullable=False),
    )
    op.create_index("ix_household_gifts_household", "household_gifts", ["household", "kind", "at"])
    op.create_table(
        "stops",
        sa.Column("id", INT, primary_key=True),
        sa.Column("phone_hash", sa.String(64), nullable=False),
        sa.Column("person_id", INT, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("helper_hash", sa.String(64)),
        sa.Column("at", Moment, nullable=False),
        sa.UniqueConstraint("phone_hash", "person_id"),
    )
    op.create_table(
        "baits",
        sa.Column("mark", sa.String(64), primary_key=True),
        sa.Column("at", Moment, nullable=False),
    )
    op.create_table(
        "alarms",
        sa.Column("id", INT, primary_key=True),
        sa.Column("public_id", sa.String(8), nullable=False, unique=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("area_id", INT, sa.ForeignKey("areas.id"), nullable=False),
        sa.Column("person_id", INT, sa.ForeignKey("people.id", ondelete="CASCADE")),
        sa.Column("network", sa.String(64)),
        sa.Column("at", Moment, nullable=False),
        sa.Column("settled_at", Moment),
        sa.Column("settled_by_id", INT, sa.ForeignKey("people.id")),
    )
    op.create_index("ix_alarms_network", "alarms", ["network"])
    op.create_index("ix_alarms_open", "alarms", ["area_id"], **_only("settled_at IS NULL"))
    op.create_index("ix_alarms_person", "alarms", ["person_id"])


def downgrade() -> None:
    for table in (
        "alarms", "baits", "stops", "household_gifts", "requester_words", "disclosures", "handovers", "claims",
    ):  # fmt: skip
        op.drop_table(table)


def _only(condition: str) -> dict[str, Any]:
    """The arguments of a partial index, for both databases."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
