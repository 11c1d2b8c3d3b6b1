"""The tables of supply points: where goods are, what there is of each, all that happened, and the owner's helpers.

A point is public by nature. One of which only the ward is shown (`exact` false) has no address, and its `lat` and `lon`
are the centre of its cell: nothing finer was ever kept.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.hybrid import hybrid_method
from sqlalchemy.orm import Mapped, mapped_column, relationship

from connect import db, geo
from connect.accounts.models import Organization, Person
from connect.areas.models import Area
from connect.crypto.encryption import Sealed
from connect.crypto.fingerprints import fingerprint
from connect.crypto.tokens import new_public_id
from connect.supplies import rules
from connect.supplies.rules import By, Kind, Level, SaidBy, State, Verb

# The text of the partial index and of the query on it must be the same to the letter; see `cases.models`.
LISTED_SQL = "state = 'open'"
RESTING_SQL = "state = 'resting'"
OUTSIDE_SQL = "outside_id IS NOT NULL"
HOURS_SQL = "hours <> ''"
PHONE_SQL = "phone_hash IS NOT NULL"
NO_BUYER_SQL = "buyers_out_at IS NULL"  # no buyer says that there is none left


def phone_mark(phone: str) -> str:
    """Keyed hash of a point's phone, unlike those of accounts and requesters: nothing can be laid side by side."""
    return fingerprint("supply point", phone)


class SupplyPoint(db.Model):
    """A place that sells or gives away goods."""

    __tablename__ = "supply_points"
    __table_args__ = (
        sa.Index("ix_supply_points_nearby", "cell", "public_id", "goods", "said_at", "hours_from", "hours_until",
                 "next_from", "next_until", "kind", "pays", "delivers", "delivers_m", "verified_at", "exact", "area_id",
                 "lat", "lon", "id", "state", sqlite_where=sa.text(LISTED_SQL), postgresql_where=sa.text(LISTED_SQL)),
        sa.Index("ix_supply_points_owner", "owner_id", "state"),
        sa.Index("ix_supply_points_area", "area_id", "state", "said_at"),
        sa.Index("ix_supply_points_clock", "state", "said_at"),
        sa.Index("ix_supply_points_resting", "rest_until", sqlite_where=sa.text(RESTING_SQL),
                 postgresql_where=sa.text(RESTING_SQL)),
        sa.Index("ix_supply_points_outside", "source", "outside_id", unique=True, sqlite_where=sa.text(OUTSIDE_SQL),
                 postgresql_where=sa.text(OUTSIDE_SQL)),
        sa.Index("ix_supply_points_phone", "phone_hash", sqlite_where=sa.text(PHONE_SQL),
                 postgresql_where=sa.text(PHONE_SQL)),
        sa.Index("ix_supply_points_folded", "folded"),
        sa.Index("ix_supply_points_hours", "hours_until", sqlite_where=sa.text(HOURS_SQL),
                 postgresql_where=sa.text(HOURS_SQL)),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(8), unique=True, default=new_public_id)
    state: Mapped[State] = mapped_column(db.Word(State, 10))
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[Kind] = mapped_column(db.Word(Kind, 12))
    name: Mapped[str] = mapped_column(sa.String(120))
    market: Mapped[str | None] = mapped_column(sa.String(80))  # the market in which it stands
    folded: Mapped[str] = mapped_column(sa.String(220))  # name and market without marks, for search
    address: Mapped[str | None] = mapped_column(sa.String(200))  # None where only the ward is shown
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("areas.id"))  # the ward
    exact: Mapped[bool]  # False: *ward only*
    lat: Mapped[float] = mapped_column(sa.Double)  # of the place itself, or of the centre of its cell
    lon: Mapped[float] = mapped_column(sa.Double)
    cell: Mapped[int] = mapped_column(sa.BigInteger().with_variant(sa.Integer(), "sqlite"))
    cell_res: Mapped[int] = mapped_column(sa.SmallInteger)
    phone_sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    phone_hash: Mapped[str | None] = mapped_column(sa.String(64))  # see `phone_mark`
    phone_shown: Mapped[bool] = mapped_column(default=False)  # the owner's yes
    delivers: Mapped[bool] = mapped_column(default=False)
    delivers_m: Mapped[int | None] = mapped_column(sa.Integer)
    pays: Mapped[int] = mapped_column(sa.SmallInteger, default=0)  # bits of `rules.PAY_BITS`
    goods: Mapped[int] = mapped_column(sa.BigInteger().with_variant(sa.Integer(), "sqlite"), default=0)  # see `goods`
    organization_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organizations.id"))
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    verified_at: Mapped[datetime | None]
    verified_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    picture: Mapped[str | None] = mapped_column(sa.String(64))  # its file; see `picture`
    picture_width: Mapped[int | None] = mapped_column(sa.SmallInteger)  # pixels
    picture_height: Mapped[int | None] = mapped_column(sa.SmallInteger)
    picture_waits: Mapped[bool] = mapped_column(default=False, server_default=sa.false())  # for a look
    source: Mapped[str | None] = mapped_column(sa.String(40))  # where an import had it from
    outside_id: Mapped[str | None] = mapped_column(sa.String(80))  # its number there
    said_at: Mapped[datetime]  # the last word of its owner, an official or an import
    rest_until: Mapped[datetime | None]
    hours: Mapped[str] = mapped_column(sa.Text, default="")  # the expression; '' = unknown
    hours_rows: Mapped[Any] = mapped_column(sa.JSON, default=list)  # as the form had them, see `hours.rules.Hours`
    hours_from: Mapped[datetime | None]  # the current or next interval, and the one after; None: unknown
    hours_until: Mapped[datetime | None]
    next_from: Mapped[datetime | None]
    next_until: Mapped[datetime | None]
    link: Mapped[int] = mapped_column(sa.SmallInteger, default=1)  # of the code on the counter; earlier ones are dead
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    area: Mapped[Area] = relationship(lazy="joined", innerjoin=True)
    organization: Mapped[Organization | None] = relationship(lazy="joined")
    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
    items: Mapped[list["SupplyGood"]] = relationship(order_by="SupplyGood.id", lazy="select", viewonly=True)

    phone = Sealed(str, by="public_id")

    def give_phone(self, phone: str | None) -> None:
        """Keeps a phone (E.164) sealed, with the keyed hash by which the point is found again; None takes it away."""
        self.phone_sealed, self.phone_hash = None, None
        if phone:
            self.phone, self.phone_hash = phone, phone_mark(phone)

    @property
    def place(self) -> geo.Point:
        """Where everybody sees it."""
        return geo.Point(self.lat, self.lon)

    @hybrid_method
    def is_listed(self, now: datetime) -> bool:
        """Whether everybody finds it at this moment. Also in SQL."""
        return rules.is_listed(self.state, self.said_at, now)

    @is_listed.expression
    @classmethod
    def _is_listed(cls, now: datetime) -> sa.ColumnElement[bool]:
        return sa.and_(sa.text(f"supply_points.{LISTED_SQL}"), cls.said_at > now - rules.SILENT_AFTER)


class SupplyGood(db.Model):
    """The stock of one item at one point, as it was last said. `actions.say_levels` and `stock.bulk` write it."""

    __tablename__ = "supply_goods"
    __table_args__ = (
        sa.UniqueConstraint("point_id", "item"),
        sa.Index("ix_supply_goods_told", "item", "point_id", "said_at", sqlite_where=sa.text(NO_BUYER_SQL),
                 postgresql_where=sa.text(NO_BUYER_SQL)),
        sa.Index("ix_supply_goods_prices", "item", "per", "point_id", "price",
                 sqlite_where=sa.text("price IS NOT NULL"), postgresql_where=sa.text("price IS NOT NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(sa.ForeignKey("supply_points.id", ondelete="CASCADE"))
    item: Mapped[str] = mapped_column(sa.String(30))  # the code of an item of the catalogue
    level: Mapped[Level] = mapped_column(db.Word(Level, 10))
    price: Mapped[int | None] = mapped_column(sa.Integer)  # đồng, of the base unit or of a pack
    per: Mapped[str] = mapped_column(sa.String(20), default="")  # the code of that pack; '' = the base unit
    limit_each: Mapped[int | None] = mapped_column(sa.SmallInteger)  # so many units to a household
    said_at: Mapped[datetime]
    said_by: Mapped[SaidBy] = mapped_column(db.Word(SaidBy, 10))
    buyers_out_at: Mapped[datetime | None]  # since when buyers say that there is none left


class SupplyEvent(db.Model):
    """Append-only history of a point: what happened, when, by which side, and what was said."""

    __tablename__ = "supply_events"
    __table_args__ = (
        sa.Index("ix_supply_events_point", "point_id", "id"),
        sa.Index("ix_supply_events_said", "point_id", "verb", "at"),
        sa.Index("ix_supply_events_marks", "at", sqlite_where=sa.text("browser IS NOT NULL OR network IS NOT NULL"),
                 postgresql_where=sa.text("browser IS NOT NULL OR network IS NOT NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(sa.ForeignKey("supply_points.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    verb: Mapped[Verb] = mapped_column(db.Word(Verb, 10))
    by: Mapped[By] = mapped_column(db.Word(By, 10))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    item: Mapped[str | None] = mapped_column(sa.String(30))
    detail: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    browser: Mapped[str | None] = mapped_column(sa.String(64))  # keyed marks, emptied after two days
    network: Mapped[str | None] = mapped_column(sa.String(64))


class SupplyHelper(db.Model):
    """Somebody who may speak for the owner of a point."""

    __tablename__ = "supply_helpers"

    point_id: Mapped[int] = mapped_column(sa.ForeignKey("supply_points.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True)
    since: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class SupplyItem(db.Model):
    """The bit that an added item of the catalogue was given in `supply_points.goods`, once and for ever."""

    __tablename__ = "supply_items"

    item: Mapped[str] = mapped_column(sa.String(30), primary_key=True)
    bit: Mapped[int] = mapped_column(sa.SmallInteger, unique=True)
