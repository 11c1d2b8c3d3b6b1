"""Incidents with their areas, and the lines that switch utilities on and off: only ever added to."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from connect import db
from connect.accounts.models import Person
from connect.areas.models import Area
from connect.crypto.tokens import new_public_id
from connect.incidents.rules import IncidentKind, Status, Verb


class IncidentArea(db.Model):
    """One area that an incident is about: it and all below."""

    __tablename__ = "incident_areas"

    incident_id: Mapped[int] = mapped_column(sa.ForeignKey("incidents.id", ondelete="CASCADE"), primary_key=True)
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("areas.id"), primary_key=True, index=True)

    area: Mapped[Area] = relationship(lazy="joined", innerjoin=True)


class Incident(db.Model):
    """An epidemic wave, a flood, a typhoon. Its status is for ever: an exercise never becomes an actual one."""

    __tablename__ = "incidents"
    # No number is given twice, for an exercise is deleted whole and its number must not lead to another's lines.
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(8), unique=True, default=new_public_id)
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[IncidentKind] = mapped_column(db.Word(IncidentKind, 10))
    name_vi: Mapped[str] = mapped_column(sa.String(120))
    name_en: Mapped[str] = mapped_column(sa.String(120))
    status: Mapped[Status] = mapped_column(db.Word(Status, 10))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    created_at: Mapped[datetime]
    invitation: Mapped[str | None] = mapped_column(sa.String(22))  # of an exercise: links of an earlier one are dead

    areas: Mapped[list[IncidentArea]] = relationship(lazy="selectin", cascade="all, delete-orphan")

    def name(self, lang: str) -> str:
        """Its name in a language."""
        return self.name_en if lang == "en" else self.name_vi


class Switch(db.Model):
    """One line: in an area a utility goes on or off for a while, or an earlier line ends sooner, or is confirmed."""

    __tablename__ = "switches"
    __table_args__ = (
        # Of two officials who speak at once about a utility of an area, the database lets one through.
        sa.UniqueConstraint("area_id", "utility", "board_id", "number", name="uq_switches_number"),
        sa.Index("ix_switches_incident", "incident_id", "id"),
        {"sqlite_autoincrement": True},  # a number that comes back would hide a change
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(sa.ForeignKey("incidents.id", ondelete="CASCADE"))
    board_id: Mapped[int] = mapped_column(default=0)  # 0: the public's; else the exercise that it counts for alone
    utility: Mapped[str] = mapped_column(sa.String(20))  # the code of a kind
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("areas.id"))
    number: Mapped[int]  # 1, 2, 3 … of this utility in this area
    verb: Mapped[Verb] = mapped_column(db.Word(Verb, 10))
    about_id: Mapped[int | None] = mapped_column(sa.ForeignKey("switches.id", ondelete="CASCADE"), index=True)
    is_on: Mapped[bool]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]  # None: until another line, or the end of the incident
    alone_until: Mapped[datetime | None]  # what one official turned on alone, ends then unless a second one confirms
    reason: Mapped[str] = mapped_column(sa.String(300), default="")  # the public reads it
    note: Mapped[str] = mapped_column(sa.String(300), default="")  # only officials read it
    settings: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)  # `rules.settings_of` reads it
    copied_from: Mapped[dict[str, str] | None] = mapped_column(sa.JSON)  # the names of an exercise, by language
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    at: Mapped[datetime]

    incident: Mapped[Incident] = relationship(lazy="joined", innerjoin=True)
    area: Mapped[Area] = relationship(lazy="joined", innerjoin=True)
    by: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class ExerciseResult(db.Model):
    """The times that are left of an exercise when all of it is deleted."""

    __tablename__ = "exercise_results"

    incident_id: Mapped[int] = mapped_column(sa.ForeignKey("incidents.id", ondelete="CASCADE"), primary_key=True)
    ended_at: Mapped[datetime]
    made_at: Mapped[datetime]
    switched_at: Mapped[datetime | None]  # when the first line was written
    first_case_at: Mapped[datetime | None]
    first_review_at: Mapped[datetime | None]
    first_claim_at: Mapped[datetime | None]
    cases: Mapped[int] = mapped_column(sa.Integer)
    deleted_at: Mapped[datetime | None]  # when the last of its requests and lines was gone
