"""The tables of helping: who took a case, what was handed over, and who was shown whose contact."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.hybrid import hybrid_method
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.util import AliasedClass

from connect import db
from connect.accounts.models import Person
from connect.cases import rules
from connect.cases.models import Case
from connect.crypto.encryption import Sealed
from connect.crypto.tokens import new_public_id


class Claim(db.Model):
    """A helper's taking of a case, with an end."""

    __tablename__ = "claims"
    __table_args__ = (
        sa.Index("uq_claims_live", "case_id", unique=True, sqlite_where=sa.text("ended_at IS NULL"),
                 postgresql_where=sa.text("ended_at IS NULL")),
        sa.Index("ix_claims_person", "person_id", "ended_at"),
        sa.Index("ix_claims_ended", "ended_at"),
        sa.Index("ix_claims_network", "network", "taken_at", sqlite_where=sa.text("network IS NOT NULL"),
                 postgresql_where=sa.text("network IS NOT NULL")),
        sa.Index("ix_claims_run", "run", sqlite_where=sa.text("run IS NOT NULL"),
                 postgresql_where=sa.text("run IS NOT NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    second_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))  # who goes along to a safeguarded home
    second_at: Mapped[datetime | None]  # when the second person said yes, by their own sign-in
    run: Mapped[int | None] = mapped_column(sa.BigInteger)  # of shopping for others, see `cases.runs`; None: of none
    network: Mapped[str | None] = mapped_column(sa.String(64))  # where it was taken from, keyed; empty after two days
    device: Mapped[str | None] = mapped_column(sa.String(64))  # in which browser, keyed; empty after two days
    own_post: Mapped[bool | None]  # the request came from the helper's own browser or network
    taken_at: Mapped[datetime]
    until: Mapped[datetime]
    extended_at: Mapped[datetime | None]
    set_out_at: Mapped[datetime | None]
    allowed_at: Mapped[datetime | None]  # when contact was opened to this helper; of a run: from when on it will be
    # verified, vouched, clinician, requester, moderator or run
    allowed_by: Mapped[str | None] = mapped_column(sa.String(10))
    code_tries: Mapped[int] = mapped_column(sa.SmallInteger, default=0)
    code_at: Mapped[datetime | None]  # when the delivery code proved a handover
    ended_at: Mapped[datetime | None]
    # helped, partly, released, lapsed, cannot_reach, stopped, disputed or recalled
    end: Mapped[str | None] = mapped_column(sa.String(15))
    reason: Mapped[str | None] = mapped_column(sa.String(30))

    case: Mapped[Case] = relationship(lazy="select")
    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="joined", innerjoin=True)
    second: Mapped[Person | None] = relationship(foreign_keys=[second_id])

    @hybrid_method
    def runs(self, now: datetime) -> bool:
        """Whether it holds its case at this moment: it was not ended and its time is not over. Also in SQL."""
        return self.ended_at is None and self.until > now

    @runs.expression
    @classmethod
    def _runs(cls, now: datetime) -> sa.ColumnElement[bool]:
        return sa.and_(cls.ended_at.is_(None), cls.until > now)

    @hybrid_method
    def ran_out(self, now: datetime) -> bool:
        """Whether its time was over before anybody ended it; the clock has not noted it yet. Also in SQL."""
        return self.ended_at is None and self.until <= now

    @ran_out.expression
    @classmethod
    def _ran_out(cls, now: datetime) -> sa.ColumnElement[bool]:
        return sa.and_(cls.ended_at.is_(None), cls.until <= now)

    def is_open(self, now: datetime) -> bool:
        """Whether the contact is open to its helper: for a run that was approved, not before the run begins."""
        return self.allowed_at is not None and self.allowed_at <= now

    @property
    def visit_is_ready(self) -> bool:
        """Whether this visit may see more than others do: to a safeguarded home two go whose organisation is checked.

        Asked at each look, because clearance can be withdrawn at any time.
        """
        if self.case.guarded != rules.SAFEGUARDED:
            return True
        second = self.second if self.second_at else None
        return self.person.cleared and second is not None and second.cleared


class Handover(db.Model):
    """So many of one need, given under one claim."""

    __tablename__ = "handovers"

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(sa.ForeignKey("claims.id", ondelete="CASCADE"), index=True)
    need_id: Mapped[int] = mapped_column(sa.ForeignKey("needs.id", ondelete="CASCADE"))
    quantity: Mapped[int] = mapped_column(sa.Integer)
    at: Mapped[datetime]


class HouseholdGift(db.Model):
    """A household, by keyed hash of its phone or its door, was given something of a kind."""

    __tablename__ = "household_gifts"
    __table_args__ = (sa.Index("ix_household_gifts_household", "household", "kind", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    household: Mapped[str] = mapped_column(sa.String(64))
    kind: Mapped[str] = mapped_column(sa.String(20))
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]


class Disclosure(db.Model):
    """One showing of a case's contact and place: viewer, moment and reason. The requester sees these."""

    __tablename__ = "disclosures"
    __table_args__ = (
        sa.Index("ix_disclosures_case", "case_id", "id"),
        sa.Index("ix_disclosures_person", "person_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    role: Mapped[str] = mapped_column(sa.String(10))
    reason_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    at: Mapped[datetime]

    reason = Sealed(str, by="case_id")
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class Stop(db.Model):
    """A requester's *not this person*: holds for all cases of the requester, known by the hash of the phone."""

    __tablename__ = "stops"
    __table_args__ = (sa.UniqueConstraint("phone_hash", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    phone_hash: Mapped[str] = mapped_column(sa.String(64))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    helper_hash: Mapped[str | None] = mapped_column(sa.String(64))  # of the helper's phone: outlives the account
    at: Mapped[datetime]

    @classmethod
    def shuts_out(cls, person: type[Person] | AliasedClass[Person]) -> sa.ColumnElement[bool]:
        """The condition that it is about a person: the account, or a later one of the same phone."""
        return sa.or_(cls.person_id == person.id, cls.helper_hash == person.phone_hash)


class RequesterWord(db.Model):
    """A requester's word on a help: it came, or it did not. The requester is known by marks alone.

    The marks are keyed for each helper apart, so that the words on two helpers cannot be laid side by side.
    """

    __tablename__ = "requester_words"

    claim_id: Mapped[int] = mapped_column(sa.ForeignKey("claims.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime]
    received: Mapped[bool]
    own: Mapped[bool]  # requester and helper share a phone, a browser or a network
    phone_mark: Mapped[str] = mapped_column(sa.String(64))
    device_mark: Mapped[str] = mapped_column(sa.String(64))
    network_mark: Mapped[str] = mapped_column(sa.String(64))


class Bait(db.Model):
    """A case that was planted: whoever looks at its contact does so without a reason."""

    __tablename__ = "baits"

    mark: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    at: Mapped[datetime]


class Alarm(db.Model):
    """Something that a moderator has to look at before it goes on; while it is open, it stops what it is about."""

    __tablename__ = "alarms"
    __table_args__ = (
        sa.Index("ix_alarms_open", "area_id", sqlite_where=sa.text("settled_at IS NULL"),
                 postgresql_where=sa.text("settled_at IS NULL")),
        sa.Index("ix_alarms_person", "person_id"),
        sa.Index("ix_alarms_network", "network"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(8), unique=True, default=new_public_id)
    kind: Mapped[str] = mapped_column(sa.String(10))  # ends (about a person) or network
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("areas.id"))  # of the case that was one too many
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"))
    network: Mapped[str | None] = mapped_column(sa.String(64))  # keyed; empty again some days after the answer
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    person: Mapped[Person | None] = relationship(foreign_keys=[person_id], lazy="joined")
