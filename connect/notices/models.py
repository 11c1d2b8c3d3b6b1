"""Channels of authorities, their notices, and every version of each."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from connect import db
from connect.accounts.models import Organization, Person
from connect.areas.models import Area
from connect.crypto.tokens import new_public_id
from connect.notices.alerts.cap import Category, Certainty, MsgType, Response, Status, Urgency
from connect.notices.channels.rules import ChannelState
from connect.notices.rules import State, Verb


def _only(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


class Channel(db.Model):
    """An authority's account: under whose name notices appear."""

    __tablename__ = "channels"
    __table_args__ = (sa.Index("ix_channels_name", "area_id", "folded", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(8), unique=True, default=new_public_id)
    name: Mapped[str] = mapped_column(sa.String(120))
    folded: Mapped[str] = mapped_column(sa.String(120), server_default="")  # the name as it is compared
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("areas.id"))
    organization_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organizations.id"))
    kit: Mapped[str] = mapped_column(sa.String(12), default="", server_default="")  # "": for everything
    about: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    contact: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    state: Mapped[ChannelState] = mapped_column(
        db.Word(ChannelState, 10), default=ChannelState.DRAFT, server_default="open"
    )
    verified_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    verified_at: Mapped[datetime | None]  # None, and open: from before this was kept
    closed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    area: Mapped[Area] = relationship(lazy="joined", innerjoin=True)
    organization: Mapped[Organization | None] = relationship(lazy="select")
    verified_by: Mapped[Person | None] = relationship(lazy="select")


class NoticeArea(db.Model):
    """One area a notice is for: it and all below; and what the feed of a place asks of it (`feed/listing.py`)."""

    __tablename__ = "notice_areas"
    __table_args__ = (
        sa.Index("ix_notice_areas_in_force", "area_id", "ends_at", "severity", "starts_at", "notice_id"),
        sa.Index("ix_notice_areas_unlisted", "notice_id", **_only("severity IS NULL")),
    )

    notice_id: Mapped[int] = mapped_column(sa.ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True)
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("areas.id"), primary_key=True)
    severity: Mapped[int | None] = mapped_column(sa.SmallInteger)
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]  # until when it stands in the feed of the area; None: in none

    area: Mapped[Area] = relationship(lazy="joined", innerjoin=True)


class NoticeText(db.Model):
    """The words of a notice in a further language; its own are Vietnamese."""

    __tablename__ = "notice_texts"

    notice_id: Mapped[int] = mapped_column(sa.ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True)
    lang: Mapped[str] = mapped_column(sa.String(8), primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(120))
    text: Mapped[str] = mapped_column(sa.Text)
    instruction: Mapped[str] = mapped_column(sa.Text)


class Notice(db.Model):
    """A message to the people of some areas, as it stands now; or the draft of one, or of the change of one."""

    __tablename__ = "notices"
    __table_args__ = (
        sa.Index("ix_notices_in_force", "severity", "ends_at"),
        sa.Index("ix_notices_of_channel", "channel_id", "ends_at"),
        sa.Index("ix_notices_scheduled", "starts_at", **_only("state = 'scheduled'")),
        sa.Index("ix_notices_cancelled", "withdrawn_at", **_only("withdrawn_at IS NOT NULL")),
        sa.Index("ix_notices_updates", "updates_id", **_only("updates_id IS NOT NULL")),
        sa.Index("ix_notices_of_incident", "incident_id", **_only("incident_id IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(8), unique=True, default=new_public_id)
    channel_id: Mapped[int] = mapped_column(sa.ForeignKey("channels.id"))
    state: Mapped[State] = mapped_column(db.Word(State, 10), default=State.DRAFT, server_default="published")
    version: Mapped[int] = mapped_column(default=1)  # of what was published; a draft's is the one it becomes
    edition: Mapped[int] = mapped_column(default=1, server_default="1")  # how often its words were written
    updates_id: Mapped[int | None] = mapped_column(sa.ForeignKey("notices.id"))  # a draft: what it is a change of
    updates_edition: Mapped[int | None]
    title: Mapped[str] = mapped_column(sa.String(120))
    text: Mapped[str] = mapped_column(sa.Text)
    instruction: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    severity: Mapped[int] = mapped_column(sa.SmallInteger)
    urgency: Mapped[Urgency] = mapped_column(db.Word(Urgency, 10), server_default="Unknown")
    certainty: Mapped[Certainty] = mapped_column(db.Word(Certainty, 10), server_default="Unknown")
    response: Mapped[Response] = mapped_column(db.Word(Response, 10), server_default="None")
    status: Mapped[Status] = mapped_column(db.Word(Status, 10), server_default="Actual")
    category: Mapped[Category] = mapped_column(db.Word(Category, 10), server_default="Other")
    event: Mapped[str] = mapped_column(sa.String(35), server_default="")
    risk_level: Mapped[int | None] = mapped_column(sa.SmallInteger)
    # No incident goes while a notice names it: without its drill an exercise would be anybody's to read.
    incident_id: Mapped[int | None] = mapped_column(sa.ForeignKey("incidents.id"))
    starts_at: Mapped[datetime]
    onset_at: Mapped[datetime | None]
    ends_at: Mapped[datetime]
    # As drawn; the wards that it means are areas. [[lat, lon], …], its last point the first; and [lat, lon, km].
    outline: Mapped[list[list[float]] | None] = mapped_column(sa.JSON(none_as_null=True))
    circle: Mapped[list[float] | None] = mapped_column(sa.JSON(none_as_null=True))
    contact: Mapped[str] = mapped_column(sa.String(200), server_default="")
    web: Mapped[str] = mapped_column(sa.String(300), server_default="")
    picture: Mapped[str | None] = mapped_column(sa.String(40))
    picture_alt: Mapped[str] = mapped_column(sa.String(200), default="")
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    changed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))  # None: of a notice from before 0126
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]  # when it was cancelled

    channel: Mapped[Channel] = relationship(lazy="joined", innerjoin=True)
    areas: Mapped[list[NoticeArea]] = relationship(lazy="selectin", cascade="all, delete-orphan")
    texts: Mapped[list[NoticeText]] = relationship(lazy="selectin", cascade="all, delete-orphan")


class NoticeVersion(db.Model):
    """One CAP alert: all that a notice said from one moment on, by whom, approved by whom; append-only."""

    __tablename__ = "notice_versions"
    __table_args__ = (sa.Index("ix_notice_versions_identifier", "identifier", unique=True),)

    notice_id: Mapped[int] = mapped_column(sa.ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    identifier: Mapped[str | None] = mapped_column(sa.String(80))  # None: by a process that did not know it yet
    msg_type: Mapped[MsgType] = mapped_column(db.Word(MsgType, 10), server_default="Alert")
    said: Mapped[dict[str, Any]] = mapped_column(sa.JSON)  # see `Content.said`; of a cancellation the reason too
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    approved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    at: Mapped[datetime]

    by: Mapped[Person] = relationship(lazy="joined", innerjoin=True, foreign_keys=[by_id])


class NoticeEvent(db.Model):
    """One move of a notice; append-only. Those of a change that is not out yet stand with what it changes."""

    __tablename__ = "notice_events"
    __table_args__ = (sa.Index("ix_notice_events_notice", "notice_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(sa.ForeignKey("notices.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    verb: Mapped[Verb] = mapped_column(db.Word(Verb, 20))
    from_state: Mapped[State] = mapped_column(db.Word(State, 10))
    to_state: Mapped[State] = mapped_column(db.Word(State, 10))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))  # None: the clock
    reason: Mapped[str] = mapped_column(sa.String(300))

    person: Mapped[Person | None] = relationship(lazy="joined")
