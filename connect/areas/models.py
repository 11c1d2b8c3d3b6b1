"""The administrative tree, of any depth, with validity dates and the names people still use."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect import db


class Area(db.Model):
    """A node of the tree: the country, a province or city, a ward, commune or special zone."""

    __tablename__ = "areas"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(10), unique=True)  # of the statistics office; VN is the root
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("areas.id"), index=True)
    path: Mapped[str] = mapped_column(sa.String(80), index=True)  # "/VN/79/26740/": a prefix is all below
    kind: Mapped[str] = mapped_column(sa.String(15))
    name: Mapped[str] = mapped_column(sa.String(80))
    short: Mapped[str] = mapped_column(sa.String(80))
    folded: Mapped[str] = mapped_column(sa.String(80))
    lat: Mapped[float] = mapped_column(sa.Double)
    lon: Mapped[float] = mapped_column(sa.Double)
    km2: Mapped[float] = mapped_column(sa.Double)
    effective_from: Mapped[date]
    effective_to: Mapped[date | None]


class AreaAlias(db.Model):
    """An older name of what an area took over, wholly or in part."""

    __tablename__ = "area_aliases"

    id: Mapped[int] = mapped_column(primary_key=True)
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("areas.id", ondelete="CASCADE"), index=True)
    code: Mapped[str] = mapped_column(sa.String(10))
    kind: Mapped[str] = mapped_column(sa.String(15))  # old_ward, or the kind it had under the same code
    ward: Mapped[str] = mapped_column(sa.String(80))
    district: Mapped[str] = mapped_column(sa.String(80))
    province: Mapped[str] = mapped_column(sa.String(80))
    is_default: Mapped[bool]
    effective_to: Mapped[date]


class AreaImport(db.Model):
    """Each loading of the areas. The last one's id says whether what a process remembers is still true."""

    __tablename__ = "area_imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    digest: Mapped[str] = mapped_column(sa.String(64))
    added: Mapped[int]
    changed: Mapped[int]
    ended: Mapped[int]
