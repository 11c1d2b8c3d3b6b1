"""The tables of offers. `offers` holds nothing finer than the public cell; the place itself is in `offer_secrets`."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from connect import db, geo
from connect.accounts.models import Organization, Person
from connect.areas.models import Area
from connect.crypto.encryption import Sealed
from connect.crypto.tokens import new_public_id
from connect.offers.rules import Sort, State, Verb

# The text of the partial index and of the query on it must be the same to the letter; see `cases.models`.
LISTED_SQL = "state = 'open'"


class Offer(db.Model):
    """Something that somebody has to give, as the moderators of the area may know it."""

    __tablename__ = "offers"
    __table_args__ = (
        sa.Index("ix_offers_nearby", "cell", sa.text("confirmed_at DESC"), "public_id", "kinds", "clock_at", "stock",
                 "within_m", "area_id", "lat", "lon", "id", "state",
                 sqlite_where=sa.text(LISTED_SQL), postgresql_where=sa.text(LISTED_SQL)),
        sa.Index("ix_offers_person", "person_id", "state"),
        sa.Index("ix_offers_area", "area_id", "state", "confirmed_at"),
        sa.Index("ix_offers_clock", "state", "clock_at"),
        sa.CheckConstraint("stock >= 0", "stock"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(8), unique=True, default=new_public_id)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    organization_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organizations.id"))  # given in its name
    sort: Mapped[Sort] = mapped_column(db.Word(Sort, 10))
    state: Mapped[State] = mapped_column(db.Word(State, 10), default=State.OPEN)
    version: Mapped[int] = mapped_column(default=1)
    kinds: Mapped[int] = mapped_column(sa.SmallInteger)  # bits of the catalogue
    item: Mapped[str | None] = mapped_column(sa.String(30))  # of goods
    vehicle: Mapped[str | None] = mapped_column(sa.String(10))  # of `rules.VEHICLES`
    carries_kg: Mapped[int | None] = mapped_column(sa.Integer)
    stock: Mapped[int] = mapped_column(sa.Integer)  # what is left, without what is set aside for claims
    month_cap: Mapped[int | None] = mapped_column(sa.Integer)  # at most so much handed over in a month
    within_m: Mapped[int] = mapped_column(sa.Integer)
    cell: Mapped[int] = mapped_column(sa.BigInteger().with_variant(sa.Integer(), "sqlite"))
    cell_res: Mapped[int] = mapped_column(sa.SmallInteger)
    lat: Mapped[float] = mapped_column(sa.Double)
    lon: Mapped[float] = mapped_column(sa.Double)
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("areas.id"))
    until: Mapped[datetime]
    confirmed_at: Mapped[datetime]  # when the giver last said that it is still so
    clock_at: Mapped[datetime]  # when the clock expires it
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    area: Mapped[Area] = relationship(lazy="joined", innerjoin=True)
    person: Mapped[Person] = relationship(lazy="select")
    organization: Mapped[Organization | None] = relationship(lazy="joined")

    @property
    def centre(self) -> geo.Point:
        """The centre of the public cell: all that anybody but the giver knows of the place."""
        return geo.Point(self.lat, self.lon)


class OfferSecret(db.Model):
    """The place of a giver, which is a home, and the giver's words; sealed. Deleted some time after the end."""

    __tablename__ = "offer_secrets"

    offer_id: Mapped[int] = mapped_column(sa.ForeignKey("offers.id", ondelete="CASCADE"), primary_key=True)
    lat_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    lon_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    place_by: Mapped[str] = mapped_column(sa.String(10))  # position, map, ward or address
    area_id_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    words_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    sms_agreed_at: Mapped[datetime | None]  # when the giver agreed to reminders by message; None: no consent

    lat = Sealed(float, by="offer_id")
    lon = Sealed(float, by="offer_id")
    area_id = Sealed(int, by="offer_id")  # the ward that the giver named, not the public one
    words = Sealed(str, by="offer_id")  # for the moderators of the area


class OfferEvent(db.Model):
    """Append-only history of an offer: what happened, when, from where to where, and how much of it moved."""

    __tablename__ = "offer_events"
    __table_args__ = (sa.Index("ix_offer_events_offer", "offer_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[int] = mapped_column(sa.ForeignKey("offers.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    verb: Mapped[Verb] = mapped_column(db.Word(Verb, 10))
    from_state: Mapped[str] = mapped_column(sa.String(10))
    to_state: Mapped[str] = mapped_column(sa.String(10))
    quantity: Mapped[int | None] = mapped_column(sa.Integer)
