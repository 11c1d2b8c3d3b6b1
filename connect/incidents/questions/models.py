"""Sets of questions: one draft at a time of a utility and owner, and its published versions, which never change."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from connect import db
from connect.accounts.models import Person
from connect.areas.models import Area
from connect.crypto.tokens import new_public_id

COUNTRY = "/VN/"  # `areas.path` of the whole country, which a set without an area belongs to


class QuestionSet(db.Model):
    """A version of a utility's questions, as its owner wrote it. Once it is published, a trigger refuses changes."""

    __tablename__ = "question_sets"
    __table_args__ = (
        # Not a plain constraint: there two rows without an area would count as different.
        sa.Index("uq_question_sets_version", "utility", sa.text("coalesce(area_id, 0)"), "version", unique=True),
        sa.Index(
            "uq_question_sets_draft", "utility", sa.text("coalesce(area_id, 0)"), unique=True,
            sqlite_where=sa.text("published_at IS NULL"), postgresql_where=sa.text("published_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(8), unique=True, default=new_public_id)
    utility: Mapped[str] = mapped_column(sa.String(30))  # the code of a kind
    area_id: Mapped[int | None] = mapped_column(sa.ForeignKey("areas.id"))  # of its owner; None: the whole site
    version: Mapped[int]
    body: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    edits: Mapped[int] = mapped_column(default=0)  # how often the draft was written over; decides between two editors
    changed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    changed_at: Mapped[datetime]
    published_at: Mapped[datetime | None]

    area: Mapped[Area | None] = relationship(lazy="joined")
    changed_by: Mapped[Person] = relationship(lazy="joined", innerjoin=True)  # of a published one: the publisher

    @property
    def path(self) -> str:
        """`areas.path` of its owner."""
        return self.area.path if self.area else COUNTRY
