"""An import under way: its file row by row, what was found of each row, and what was decided about it."""

import json
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from connect import db
from connect.areas.models import Area
from connect.crypto.encryption import Sealed
from connect.crypto.tokens import new_public_id


class Stage(StrEnum):
    """Where an import stands."""

    READING = "reading"  # its file lies there as it was sent
    REFUSED = "refused"  # it cannot be read
    COLUMNS = "columns"  # somebody has to say which column is what
    CHECKING = "checking"
    CHECKED = "checked"
    WRITING = "writing"
    DONE = "done"


class Outcome(StrEnum):
    """An outcome of a row that was looked at."""

    NEW = "new"
    CHANGE = "change"
    SAME = "same"  # the point is there, and as the row says
    DOUBT = "doubt"  # perhaps a point that is there: somebody has to decide
    OWNED = "owned"  # the point has an owner, whose word goes before an import
    BAD = "bad"
    LEFT = "left"  # left out by decision


class Decision(StrEnum):
    """An answer to a row in doubt."""

    SAME = "same"
    OTHER = "other"
    LEAVE = "leave"


class SupplyImport(db.Model):
    """A file that somebody brought in, for the points of an area, as a source of a name."""

    __tablename__ = "supply_imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(8), unique=True, default=new_public_id)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("areas.id"))
    source: Mapped[str] = mapped_column(sa.String(40))
    stage: Mapped[Stage] = mapped_column(db.Word(Stage, 10))
    head: Mapped[list[str]] = mapped_column(sa.JSON)
    columns: Mapped[dict[str, int]] = mapped_column(sa.JSON)
    done: Mapped[int] = mapped_column(sa.Integer, default=0)  # the number of the last row of this stage
    written: Mapped[int] = mapped_column(sa.Integer, default=0)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    file: Mapped[str | None] = mapped_column(sa.String(32))  # the name of the sealed file, until it was read
    file_key_sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    refused: Mapped[list[Any] | None] = mapped_column(sa.JSON(none_as_null=True))  # why it cannot be read, and values

    file_key = Sealed(str, by="public_id")
    area: Mapped[Area] = relationship(lazy="joined", innerjoin=True)


class SupplyImportRow(db.Model):
    """A row of the file. Its cells may hold a phone, so they are sealed."""

    __tablename__ = "supply_import_rows"
    __table_args__ = (
        sa.Index("ix_supply_import_rows_outcome", "import_id", "outcome", "number"),
        sa.Index("ix_supply_import_rows_outside", "import_id", "outside_id"),
    )

    import_id: Mapped[int] = mapped_column(sa.ForeignKey("supply_imports.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # as the spreadsheet shows it
    said_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    outside_id: Mapped[str] = mapped_column(sa.String(80), default="")
    outcome: Mapped[Outcome | None] = mapped_column(db.Word(Outcome, 10))
    troubles: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    point_id: Mapped[int | None]  # the one that it may be; no foreign key: looked at again before anything is written
    decision: Mapped[Decision | None] = mapped_column(db.Word(Decision, 10))

    said = Sealed(str, by="number")

    @property
    def cells(self) -> list[str]:
        """The cells."""
        found: list[str] = json.loads(self.said)
        return found
