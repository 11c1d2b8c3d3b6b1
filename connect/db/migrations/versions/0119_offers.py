"""Offers: what somebody has to give, where it lies sealed, what is set aside of it for claims, and reminders."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0119"
down_revision = "0118"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NEARBY = ("public_id", "kinds", "clock_at", "stock", "within_m", "area_id", "lat", "lon", "id", "state")


def upgrade() -> None:
    op.create_table(
        "offers",
        sa.Column("id", INT, primary_key=True),
        sa.Column("public_id", sa.String(8), nullable=False, unique=True),
        sa.Column("person_id", INT, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("organization_id", INT, sa.ForeignKey("organizations.id")),
        sa.Column("sort", sa.String(10), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("version", INT, nullable=False),
        sa.Column("kinds", sa.SmallInteger, nullable=False),
        sa.Column("item", sa.String(30)),
        sa.Column("vehicle", sa.String(10)),
        sa.Column("carries_kg", sa.Integer),
        sa.Column("stock", sa.Integer, nullable=False),
        sa.Column("month_cap", sa.Integer),
        sa.Column("within_m", sa.Integer, nullable=False),
        sa.Column("cell", INT, nullable=False),
        sa.Column("cell_res", sa.SmallInteger, nullable=False),
        sa.Column("lat", sa.Double, nullable=False),
        sa.Column("lon", sa.Double, nullable=False),
        sa.Column("area_id", INT, sa.ForeignKey("areas.id"), nullable=False),
        sa.Column("until", Moment, nullable=False),
        sa.Column("confirmed_at", Moment, nullable=False),
        sa.Column("clock_at", Moment, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
        sa.CheckConstraint("stock >= 0", op.f("ck_offers_stock")),
    )
    op.create_index(
        "ix_offers_nearby", "offers", ["cell", sa.text("confirmed_at DESC"), *NEARBY], **_only("state = 'open'")
    )
    op.create_index("ix_offers_person", "offers", ["person_id", "state"])
    op.create_index("ix_offers_area", "offers", ["area_id", "state", "confirmed_at"])
    op.create_index("ix_offers_clock", "offers", ["state", "clock_at"])
    op.create_table(
        "offer_secrets",
        sa.Column("offer_id", INT, sa.ForeignKey("offers.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("lat_sealed", sa.LargeBinary, nullable=False),
        sa.Column("lon_sealed", sa.LargeBinary, nullable=False),
        sa.Column("place_by", sa.String(10), nullable=False),
        sa.Column("area_id_sealed", sa.LargeBinary, nullable=False),
        sa.Column("words_sealed", sa.LargeBinary, nullable=False),
        sa.Column("sms_agreed_at", Moment),
    )
    op.create_table(
        "offer_events",
        sa.Column("id", INT, primary_key=True),
        sa.Column("offer_id", INT, sa.ForeignKey("offers.id", ondelete="CASCADE"), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("verb", sa.String(10), nullable=False),
        sa.Column("from_state", sa.String(10), nullable=False),
        sa.Column("to_state", sa.String(10), nullable=False),
        sa.Column("quantity", sa.Integer),
    )
    op.create_index("ix_offer_events_offer", "offer_events", ["offer_id", "id"])
    op.create_table(
        "offer_takings",
        sa.Column("claim_id", INT, sa.ForeignKey("claims.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("offer_id", INT, sa.ForeignKey("offers.id", ondelete="CASCADE"), nullable=False),
        sa.Column("quantity", sa.Integer, nullable=False),
        sa.Column("used", sa.Integer, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("settled_at", Moment),
        sa.CheckConstraint("used >= 0 AND used <= quantity", op.f("ck_offer_takings_used")),
    )
    op.create_index("ix_offer_takings_offer", "offer_takings", ["offer_id", "settled_at"])
    op.create_table(
        "offer_reminders",
        sa.Column("id", INT, primary_key=True),
        sa.Column("offer_id", INT, sa.ForeignKey("offers.id", ondelete="CASCADE"), nullable=False),
        sa.Column("confirmed_at", Moment, nullable=False),
        sa.Column("medium", sa.String(4), nullable=False),
        sa.Column("lease_until", Moment, nullable=False),
        sa.Column("tries", sa.SmallInteger, nullable=False),
        sa.Column("sent_at", Moment),
        sa.Column("dropped_at", Moment),
        sa.UniqueConstraint("offer_id", "confirmed_at"),
    )
    op.create_index(
        "ix_offer_reminders_waiting", "offer_reminders", ["id"], **_only("sent_at IS NULL AND dropped_at IS NULL")
    )


def downgrade() -> None:
    for table in ("offer_reminders", "offer_takings", "offer_events", "offer_secrets", "offers"):
        op.drop_table(table)


def _only(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
