"""Runs of shopping: teams, their people, the stops of each and the history. New, empty tables lock nothing at work."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from connect.db import Moment

revision = "0148"
down_revision = "0147"

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LIVE = "state NOT IN ('done', 'cancelled')"


def upgrade() -> None:
    op.create_table(
        "runs",
        sa.Column("id", INT, primary_key=True),
        sa.Column("public_id", sa.String(8), nullable=False, unique=True),
        sa.Column("window_id", INT, sa.ForeignKey("shopping_windows.id"), nullable=False),
        sa.Column("organization_id", INT, sa.ForeignKey("organizations.id")),
        sa.Column("coordinator_id", INT, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("area_ids", sa.JSON, nullable=False),
        sa.Column("start_point_id", INT, sa.ForeignKey("supply_points.id")),
        sa.Column("start_name", sa.String(120), nullable=False),
        sa.Column("start_lat_sealed", sa.LargeBinary),
        sa.Column("start_lon_sealed", sa.LargeBinary),
        sa.Column("back", sa.Boolean, nullable=False),
        sa.Column("starts_at", Moment, nullable=False),
        sa.Column("ends_at", Moment, nullable=False),
        sa.Column("seed", sa.Integer, nullable=False),
        sa.Column("rounds", sa.Integer),
        sa.Column("exact", sa.Boolean),
        sa.Column("plans", sa.SmallInteger, nullable=False),
        sa.Column("asked_at", Moment),
        sa.Column("begun_at", Moment),
        sa.Column("solved_at", Moment),
        sa.Column("approved_at", Moment),
        sa.Column("approved_by_id", INT, sa.ForeignKey("people.id")),
        sa.Column("metres", sa.Integer),
        sa.Column("minutes", sa.Integer),
        sa.Column("version", INT, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
    )
    op.create_index("ix_runs_window", "runs", ["window_id", "state"])
    op.create_index("ix_runs_planning", "runs", ["asked_at"], **_only("state = 'planning'"))
    op.create_index("ix_runs_ends", "runs", ["ends_at"], **_only(LIVE))
    _teams()
    _stops()
    _events()


def _teams() -> None:
    op.create_table(
        "run_teams",
        sa.Column("id", INT, primary_key=True),
        sa.Column("run_id", INT, sa.ForeignKey("runs.id", ondelete="CASCADE"), nullable=False),
        sa.Column("number", sa.SmallInteger, nullable=False),
        sa.Column("leader_id", INT, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("vehicle", sa.String(10), nullable=False),
        sa.Column("kg", sa.Integer, nullable=False),
        sa.Column("bags", sa.Integer, nullable=False),
        sa.Column("most_stops", sa.SmallInteger, nullable=False),
        sa.Column("start_from", Moment, nullable=False),
        sa.Column("until", Moment, nullable=False),
        sa.Column("metres", sa.Integer),
        sa.Column("minutes", sa.Integer),
        sa.UniqueConstraint("run_id", "number"),
    )
    op.create_index("ix_run_teams_leader", "run_teams", ["leader_id", "run_id"])
    op.create_table(
        "run_members",
        sa.Column("team_id", INT, sa.ForeignKey("run_teams.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("person_id", INT, sa.ForeignKey("people.id"), primary_key=True),
    )
    op.create_index("ix_run_members_person", "run_members", ["person_id"])


def _stops() -> None:
    op.create_table(
        "run_stops",
        sa.Column("id", INT, primary_key=True),
        sa.Column("run_id", INT, sa.ForeignKey("runs.id", ondelete="CASCADE"), nullable=False),
        sa.Column("order_id", INT, sa.ForeignKey("orders.id", ondelete="CASCADE"), nullable=False),
        sa.Column("team_id", INT, sa.ForeignKey("run_teams.id")),
        sa.Column("number", sa.SmallInteger),
        sa.Column("locked", sa.Boolean, nullable=False),
        sa.Column("why_left", sa.String(12)),
        sa.Column("arrives_at", Moment),
        sa.Column("released_at", Moment),
        sa.UniqueConstraint("run_id", "order_id"),
        sa.CheckConstraint("(team_id IS NULL) = (number IS NULL)", name=op.f("ck_run_stops_placed")),
    )
    op.create_index("ix_run_stops_order", "run_stops", ["order_id"])
    op.create_index("ix_run_stops_team", "run_stops", ["team_id", "number"])


def _events() -> None:
    op.create_table(
        "run_events",
        sa.Column("id", INT, primary_key=True),
        sa.Column("run_id", INT, sa.ForeignKey("runs.id", ondelete="CASCADE"), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("verb", sa.String(10), nullable=False),
        sa.Column("from_state", sa.String(10), nullable=False),
        sa.Column("to_state", sa.String(10), nullable=False),
        sa.Column("person_id", INT, sa.ForeignKey("people.id")),
        sa.Column("detail", sa.JSON, nullable=False),
    )
    op.create_index("ix_run_events_run", "run_events", ["run_id", "id"])
    op.create_index("ix_run_events_person", "run_events", ["person_id"], **_only("person_id IS NOT NULL"))


def downgrade() -> None:
    for table in ("run_events", "run_stops", "run_members", "run_teams", "runs"):
        op.drop_table(table)


def _only(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
