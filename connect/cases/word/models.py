"""The browsers that are told of a case."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect import db


class CaseContact(db.Model):
    """A browser that is told of a case, because somebody who held its link pressed *tell me here*."""

    __tablename__ = "case_contacts"

    contact_id: Mapped[int] = mapped_column(
        sa.ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64))  # of that link: once it is dead, nothing is told there
