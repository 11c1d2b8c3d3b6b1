"""The table of credentials. No picture of a paper is ever kept: an official looks the number up in the register."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from connect import clock, db
from connect.accounts.credentials import rules
from connect.accounts.models import Organization, Person
from connect.crypto.encryption import Sealed
from connect.crypto.fingerprints import fingerprint
from connect.crypto.tokens import new_public_id


def number_mark(number: str) -> str:
    """The keyed hash of a licence number, by which one number in two accounts is found."""
    return fingerprint("licence", rules.number_as_kept(number))


class Credential(db.Model):
    """A person's word to be a clinician, with the organisation that answers for it, and an official's check of it."""

    __tablename__ = "credentials"
    __table_args__ = (
        sa.Index("ix_credentials_person", "person_id"),
        sa.Index("ix_credentials_number", "number_hash"),
        sa.Index("ix_credentials_waiting", "organization_id",
                 sqlite_where=sa.text("checked_at IS NULL AND ended_at IS NULL"),
                 postgresql_where=sa.text("checked_at IS NULL AND ended_at IS NULL")),
        sa.Index("uq_credentials_live", "person_id", unique=True, sqlite_where=sa.text("ended_at IS NULL"),
                 postgresql_where=sa.text("ended_at IS NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(8), unique=True, default=new_public_id)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"))
    organization_id: Mapped[int] = mapped_column(sa.ForeignKey("organizations.id"))
    title: Mapped[str] = mapped_column(sa.String(20))  # of `rules.TITLES`
    number_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    number_hash: Mapped[str] = mapped_column(sa.String(64))  # see `number_mark`
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    checked_at: Mapped[datetime | None]
    checked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    end: Mapped[str | None] = mapped_column(sa.String(10))  # of `rules.Standing`
    reason_sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)

    number = Sealed(str, by="public_id")
    reason: "Sealed[str | None]" = Sealed(str, by="public_id")  # why it was refused or revoked; the person reads it
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    organization: Mapped[Organization] = relationship(lazy="joined", innerjoin=True)
    checked_by: Mapped[Person | None] = relationship(foreign_keys=[checked_by_id])

    @property
    def standing(self) -> rules.Standing:
        """Where it stands at this moment; a paused organisation answers for nobody, nor for somebody who left it."""
        held_by = {held.organization_id for held in self.person.roles}
        answers = self.organization.verified_at is not None and self.organization.paused_at is None
        return rules.standing(
            checked_at=self.checked_at, until=self.until, end=self.end,
            answered_for=answers and self.organization_id in held_by, now=clock.now(),
        )  # fmt: skip
