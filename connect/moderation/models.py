"""The tables of the desk: leases on items, second opinions, reports of abuse. The items' own rows say what waits."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from connect import db
from connect.accounts.models import Person
from connect.cases.models import Case
from connect.crypto.encryption import Sealed
from connect.crypto.tokens import new_public_id


class DeskLease(db.Model):
    """One moderator over one item, until a moment. Once that is past the item is free, without any job."""

    __tablename__ = "desk_leases"

    subject: Mapped[str] = mapped_column(sa.String(20), primary_key=True)  # case, organization, second, …
    public_id: Mapped[str] = mapped_column(sa.String(8), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), index=True)
    taken_at: Mapped[datetime]
    until: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class SecondOpinion(db.Model):
    """One decision in twenty, asked again of another moderator who is not told the first."""

    __tablename__ = "second_opinions"
    __table_args__ = (sa.Index("ix_second_opinions_open", "second_id", "asked_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(8), unique=True, default=new_public_id)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    verb: Mapped[str] = mapped_column(sa.String(20))  # approve or reject
    first_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    asked_at: Mapped[datetime]
    second_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    second_verb: Mapped[str | None] = mapped_column(sa.String(20))
    reason: Mapped[str | None] = mapped_column(sa.String(30))  # why the second would not accept it
    answered_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]  # when the first read that the second disagrees

    case: Mapped[Case] = relationship(lazy="joined", innerjoin=True)

    @property
    def disagrees(self) -> bool:
        """Whether the second said otherwise."""
        return self.second_verb not in (None, self.verb)


class AbuseReport(db.Model):
    """Somebody says that something is wrong with a request, a helper, a notice or an organisation (Báo xấu)."""

    __tablename__ = "abuse_reports"
    __table_args__ = (
        sa.UniqueConstraint("kind", "subject", "device"),
        sa.Index("ix_abuse_reports_waiting", "area_id", "settled_at"),
        sa.Index("ix_abuse_reports_device", "device"),
        sa.Index("ix_abuse_reports_network", "network"),
        sa.Index("ix_abuse_reports_reporter", "reporter_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(15))  # case, person, notice or organization
    subject: Mapped[str] = mapped_column(sa.String(8))  # its public id
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("areas.id"))  # whose moderators look at it
    urgency: Mapped[int] = mapped_column(sa.SmallInteger)
    reason: Mapped[str] = mapped_column(sa.String(20))
    words_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    reporter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    device: Mapped[str] = mapped_column(sa.String(64))
    network: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    verdict: Mapped[str | None] = mapped_column(sa.String(10))  # of `report_weight.VERDICTS`

    words = Sealed(str, by="subject")
    reporter: Mapped[Person | None] = relationship(foreign_keys=[reporter_id], lazy="joined")
    settled_by: Mapped[Person | None] = relationship(foreign_keys=[settled_by_id], lazy="joined")
