"""The table of receipts: where the sealed file of an order's receipt lies, and the key that opens it, itself sealed."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect import db
from connect.crypto.encryption import Sealed


class OrderReceipt(db.Model):
    """The picture of one order's receipt; a better one takes its place until the order is settled."""

    __tablename__ = "order_receipts"

    order_id: Mapped[int] = mapped_column(
        sa.ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    name: Mapped[str] = mapped_column(sa.String(32), unique=True)  # of its file
    at: Mapped[datetime]
    key_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)

    key = Sealed(str, by="order_id")
