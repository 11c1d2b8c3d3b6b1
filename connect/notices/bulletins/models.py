"""Series of a channel, and their figures: append-only, the newest revision of a place and day counts."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from connect import db
from connect.accounts.models import Person
from connect.crypto.tokens import new_public_id
from connect.notices.bulletins.rules import Kind
from connect.notices.models import Channel


class Series(db.Model):
    """A thing that a channel counts or measures, place by place and day by day."""

    __tablename__ = "series"
    __table_args__ = (sa.UniqueConstraint("channel_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(8), unique=True, default=new_public_id)
    channel_id: Mapped[int] = mapped_column(sa.ForeignKey("channels.id"))
    code: Mapped[str] = mapped_column(sa.String(40))  # its name in files, never changed
    names: Mapped[dict[str, str]] = mapped_column(sa.JSON)  # by language
    units: Mapped[dict[str, str]] = mapped_column(sa.JSON)  # by language; of yes and no ""
    kind: Mapped[Kind] = mapped_column(db.Word(Kind, 6))
    is_health: Mapped[bool]
    edition: Mapped[int] = mapped_column(sa.Integer, default=1)  # goes up with each set of figures
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    created_at: Mapped[datetime]

    channel: Mapped[Channel] = relationship(lazy="joined", innerjoin=True)

    def name(self, lang: str) -> str:
        """Its name in a language; in Vietnamese where it has none in that."""
        return self.names.get(lang) or self.names["vi"]

    def unit(self, lang: str) -> str:
        """Its unit in a language; in Vietnamese where it has none in that."""
        return self.units.get(lang) or self.units.get("vi", "")


class Figure(db.Model):
    """One value for a place and a day. `shown` alone is for everybody's eyes; see `rules.shown`."""

    __tablename__ = "figures"
    __table_args__ = (
        sa.UniqueConstraint("series_id", "area_id", "day", "revision"),
        sa.Index("ix_figures_series_id_day", "series_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(sa.ForeignKey("series.id"))
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("areas.id"), index=True)
    day: Mapped[date]
    revision: Mapped[int] = mapped_column(sa.Integer)
    value: Mapped[int]  # thousandths; of a health series for its desk alone
    shown: Mapped[int | None]  # thousandths; None: under 5
    shown_revision: Mapped[int | None] = mapped_column(sa.Integer)  # None: it changed nothing that is published
    note: Mapped[str] = mapped_column(sa.String(300))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    at: Mapped[datetime]

    by: Mapped[Person] = relationship(lazy="select")
