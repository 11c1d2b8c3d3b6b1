"""The utilities that were added, their items, and the number by which processes notice a change."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from connect import db


class CatalogueVersion(db.Model):
    """The one row that every change of the catalogue counts up, and so waits for."""

    __tablename__ = "catalogue_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]


class UtilityItem(db.Model):
    """A thing that can be asked for of an added utility."""

    __tablename__ = "utility_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    utility_id: Mapped[int] = mapped_column(sa.ForeignKey("utilities.id"), index=True)
    code: Mapped[str] = mapped_column(sa.String(30), unique=True)
    vi: Mapped[str] = mapped_column(sa.String(60))
    en: Mapped[str] = mapped_column(sa.String(60))
    unit: Mapped[str] = mapped_column(sa.String(12))  # the base unit, of `kinds.UNITS`
    usual: Mapped[int]
    packs: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)  # code, of, vi, en; smallest first
    version: Mapped[int] = mapped_column(default=1)
    retired_at: Mapped[datetime | None]

    def name(self, lang: str) -> str:
        """Its name in a language."""
        return self.en if lang == "en" else self.vi


class Utility(db.Model):
    """A utility that was added; it is retired, never deleted, so that its bit is nobody else's."""

    __tablename__ = "utilities"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(20), unique=True)
    bit: Mapped[int] = mapped_column(sa.SmallInteger, unique=True)  # of `kinds.BITS`, given once and for ever
    icon: Mapped[str] = mapped_column(sa.String(20))
    vi: Mapped[str] = mapped_column(sa.String(60))
    en: Mapped[str] = mapped_column(sa.String(60))
    call_first: Mapped[str] = mapped_column(sa.String(40), default="")  # numbers, with spaces between
    leases_s: Mapped[dict[str, int]] = mapped_column(sa.JSON, default=dict)  # urgency to seconds
    version: Mapped[int] = mapped_column(default=1)
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]

    items: Mapped[list[UtilityItem]] = relationship(lazy="selectin", order_by=UtilityItem.id)

    def name(self, lang: str) -> str:
        """Its name in a language."""
        return self.en if lang == "en" else self.vi
