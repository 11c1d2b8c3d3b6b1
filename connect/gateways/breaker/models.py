"""The table of gateways that have a limit or had a fault; one that is well and unlimited needs no row."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect import db
from connect.gateways.breaker.rules import State


class GatewayRow(db.Model):
    """The state of a gateway: "mail", "sms", or "push:" and the host of a push service."""

    __tablename__ = "gateways"

    name: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    failures: Mapped[int] = mapped_column(sa.Integer, default=0)
    refused: Mapped[int] = mapped_column(sa.Integer, default=0)
    closed_until: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(sa.String(40), default="")
    tokens: Mapped[float] = mapped_column(sa.Double, default=0.0)
    filled_at: Mapped[datetime | None]
    day: Mapped[date | None]
    used: Mapped[int] = mapped_column(sa.Integer, default=0)

    @property
    def state(self) -> State:
        """The state that the row holds."""
        return State(**{name: getattr(self, name) for name in State.__slots__})

    @state.setter
    def state(self, state: State) -> None:
        """Writes each part of a state into the row."""
        for name in State.__slots__:
            setattr(self, name, getattr(state, name))
