"""The tables of windows: all in them is public, but for whoever wrote it."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from connect import clock, db
from connect.accounts.models import Organization, Person
from connect.crypto.tokens import new_public_id
from connect.shopping.windows import rules
from connect.shopping.windows.rules import State, Times, Verb


class WindowTemplate(db.Model):
    """A window that comes again by weekday: its times on the wall's clock, and what each of its windows is made of."""

    __tablename__ = "window_templates"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(8), unique=True, default=new_public_id)
    organization_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organizations.id"))
    coordinator_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    weekdays: Mapped[int] = mapped_column(sa.SmallInteger)  # bits of the day of the cut-off, Monday is 1
    opens_min: Mapped[int] = mapped_column(sa.Integer)  # all four: minutes from midnight of the day of the cut-off
    cut_off_min: Mapped[int] = mapped_column(sa.Integer)
    from_min: Mapped[int] = mapped_column(sa.Integer)
    until_min: Mapped[int] = mapped_column(sa.Integer)
    content: Mapped[dict[str, Any]] = mapped_column(sa.JSON)  # `actions.Content` as JSON
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]  # from then on no window is made of it

    organization: Mapped[Organization | None] = relationship()

    @property
    def clockwork(self) -> rules.Clockwork:
        """Its times, as the rules ask for them."""
        return rules.Clockwork(self.weekdays, self.opens_min, self.cut_off_min, self.from_min, self.until_min)


class ShoppingWindow(db.Model):
    """A time in which orders are taken for some areas, and when they are delivered."""

    __tablename__ = "shopping_windows"
    __table_args__ = (
        sa.Index("ix_shopping_windows_cut_off", "cut_off_at", "id"),
        sa.Index("ix_shopping_windows_delivery", "deliver_until", "id"),
        sa.UniqueConstraint("template_id", "day"),  # however often the clock comes by, a day has one
        sa.CheckConstraint("taken >= 0 AND taken <= most_orders", "taken"),
        sa.CheckConstraint(
            "opens_at < cut_off_at AND cut_off_at <= deliver_from AND deliver_from < deliver_until", "times"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(8), unique=True, default=new_public_id)
    organization_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organizations.id"))  # in its name
    coordinator_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    opens_at: Mapped[datetime]  # before, it is a plan
    cut_off_at: Mapped[datetime]
    deliver_from: Mapped[datetime]
    deliver_until: Mapped[datetime]
    most_orders: Mapped[int] = mapped_column(sa.Integer)
    most_lines: Mapped[int] = mapped_column(sa.SmallInteger, default=rules.MOST_LINES)
    taken: Mapped[int] = mapped_column(sa.Integer, default=0)  # places that orders hold; `taking` alone writes it
    note: Mapped[str] = mapped_column(sa.String(rules.NOTE_CHARS), default="")  # on fees; everybody reads it
    state: Mapped[State] = mapped_column(db.Word(State, 10), default=State.OPEN)
    template_id: Mapped[int | None] = mapped_column(sa.ForeignKey("window_templates.id"))
    day: Mapped[date | None] = mapped_column(sa.Date)  # of the template that it was made for
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    organization: Mapped[Organization | None] = relationship(lazy="joined")
    coordinator: Mapped[Person] = relationship(lazy="select")
    areas: Mapped[list["WindowArea"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", passive_deletes=True, order_by="WindowArea.area_id"
    )
    combos: Mapped[list["WindowCombo"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", passive_deletes=True, order_by="WindowCombo.id"
    )
    shops: Mapped[list["WindowShop"]] = relationship(
        lazy="select", cascade="all, delete-orphan", passive_deletes=True, order_by="WindowShop.point_id"
    )

    @property
    def times(self) -> Times:
        """Its four moments."""
        return Times(self.opens_at, self.cut_off_at, self.deliver_from, self.deliver_until)

    @property
    def phase(self) -> rules.Phase:
        """Where it stands at this moment."""
        return rules.phase(self.state, self.times, clock.now(), full=self.taken >= self.most_orders)

    @property
    def places(self) -> int:
        """How many orders it has room for still."""
        return max(0, self.most_orders - self.taken)


class WindowArea(db.Model):
    """An area that a window serves, with all that lies below it."""

    __tablename__ = "shopping_window_areas"
    __table_args__ = (sa.Index("ix_shopping_window_areas_area", "area_id", "window_id"),)

    window_id: Mapped[int] = mapped_column(sa.ForeignKey("shopping_windows.id", ondelete="CASCADE"), primary_key=True)
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("areas.id"), primary_key=True, autoincrement=False)


class WindowCombo(db.Model):
    """A ready-made bag that a window offers at a price, so many of it."""

    __tablename__ = "window_combos"
    __table_args__ = (
        sa.UniqueConstraint("window_id", "code"),
        sa.CheckConstraint("taken >= 0 AND taken <= total", "taken"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    window_id: Mapped[int] = mapped_column(sa.ForeignKey("shopping_windows.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(sa.String(rules.CODE_CHARS))  # names it within its window, and in templates
    vi: Mapped[str] = mapped_column(sa.String(rules.NAME_CHARS))
    en: Mapped[str] = mapped_column(sa.String(rules.NAME_CHARS), default="")
    price: Mapped[int] = mapped_column(sa.Integer)  # đồng
    content: Mapped[list[list[Any]]] = mapped_column(sa.JSON)  # [item, quantity in its base unit], …
    weight_g: Mapped[int] = mapped_column(sa.Integer)
    bags: Mapped[int] = mapped_column(sa.SmallInteger, default=1)
    total: Mapped[int] = mapped_column(sa.Integer)
    taken: Mapped[int] = mapped_column(sa.Integer, default=0)  # `taking` alone writes it

    @property
    def left(self) -> int:
        """How many are still to be had."""
        return max(0, self.total - self.taken)

    def name(self, lang: str) -> str:
        """Its name in a language."""
        return (self.en or self.vi) if lang == "en" else self.vi


class WindowShop(db.Model):
    """A supply point at which the orders of a window are bought. Points are closed and never deleted."""

    __tablename__ = "window_shops"

    window_id: Mapped[int] = mapped_column(sa.ForeignKey("shopping_windows.id", ondelete="CASCADE"), primary_key=True)
    point_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class WindowEvent(db.Model):
    """Append-only history of a window. *Later* and *cancel* are told on the page of each of its orders."""

    __tablename__ = "window_events"
    __table_args__ = (sa.Index("ix_window_events_window", "window_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    window_id: Mapped[int] = mapped_column(sa.ForeignKey("shopping_windows.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    verb: Mapped[Verb] = mapped_column(db.Word(Verb, 10))
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))  # None: the clock, of a template
    was: Mapped[dict[str, str] | None] = mapped_column(sa.JSON)  # the times before, of *later*
    reason: Mapped[str] = mapped_column(sa.String(rules.REASON_CHARS), default="")  # everybody reads it
