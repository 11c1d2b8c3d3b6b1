"""The signatures by which the list of signs of danger is in use: only ever added to."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect import db


class SignList(db.Model):
    """A clinician's signature under one version of the list, with the digest of the very file that was read."""

    __tablename__ = "sign_lists"
    __table_args__ = (sa.UniqueConstraint("version", "digest", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(sa.String(20))
    digest: Mapped[str] = mapped_column(sa.String(64))  # SHA-256 of signs.toml, in hex
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    name: Mapped[str] = mapped_column(sa.String(80))  # as the public reads who answers for the list
    credential: Mapped[str] = mapped_column(sa.String(200))  # title and organisation at that moment
    at: Mapped[datetime]
