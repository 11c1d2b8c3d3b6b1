"""The table of what both sides said was paid. Nothing in it is ever changed; a mistake is a further line."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect import db
from connect.crypto.encryption import Sealed
from connect.shopping.money import rules
from connect.shopping.money.rules import Side, Sort
from connect.shopping.orders.rules import Pay


class Settlement(db.Model):
    """One entry: what a side says was paid for an order, or what is set right afterwards."""

    __tablename__ = "settlements"
    __table_args__ = (
        sa.Index("ix_settlements_person", "person_id", sqlite_where=sa.text("person_id IS NOT NULL"),
                 postgresql_where=sa.text("person_id IS NOT NULL")),
    )  # fmt: skip

    order_id: Mapped[int] = mapped_column(sa.ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True)  # two at once never write the same one
    at: Mapped[datetime]
    sort: Mapped[Sort] = mapped_column(db.Word(Sort, 10))
    side: Mapped[Side] = mapped_column(db.Word(Side, 10))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))  # of the team; a household has no account
    sum: Mapped[int] = mapped_column(sa.Integer)  # đồng; of a counter-entry more or less
    way: Mapped[Pay] = mapped_column(db.Word(Pay, 10))
    sponsor: Mapped[str] = mapped_column(sa.String(rules.SPONSOR_CHARS), default="")
    reason_sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)

    reason: "Sealed[str | None]" = Sealed(str, by="order_id")  # of a counter-entry; both sides read it
