"""The table of what clinicians wrote for requesters."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from connect import db
from connect.cases.claims.models import Claim
from connect.crypto.encryption import Sealed


class Summary(db.Model):
    """A consultation in plain words, the requester's own: one for each claim."""

    __tablename__ = "advice_summaries"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    claim_id: Mapped[int] = mapped_column(sa.ForeignKey("claims.id", ondelete="CASCADE"), unique=True)
    said_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    advised_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    call_when_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    at: Mapped[datetime]

    said = Sealed(str, by="claim_id")
    advised = Sealed(str, by="claim_id")  # what to do
    call_when = Sealed(str, by="claim_id")  # when to call the medical emergency number
    claim: Mapped[Claim] = relationship(lazy="joined", innerjoin=True)
