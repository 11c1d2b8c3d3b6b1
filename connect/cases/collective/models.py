"""The table of collective cases: which organisation posted, and its public address."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from connect import db
from connect.accounts.models import Organization
from connect.cases.models import Case


class CollectiveCase(db.Model):
    """One request of a school for many. Name and address are those of the school and public, as on its sign."""

    __tablename__ = "collective_cases"
    __table_args__ = (sa.Index("ix_collective_cases_organization", "organization_id", "case_id"),)

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organizations.id"))
    posted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    address: Mapped[str] = mapped_column(sa.String(200))
    at: Mapped[datetime]

    case: Mapped[Case] = relationship(lazy="joined", innerjoin=True)
    organization: Mapped[Organization] = relationship(lazy="joined", innerjoin=True)
