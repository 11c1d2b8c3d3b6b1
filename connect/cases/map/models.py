"""The tables of the map: how many cases lie in each cell and area, and the steps that are still to be added."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect import db


class CellCount(db.Model):
    """How many cases of one colour, kinds and urgency lie in one cell, at every resolution of the map."""

    __tablename__ = "cell_counts"

    res: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True)
    cell: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    colour: Mapped[str] = mapped_column(sa.String(5), primary_key=True)
    kinds: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True)
    urgency: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True)
    n: Mapped[int] = mapped_column(sa.Integer)


class CellTotal(db.Model):
    """The same over all kinds and urgencies: what a map without filters reads, one row a cell."""

    __tablename__ = "cell_totals"
    __table_args__ = ({"sqlite_with_rowid": False},)

    res: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True)
    cell: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    need: Mapped[int] = mapped_column(sa.Integer)
    taken: Mapped[int] = mapped_column(sa.Integer)
    done: Mapped[int] = mapped_column(sa.Integer)


class AreaTotal(db.Model):
    """The same of an area: a ward, a province, the country; written by the same fold. No row where there is none."""

    __tablename__ = "area_totals"
    __table_args__ = ({"sqlite_with_rowid": False},)

    area_id: Mapped[int] = mapped_column(sa.ForeignKey("areas.id"), primary_key=True)
    need: Mapped[int] = mapped_column(sa.Integer)
    taken: Mapped[int] = mapped_column(sa.Integer)
    done: Mapped[int] = mapped_column(sa.Integer)


class IncidentTotal(db.Model):
    """The same of the cases that were posted for an incident."""

    __tablename__ = "incident_totals"
    __table_args__ = ({"sqlite_with_rowid": False},)

    # No foreign key: a sum that could fail would keep all others from being added.
    incident_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    need: Mapped[int] = mapped_column(sa.Integer)
    taken: Mapped[int] = mapped_column(sa.Integer)
    done: Mapped[int] = mapped_column(sa.Integer)


class CellStep(db.Model):
    """So many cases more or fewer in a finest cell, not yet added to the sums; see `map.cell_counts`."""

    __tablename__ = "cell_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    cell: Mapped[int] = mapped_column(sa.BigInteger)
    colour: Mapped[str] = mapped_column(sa.String(5))
    kinds: Mapped[int] = mapped_column(sa.SmallInteger)
    urgency: Mapped[int] = mapped_column(sa.SmallInteger)
    incident_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    n: Mapped[int] = mapped_column(sa.Integer)
