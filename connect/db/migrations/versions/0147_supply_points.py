"""Supply points: where goods are, what there is of each, their history, the owner's helpers, bits of added items.

New and empty tables lock nothing that is at work.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0147"
down_revision = "0146"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NEARBY = ("cell", "public_id", "goods", "said_at", "hours_from", "hours_until", "next_from", "next_until", "kind",
          "pays", "delivers", "delivers_m", "verified_at", "exact", "area_id", "lat", "lon", "id", "state")  # fmt: skip


def upgrade() -> None:
    _points()
    op.create_table(
        "supply_goods",
        sa.Column("id", INT, primary_key=True),
        sa.Column("point_id", INT, sa.ForeignKey("supply_points.id", ondelete="CASCADE"), nullable=False),
        sa.Column("item", sa.String(30), nullable=False),
        sa.Column("level", sa.String(10), nullable=False),
        sa.Column("price", sa.Integer),
        sa.Column("per", sa.String(20), nullable=False),
        sa.Column("limit_each", sa.SmallInteger),
        sa.Column("said_at", Moment, nullable=False),
        sa.Column("said_by", sa.String(10), nullable=False),
        sa.Column("buyers_out_at", Moment),
        sa.UniqueConstraint("point_id", "item"),
    )
    op.create_index(
        "ix_supply_goods_prices", "supply_goods", ["item", "per", "point_id", "price"], **_only("price IS NOT NULL")
    )
    op.create_table(
        "supply_events",
        sa.Column("id", INT, primary_key=True),
        sa.Column("point_id", INT, sa.ForeignKey("supply_points.id", ondelete="CASCADE"), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("verb", sa.String(10), nullable=False),
        sa.Column("by", sa.String(10), nullable=False),
        sa.Column("person_id", INT, sa.ForeignKey("people.id")),
        sa.Column("item", sa.String(30)),
        sa.Column("detail", sa.JSON, nullable=False),
        sa.Column("browser", sa.String(64)),
        sa.Column("network", sa.String(64)),
    )
    op.create_index("ix_supply_events_point", "supply_events", ["point_id", "id"])
    op.create_index("ix_supply_events_said", "supply_events", ["point_id", "verb", "at"])
    op.create_index("ix_supply_events_marks", "supply_events", ["at"],
                    **_only("browser IS NOT NULL OR network IS NOT NULL"))  # fmt: skip
    op.create_table(
        "supply_helpers",
        sa.Column("point_id", INT, sa.ForeignKey("supply_points.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("person_id", INT, sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("since", Moment, nullable=False),
    )
    op.create_index("ix_supply_helpers_person_id", "supply_helpers", ["person_id"])
    op.create_table(
        "supply_items",
        sa.Column("item", sa.String(30), primary_key=True),
        sa.Column("bit", sa.SmallInteger, nullable=False, unique=True),
    )


def _points() -> None:
    op.create_table(
        "supply_points",
        sa.Column("id", INT, primary_key=True),
        sa.Column("public_id", sa.String(8), nullable=False, unique=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("version", INT, nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("market", sa.String(80)),
        sa.Column("folded", sa.String(220), nullable=False),
        sa.Column("address", sa.String(200)),
        sa.Column("area_id", INT, sa.ForeignKey("areas.id"), nullable=False),
        sa.Column("exact", sa.Boolean, nullable=False),
        sa.Column("lat", sa.Double, nullable=False),
        sa.Column("lon", sa.Double, nullable=False),
        sa.Column("cell", INT, nullable=False),
        sa.Column("cell_res", sa.SmallInteger, nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary),
        sa.Column("phone_hash", sa.String(64)),
        sa.Column("phone_shown", sa.Boolean, nullable=False),
        sa.Column("delivers", sa.Boolean, nullable=False),
        sa.Column("delivers_m", sa.Integer),
        sa.Column("pays", sa.SmallInteger, nullable=False),
        sa.Column("goods", INT, nullable=False),
        sa.Column("organization_id", INT, sa.ForeignKey("organizations.id")),
        sa.Column("owner_id", INT, sa.ForeignKey("people.id")),
        sa.Column("verified_at", Moment),
        sa.Column("verified_by_id", INT, sa.ForeignKey("people.id")),
        sa.Column("picture", sa.String(64)),
        sa.Column("source", sa.String(40)),
        sa.Column("outside_id", sa.String(80)),
        sa.Column("said_at", Moment, nullable=False),
        sa.Column("rest_until", Moment),
        sa.Column("hours", sa.Text, nullable=False),
        sa.Column("hours_rows", sa.JSON, nullable=False),
        sa.Column("hours_from", Moment),
        sa.Column("hours_until", Moment),
        sa.Column("next_from", Moment),
        sa.Column("next_until", Moment),
        sa.Column("link", sa.SmallInteger, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
    )
    op.create_index("ix_supply_points_nearby", "supply_points", list(NEARBY), **_only("state = 'open'"))
    op.create_index("ix_supply_points_owner", "supply_points", ["owner_id", "state"])
    op.create_index("ix_supply_points_area", "supply_points", ["area_id", "state", "said_at"])
    op.create_index("ix_supply_points_clock", "supply_points", ["state", "said_at"])
    op.create_index("ix_supply_points_resting", "supply_points", ["rest_until"], **_only("state = 'resting'"))
    op.create_index(
        "ix_supply_points_outside", "supply_points", ["source", "outside_id"], unique=True,
        **_only("outside_id IS NOT NULL"),
    )  # fmt: skip
    op.create_index("ix_supply_points_phone", "supply_points", ["phone_hash"], **_only("phone_hash IS NOT NULL"))
    op.create_index("ix_supply_points_folded", "supply_points", ["folded"])


def downgrade() -> None:
    for table in ("supply_items", "supply_helpers", "supply_events", "supply_goods", "supply_points"):
        op.drop_table(table)


def _only(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
