"""The tables of orders. Own words of a line lie sealed; all else of the household is with its case."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from connect import db
from connect.cases.models import Case
from connect.crypto.encryption import Sealed
from connect.crypto.tokens import new_public_id
from connect.incidents import kinds
from connect.shopping.orders.rules import By, Instead, Outcome, Pay, State, Verb, expected
from connect.shopping.windows.models import ShoppingWindow, WindowCombo

ASKED_SQL = "outcome = 'asked'"


class Order(db.Model):
    """One household's shopping list in a window. Its case has the person, the door and the code."""

    __tablename__ = "orders"
    __table_args__ = (
        sa.Index("ix_orders_window", "window_id", "state"),
        sa.Index("ix_orders_run", "run_id", sqlite_where=sa.text("run_id IS NOT NULL"),
                 postgresql_where=sa.text("run_id IS NOT NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(8), unique=True, default=new_public_id)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"), unique=True)
    window_id: Mapped[int] = mapped_column(sa.ForeignKey("shopping_windows.id"))
    state: Mapped[State] = mapped_column(db.Word(State, 10), default=State.PLACED)
    run_id: Mapped[int | None] = mapped_column(sa.BigInteger().with_variant(sa.Integer(), "sqlite"))
    weight_g: Mapped[int] = mapped_column(sa.Integer)
    bags: Mapped[int] = mapped_column(sa.Integer)
    estimate: Mapped[int] = mapped_column(sa.Integer)  # đồng: prices of combos, and top prices of all else
    budget: Mapped[int | None] = mapped_column(sa.Integer)  # đồng
    pay: Mapped[Pay] = mapped_column(db.Word(Pay, 10))
    next_too: Mapped[bool] = mapped_column(default=False)  # agreed: what this window cannot bring goes into the next
    key: Mapped[str] = mapped_column(
        sa.String(64), unique=True
    )  # of the form and what was typed: a second sending is the first
    asked_out_at: Mapped[datetime | None]  # when the requester asked to be let out of the run
    placed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]

    case: Mapped[Case] = relationship(lazy="select")
    window: Mapped[ShoppingWindow] = relationship(lazy="joined", innerjoin=True)
    lines: Mapped[list["OrderLine"]] = relationship(order_by="OrderLine.number", lazy="selectin")


class OrderLine(db.Model):
    """One line of an order: a combo, an item of the catalogue, or own words."""

    __tablename__ = "order_lines"
    __table_args__ = (
        sa.CheckConstraint("quantity > 0", "quantity"),
        sa.Index("ix_order_lines_asked", "asked_at", sqlite_where=sa.text(ASKED_SQL),
                 postgresql_where=sa.text(ASKED_SQL)),
    )  # fmt: skip

    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True)
    item: Mapped[str | None] = mapped_column(sa.String(30))
    combo_id: Mapped[int | None] = mapped_column(sa.ForeignKey("window_combos.id"), index=True)
    words_sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    quantity: Mapped[int] = mapped_column(sa.Integer)  # of an item in its base unit
    top_price: Mapped[int | None] = mapped_column(sa.Integer)  # đồng, of the whole line
    instead: Mapped[Instead] = mapped_column(db.Word(Instead, 10))
    price: Mapped[int | None] = mapped_column(sa.Integer)  # đồng each, when it was ordered; of an item an estimate
    got: Mapped[int | None] = mapped_column(sa.Integer)
    paid: Mapped[int | None] = mapped_column(sa.Integer)  # đồng, of the whole line
    outcome: Mapped[Outcome | None] = mapped_column(db.Word(Outcome, 10))
    offered_sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)  # what the team found instead
    offered_price: Mapped[int | None] = mapped_column(sa.Integer)  # đồng, of the whole line
    asked_at: Mapped[datetime | None]
    answer: Mapped[bool | None]  # the requester's, to what was asked

    words: "Sealed[str | None]" = Sealed(str, by="order_id")
    offered: "Sealed[str | None]" = Sealed(str, by="order_id")
    combo: Mapped[WindowCombo | None] = relationship(lazy="joined")

    @property
    def total(self) -> int | None:
        """The expected cost of the line, in đồng; None when nobody knows."""
        return expected(self.price, self.quantity, None if self.combo_id else self.top_price)

    def name(self, lang: str) -> str:
        """The name of the combo or item in a language; of own words none, they are shown by who may read them."""
        if self.combo is not None:
            return self.combo.name(lang)
        return kinds.item(self.item).name(lang) if self.item else ""


class OrderEvent(db.Model):
    """Append-only history of an order, which both sides read."""

    __tablename__ = "order_events"
    __table_args__ = (
        sa.Index("ix_order_events_order", "order_id", "id"),
        sa.Index("ix_order_events_person", "person_id", sqlite_where=sa.text("person_id IS NOT NULL"),
                 postgresql_where=sa.text("person_id IS NOT NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    verb: Mapped[Verb] = mapped_column(db.Word(Verb, 10))
    by: Mapped[By] = mapped_column(db.Word(By, 12))
    from_state: Mapped[str] = mapped_column(sa.String(10))
    to_state: Mapped[str] = mapped_column(sa.String(10))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    line: Mapped[int | None] = mapped_column(sa.SmallInteger)  # the number of the line that it is about
    reason: Mapped[str | None] = mapped_column(sa.String(20))
    detail: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)  # numbers and codes, nothing personal
