"""The tables of runs. Of ways only whole kilometres, of arrivals only steps of five minutes are kept: no home shows."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from connect import db
from connect.accounts.models import Organization, Person
from connect.crypto.encryption import Sealed
from connect.crypto.tokens import new_public_id
from connect.shopping.orders.models import Order
from connect.shopping.runs.routes import Why
from connect.shopping.runs.rules import State, Verb
from connect.shopping.windows.models import ShoppingWindow

LIVE_SQL = "state NOT IN ('done', 'cancelled')"
PLANNING_SQL = "state = 'planning'"


class Run(db.Model):
    """A batch of a window's orders that some teams bring from one start."""

    __tablename__ = "runs"
    __table_args__ = (
        sa.Index("ix_runs_window", "window_id", "state"),
        sa.Index("ix_runs_planning", "asked_at", sqlite_where=sa.text(PLANNING_SQL),
                 postgresql_where=sa.text(PLANNING_SQL)),
        sa.Index("ix_runs_ends", "ends_at", sqlite_where=sa.text(LIVE_SQL), postgresql_where=sa.text(LIVE_SQL)),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(8), unique=True, default=new_public_id)
    window_id: Mapped[int] = mapped_column(sa.ForeignKey("shopping_windows.id"))
    organization_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organizations.id"))  # None: of the authorities
    coordinator_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    state: Mapped[State] = mapped_column(db.Word(State, 10), default=State.DRAFT)
    area_ids: Mapped[list[int]] = mapped_column(sa.JSON)  # the wards of its stops
    start_point_id: Mapped[int | None] = mapped_column(sa.ForeignKey("supply_points.id"))  # None: a chosen place
    start_name: Mapped[str] = mapped_column(sa.String(120))
    start_lat_sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    start_lon_sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    back: Mapped[bool]  # the teams come back to the start
    starts_at: Mapped[datetime]  # of the first team; with no team yet the window's
    ends_at: Mapped[datetime]  # of the last team
    seed: Mapped[int] = mapped_column(sa.Integer)  # with the rounds a plan is made again
    rounds: Mapped[int | None] = mapped_column(sa.Integer)
    exact: Mapped[bool | None]  # solved by the homes themselves; False: by the centres of their public cells
    plans: Mapped[int] = mapped_column(sa.SmallInteger, default=0)  # how often it was solved by the homes
    asked_at: Mapped[datetime | None]
    begun_at: Mapped[datetime | None]  # when the worker last took it up
    solved_at: Mapped[datetime | None]
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    metres: Mapped[int | None] = mapped_column(sa.Integer)  # in thousands
    minutes: Mapped[int | None] = mapped_column(sa.Integer)  # of all teams together, in steps of five
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    start_lat: "Sealed[float | None]" = Sealed(float, by="public_id")
    start_lon: "Sealed[float | None]" = Sealed(float, by="public_id")
    window: Mapped[ShoppingWindow] = relationship(lazy="joined", innerjoin=True)
    organization: Mapped[Organization | None] = relationship(lazy="joined")
    coordinator: Mapped[Person] = relationship(foreign_keys=[coordinator_id], lazy="select")
    teams: Mapped[list["RunTeam"]] = relationship(
        lazy="selectin", order_by="RunTeam.number", cascade="all, delete-orphan", passive_deletes=True
    )
    stops: Mapped[list["RunStop"]] = relationship(
        lazy="select", order_by="[RunStop.team_id, RunStop.number, RunStop.id]", viewonly=True
    )

    @property
    def is_registered(self) -> bool:
        """Whether it starts at a registered point, which nobody has put beside a home."""
        return self.start_point_id is not None


class RunTeam(db.Model):
    """Some people with a vehicle who bring a part of a run; the leader holds its cases."""

    __tablename__ = "run_teams"
    __table_args__ = (sa.UniqueConstraint("run_id", "number"), sa.Index("ix_run_teams_leader", "leader_id", "run_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("runs.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(sa.SmallInteger)
    leader_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    vehicle: Mapped[str] = mapped_column(sa.String(10))  # of `rules.VEHICLES`
    kg: Mapped[int] = mapped_column(sa.Integer)
    bags: Mapped[int] = mapped_column(sa.Integer)
    most_stops: Mapped[int] = mapped_column(sa.SmallInteger)
    start_from: Mapped[datetime]
    until: Mapped[datetime]
    metres: Mapped[int | None] = mapped_column(sa.Integer)  # in thousands
    minutes: Mapped[int | None] = mapped_column(sa.Integer)

    leader: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    members: Mapped[list["RunMember"]] = relationship(
        lazy="selectin", order_by="RunMember.person_id", cascade="all, delete-orphan", passive_deletes=True
    )


class RunMember(db.Model):
    """Somebody who goes along with a team, and sees what its leader sees only beside the leader."""

    __tablename__ = "run_members"
    __table_args__ = (sa.Index("ix_run_members_person", "person_id"),)

    team_id: Mapped[int] = mapped_column(sa.ForeignKey("run_teams.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), primary_key=True, autoincrement=False)

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class RunStop(db.Model):
    """An order in a run: at which place of which team's route, or why in none."""

    __tablename__ = "run_stops"
    __table_args__ = (
        sa.UniqueConstraint("run_id", "order_id"),
        sa.Index("ix_run_stops_order", "order_id"),
        sa.Index("ix_run_stops_team", "team_id", "number"),
        sa.CheckConstraint("(team_id IS NULL) = (number IS NULL)", "placed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("runs.id", ondelete="CASCADE"))
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders.id", ondelete="CASCADE"))
    team_id: Mapped[int | None] = mapped_column(sa.ForeignKey("run_teams.id"))
    number: Mapped[int | None] = mapped_column(sa.SmallInteger)
    locked: Mapped[bool] = mapped_column(default=False)  # stays with its team when the run is solved again
    why_left: Mapped[Why | None] = mapped_column(db.Word(Why, 12))
    arrives_at: Mapped[datetime | None]  # about, in steps of five minutes
    released_at: Mapped[datetime | None]  # when it left the run after its approval

    order: Mapped[Order] = relationship(lazy="joined", innerjoin=True)
    team: Mapped[RunTeam | None] = relationship(lazy="select")


class RunEvent(db.Model):
    """Append-only history of a run."""

    __tablename__ = "run_events"
    __table_args__ = (
        sa.Index("ix_run_events_run", "run_id", "id"),
        sa.Index("ix_run_events_person", "person_id", sqlite_where=sa.text("person_id IS NOT NULL"),
                 postgresql_where=sa.text("person_id IS NOT NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(sa.ForeignKey("runs.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    verb: Mapped[Verb] = mapped_column(db.Word(Verb, 10))
    from_state: Mapped[str] = mapped_column(sa.String(10))
    to_state: Mapped[str] = mapped_column(sa.String(10))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))  # None: the worker or the clock
    detail: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)  # codes and inner numbers
