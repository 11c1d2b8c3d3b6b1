"""Who sits over what at this moment. What waits is known by the rows themselves; these say only who looks at it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from connect import db
from connect.accounts.models import Person


class DeskLease(db.Model):
    """One moderator over one item, until a moment. Once that is past the item is free, without any job."""

    __tablename__ = "desk_leases"

    subject: Mapped[str] = mapped_column(sa.String(20), primary_key=True)  # case, organization, second, …
    public_id: Mapped[str] = mapped_column(sa.String(8), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), index=True)
    taken_at: Mapped[datetime]
    until: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
