"""The tables of loans. A holder's contact lies sealed beside the loan, with an end of its own."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from connect import db
from connect.accounts.models import Organization, Person
from connect.cases.models import Case
from connect.crypto.encryption import Sealed
from connect.crypto.tokens import new_public_id
from connect.offers.loans.rules import By, Condition, State, Verb

OUT_SQL = "state IN ('lent', 'returning', 'lost')"


class Loan(db.Model):
    """One thing that was lent at the handover of a case. The holder is its requester, who may be a school."""

    __tablename__ = "loans"
    __table_args__ = (
        # The same thing is not out twice, whoever presses at the same moment.
        sa.Index("uq_loans_out", "person_id", "item", "mark", unique=True, sqlite_where=sa.text(OUT_SQL),
                 postgresql_where=sa.text(OUT_SQL)),
        sa.Index("ix_loans_person", "person_id", "state", "due_at"),
        sa.Index("ix_loans_organization", "organization_id", "state", "due_at"),
        sa.Index("ix_loans_case", "case_id"),
        sa.Index("ix_loans_remind", "remind_at", sqlite_where=sa.text("remind_at IS NOT NULL"),
                 postgresql_where=sa.text("remind_at IS NOT NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(8), unique=True, default=new_public_id)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))  # the helper who lent it
    organization_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organizations.id"))  # lent in its name
    school_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organizations.id"))  # the holder, where it is a school
    state: Mapped[State] = mapped_column(db.Word(State, 10), default=State.LENT)
    version: Mapped[int] = mapped_column(default=1)
    item: Mapped[str] = mapped_column(sa.String(30))
    mark: Mapped[str] = mapped_column(sa.String(40))  # what is written on the thing: a sticker, a serial number
    due_at: Mapped[datetime]
    extended_at: Mapped[datetime | None]
    condition: Mapped[Condition | None] = mapped_column(db.Word(Condition, 10))  # how it came back
    remind_at: Mapped[datetime | None]  # when the holder is to be reminded next
    lent_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    case: Mapped[Case] = relationship(lazy="select")
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    organization: Mapped[Organization | None] = relationship(foreign_keys=[organization_id], lazy="joined")
    school: Mapped[Organization | None] = relationship(foreign_keys=[school_id], lazy="joined")


class LoanSecret(db.Model):
    """The contact of a holder, as it was at the handover. It outlives the case's own data, see `keeping.rights`."""

    __tablename__ = "loan_secrets"

    loan_id: Mapped[int] = mapped_column(sa.ForeignKey("loans.id", ondelete="CASCADE"), primary_key=True)
    name_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    phone_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    phone_hash: Mapped[str] = mapped_column(sa.String(64))  # by which the holder's *not this person* is found
    agreed_at: Mapped[datetime]  # when the holder's delivery code said yes to lending and to keeping this
    sms_agreed_at: Mapped[datetime | None]  # when the holder asked for reminders by message

    name = Sealed(str, by="loan_id")
    phone = Sealed(str, by="loan_id")


class LoanEvent(db.Model):
    """Append-only history of a loan, which both sides read: what happened, when, by whom, in which words."""

    __tablename__ = "loan_events"
    __table_args__ = (sa.Index("ix_loan_events_loan", "loan_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    loan_id: Mapped[int] = mapped_column(sa.ForeignKey("loans.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    verb: Mapped[Verb] = mapped_column(db.Word(Verb, 15))
    by: Mapped[By] = mapped_column(db.Word(By, 10))
    from_state: Mapped[str] = mapped_column(sa.String(10))
    to_state: Mapped[str] = mapped_column(sa.String(10))
    condition: Mapped[Condition | None] = mapped_column(db.Word(Condition, 10))
    due_at: Mapped[datetime]  # as it stood after the move
    words_sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)

    words: "Sealed[str | None]" = Sealed(str, by="loan_id")


class LoanReminder(db.Model):
    """The intention to remind a holder, and what became of it. Nothing personal in it."""

    __tablename__ = "loan_reminders"
    __table_args__ = (
        sa.UniqueConstraint("loan_id", "due_at", "days"),
        sa.Index("ix_loan_reminders_waiting", "id",
                 sqlite_where=sa.text("sent_at IS NULL AND dropped_at IS NULL"),
                 postgresql_where=sa.text("sent_at IS NULL AND dropped_at IS NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    loan_id: Mapped[int] = mapped_column(sa.ForeignKey("loans.id", ondelete="CASCADE"))
    due_at: Mapped[datetime]  # the day it reminds of; more time makes new reminders
    days: Mapped[int] = mapped_column(sa.SmallInteger)  # before that day; below zero after it
    medium: Mapped[str] = mapped_column(sa.String(4))  # sms or page
    # Of the version before `deliveries`: `lease_until` and `tries` are read by processes of it that still run.
    lease_until: Mapped[datetime] = mapped_column(default=db.EPOCH)
    tries: Mapped[int] = mapped_column(sa.SmallInteger, default=0)
    sent_at: Mapped[datetime | None]  # when the page began to ask, or the message was handed to `deliveries`
    dropped_at: Mapped[datetime | None]  # no longer wanted when it was to go out
