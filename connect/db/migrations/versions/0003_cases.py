"""Cases: the public half, the secret half, needs, history, claims, handovers, disclosures, counts."""

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0003"
down_revision = "0002"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LISTED = sa.text("state IN ('open', 'partly_helped', 'claimed', 'in_delivery')")
LEASED = sa.text("state IN ('claimed', 'in_delivery')")
LIVE = sa.text("ended_at IS NULL")


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
        sa.Column("waiting_since", Moment, nullable=False),
        sa.Column("free_at", Moment, nullable=False),
        sa.Column("clock_at", Moment, nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.Column("verified_at", Moment),
        sa.Column("reason", sa.String(30)),
        sa.Column("duplicate_of_id", INT, sa.ForeignKey("cases.id")),
    )
    op.create_index(
        "ix_cases_nearby",
        "cases",
        ["cell", "kinds", "urgency", "waiting_since", "free_at", "lat", "lon", "public_id", "id", "state"],
        sqlite_where=LISTED,
        postgresql_where=LISTED,
    )
    op.create_index("ix_cases_area", "cases", ["area_id", "state", "urgency", "waiting_since"])
    op.create_index("ix_cases_leases", "cases", ["free_at"], sqlite_where=LEASED, postgresql_where=LEASED)
    op.create_index("ix_cases_clock", "cases", ["state", "clock_at"])
    op.create_table(
        "needs",
        sa.Column("id", INT, primary_key=True),
        sa.Column("case_id", INT, sa.ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("item", sa.String(30), nullable=False),
        sa.Column("quantity", sa.Integer, nullable=False),
        sa.Column("given", sa.Integer, nullable=False),
        sa.UniqueConstraint("case_id", "item"),
        sa.CheckConstraint("given >= 0", "given"),
    )
    op.create_table(
        "case_secrets",
        sa.Column("case_id", INT, sa.ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("lat", sa.Double, nullable=False),
        sa.Column("lon", sa.Double, nullable=False),
        sa.Column("accuracy_m", sa.Double),
        sa.Column("place_by", sa.String(10), nullable=False),
        sa.Column("area_id", INT, sa.ForeignKey("areas.id"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("phone", sa.Text, nullable=False),
        sa.Column("phone_hash", sa.String(64), nullable=False, index=True),
        sa.Column("reporter_name", sa.Text),
        sa.Column("reporter_phone", sa.Text),
        sa.Column("door", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("vulnerable", sa.SmallInteger, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("form_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("delivery_code", sa.String(4), nullable=False),
        sa.Column("lang", sa.String(5), nullable=False),
        sa.Column("consent_version", sa.String(20), nullable=False),
        sa.Column("consent_at", Moment, nullable=False),
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
        sa.Column("note", sa.Text),
    )
    op.create_index("ix_case_events_case", "case_events", ["case_id", "id"])
    op.create_table(
        "claims",
        sa.Column("id", INT, primary_key=True),
        sa.Column("case_id", INT, sa.ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
        sa.Column("person_id", INT, sa.ForeignKey("people.id"), nullable=False),
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
    op.create_index("uq_claims_live", "claims", ["case_id"], unique=True, sqlite_where=LIVE, postgresql_where=LIVE)
    op.create_index("ix_claims_person", "claims", ["person_id", "ended_at"])
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
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("at", Moment, nullable=False),
    )
    op.create_index("ix_disclosures_case", "disclosures", ["case_id", "id"])
    op.create_table(
        "cell_counts",
        sa.Column("res", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("cell", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("colour", sa.String(5), primary_key=True),
        sa.Column("kinds", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("urgency", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("n", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    for table in (
        "cell_counts", "disclosures", "handovers", "claims", "case_events", "case_secrets", "needs", "cases",
    ):  # fmt: skip
        op.drop_table(table)
