"""The tables of a case. `cases` and `needs` hold only what the public may know; the rest is in `case_secrets`."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.hybrid import hybrid_method
from sqlalchemy.orm import Mapped, mapped_column, relationship

from connect import db, geo
from connect.accounts.models import Person
from connect.areas.models import Area
from connect.cases import rules
from connect.cases.rules import State
from connect.crypto import fingerprints
from connect.crypto.encryption import Sealed
from connect.crypto.fingerprints import fingerprint
from connect.crypto.tokens import token_from
from connect.incidents.models import Incident

# The text of the partial index and of the query on it must be the same to the letter, or SQLite cannot prove
# that the index answers; so both take it from here.
LISTED_SQL = "guarded = 0 AND state IN ('open', 'partly_helped', 'claimed', 'in_delivery')"
GRAVE_SQL = f"{LISTED_SQL} AND urgency = {rules.GRAVEST}"
GUARDED_SQL = LISTED_SQL.replace("guarded = 0", f"guarded = {rules.SAFEGUARDED}")
CLINICAL_SQL = LISTED_SQL.replace("guarded = 0", f"guarded = {rules.CLINICAL}")
DRILL_SQL = f"guarded = {rules.DRILL}"
DUE_SQL = "compared_at IS NULL AND wiped_at IS NULL"  # a case that was not yet compared with the others


def _nearby(name: str, of: str) -> sa.Index:
    """An index that holds all that `connect.nearby` reads, in the order in which it reads."""
    columns = ["waiting_since", "public_id", "kinds", "free_at", "lat", "lon", "id", "state", "guarded"]
    where = sa.text(of)
    return sa.Index(name, "cell", sa.text("urgency DESC"), *columns, sqlite_where=where, postgresql_where=where)


class Case(db.Model):
    """One household's situation at one place and time, as the public may know it."""

    __tablename__ = "cases"
    __table_args__ = (
        _nearby("ix_cases_nearby", LISTED_SQL),
        _nearby("ix_cases_grave", GRAVE_SQL),  # few and far between: to look for them in the other was to walk it all
        sa.Index(
            "ix_cases_coverage",
            "area_id", "cell", "kinds", "people", "waiting_since", "free_at", "state", "guarded",
            sqlite_where=sa.text(LISTED_SQL),
            postgresql_where=sa.text(LISTED_SQL),
        ),
        sa.Index("ix_cases_guarded", "urgency", "waiting_since", sqlite_where=sa.text(GUARDED_SQL),
                 postgresql_where=sa.text(GUARDED_SQL)),
        sa.Index("ix_cases_clinical", "area_id", "urgency", "waiting_since", sqlite_where=sa.text(CLINICAL_SQL),
                 postgresql_where=sa.text(CLINICAL_SQL)),
        sa.Index("ix_cases_drill", "incident_id", "area_id", "waiting_since", "id", sqlite_where=sa.text(DRILL_SQL),
                 postgresql_where=sa.text(DRILL_SQL)),
        sa.Index("ix_cases_area", "area_id", "state", "urgency", "waiting_since"),
        sa.Index("ix_cases_leases", "free_at", sqlite_where=sa.text("state IN ('claimed', 'in_delivery')"),
                 postgresql_where=sa.text("state IN ('claimed', 'in_delivery')")),
        sa.Index("ix_cases_clock", "state", "clock_at"),
        sa.Index("ix_cases_unseen", "state", "area_id", sqlite_where=sa.text("verified_at IS NULL"),
                 postgresql_where=sa.text("verified_at IS NULL")),
        sa.Index("ix_cases_incident", "incident_id", sqlite_where=sa.text("incident_id IS NOT NULL"),
                 postgresql_where=sa.text("incident_id IS NOT NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(8), unique=True)
    state: Mapped[State] = mapped_column(db.Word(State, 20))
    version: Mapped[int] = mapped_column(default=1)
    cell: Mapped[int] = mapped_column(sa.BigInteger().with_variant(sa.Integer(), "sqlite"))
    cell_res: Mapped[int] = mapped_column(sa.SmallInteger)
    lat: Mapped[float] = mapped_column(sa.Double)
    lon: Mapped[float] = mapped_column(sa.Double)
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("areas.id"))
    kinds: Mapped[int] = mapped_column(sa.SmallInteger)
    urgency: Mapped[int] = mapped_column(sa.SmallInteger)
    people: Mapped[int] = mapped_column(sa.SmallInteger)
    wanted: Mapped[int] = mapped_column(sa.Integer)  # things asked for, over all needs
    given: Mapped[int] = mapped_column(sa.Integer, default=0)  # things handed over so far
    guarded: Mapped[int] = mapped_column(sa.SmallInteger, default=0, server_default="0")  # see `rules.Guarded`
    waiting_since: Mapped[datetime]
    free_at: Mapped[datetime] = mapped_column(default=db.EPOCH)  # end of the lease; long ago when nobody holds it
    clock_at: Mapped[datetime]  # when the clock acts: expire what is open, close what is helped
    changed_at: Mapped[datetime]
    verified_at: Mapped[datetime | None]  # somebody checked, which is not the same as published or served
    reason: Mapped[str | None] = mapped_column(sa.String(30))  # why it ended
    duplicate_of_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cases.id"))
    incident_id: Mapped[int | None] = mapped_column(sa.ForeignKey("incidents.id"))  # None: posted without one
    is_collective: Mapped[bool | None]  # a school asks for many, see `collective`; None: a household like most

    area: Mapped[Area] = relationship(lazy="joined", innerjoin=True)
    incident: Mapped[Incident | None] = relationship()
    needs: Mapped[list["Need"]] = relationship(order_by="Need.id", lazy="selectin")

    @property
    def wants(self) -> list[tuple[str, int]]:
        """The items still wanted, each with its quantity."""
        return [(need.item, need.rest) for need in self.needs if need.rest]

    @hybrid_method
    def is_held(self, now: datetime) -> bool:
        """Whether a helper has it at this moment; a lease that is over frees it without any job. Also in SQL."""
        return rules.is_leased(self.state, self.free_at, now)

    @is_held.expression
    @classmethod
    def _is_held(cls, now: datetime) -> sa.ColumnElement[bool]:
        return sa.and_(cls.state.in_(rules.LEASED), cls.free_at > now)

    @hybrid_method
    def is_free(self, now: datetime) -> bool:
        """Whether it can be taken at this moment. Also in SQL."""
        return rules.is_available(self.state, self.free_at, now)

    @is_free.expression
    @classmethod
    def _is_free(cls, now: datetime) -> sa.ColumnElement[bool]:
        # Listed and without a lease has `free_at` long ago, so one comparison says it, and the index can answer.
        return sa.and_(cls.state.in_(rules.LISTED), cls.free_at <= now)

    @property
    def centre(self) -> geo.Point:
        """Where the public sees it."""
        return geo.Point(self.lat, self.lon)


class Need(db.Model):
    """One kind of thing wanted, with its quantity and its own fulfilment."""

    __tablename__ = "needs"
    __table_args__ = (sa.UniqueConstraint("case_id", "item"), sa.CheckConstraint("given >= 0", "given"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(sa.String(20))
    item: Mapped[str] = mapped_column(sa.String(30))
    quantity: Mapped[int] = mapped_column(sa.Integer)
    given: Mapped[int] = mapped_column(sa.Integer, default=0)

    @property
    def rest(self) -> int:
        """How much is still wanted; never below zero, people give more than was asked."""
        return max(0, self.quantity - self.given)


def link_mark(token: str) -> str:
    """The keyed hash of a link's secret, by which the database finds the case."""
    return fingerprint("link", token)


def requester_phone_hash(phone: str, exercise: int | None = None) -> str:
    """Keyed hash of a requester's phone (E.164), by which requests of one phone find one another.

    In an exercise it is another one, so that nothing real is found by it, nor the other way round.
    """
    return fingerprint("phone", phone if exercise is None else f"drill {exercise} {phone}")


class CaseSecret(db.Model):
    """The person, door, exact place and words, all sealed. Only `disclosure.actions.reveal` reads them for others."""

    __tablename__ = "case_secrets"
    __table_args__ = (
        sa.Index("ix_case_secrets_due", "case_id", sqlite_where=sa.text(DUE_SQL), postgresql_where=sa.text(DUE_SQL)),
        sa.Index("ix_case_secrets_sibling", "sibling_id", sqlite_where=sa.text("sibling_id IS NOT NULL"),
                 postgresql_where=sa.text("sibling_id IS NOT NULL")),
        sa.Index("ix_case_secrets_again", "again_at", sqlite_where=sa.text("again_at IS NOT NULL"),
                 postgresql_where=sa.text("again_at IS NOT NULL")),
    )  # fmt: skip

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    lat_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    lon_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    accuracy_m_sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    place_by: Mapped[str] = mapped_column(sa.String(10))  # position, map, ward or address
    area_id_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    name_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    phone_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    phone_hash: Mapped[str] = mapped_column(sa.String(64), index=True)
    reporter_name_sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    reporter_phone_sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    door_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    words_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    vulnerable_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    guards_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    device_hash: Mapped[str | None] = mapped_column(sa.String(64))  # the browser it was posted from; see `visitor`
    network_hash: Mapped[str | None] = mapped_column(sa.String(64))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)  # see `link_mark`
    token_sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    form_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    delivery_code_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    lang: Mapped[str] = mapped_column(sa.String(5))
    consent_version: Mapped[str] = mapped_column(sa.String(20))
    consent_at: Mapped[datetime]
    sms_agreed_at: Mapped[datetime | None]  # when the requester agreed to reminders by message; None: no consent
    sibling_id: Mapped[int | None] = mapped_column(sa.BigInteger)  # the case of the same form or home; see `clinical`
    health_agreed_at: Mapped[datetime | None]  # when it was agreed that clinicians read of somebody's health
    again_at: Mapped[datetime | None]  # when a clinician wants to hear from them again; until then it is not wiped
    compared_at: Mapped[datetime | None]  # when it was last looked for among the others; see `duplicates`
    wiped_at: Mapped[datetime | None]  # when all that is personal in this row was deleted

    lat = Sealed(float, by="case_id")
    lon = Sealed(float, by="case_id")
    accuracy_m: "Sealed[float | None]" = Sealed(float, by="case_id")
    area_id = Sealed(int, by="case_id")  # the ward that the requester named, not the public one
    name = Sealed(str, by="case_id")
    phone = Sealed(str, by="case_id")
    reporter_name: "Sealed[str | None]" = Sealed(str, by="case_id")  # the person asking for the household
    reporter_phone: "Sealed[str | None]" = Sealed(str, by="case_id")
    door = Sealed(str, by="case_id")
    words = Sealed(str, by="case_id")
    vulnerable = Sealed(int, by="case_id")
    guards = Sealed(int, by="case_id")  # bits of `rules.GUARDS`
    delivery_code = Sealed(str, by="case_id")
    token: "Sealed[str | None]" = Sealed(str, by="case_id")  # of the link, to send it; None: from before it was kept

    @property
    def link_token(self) -> str:
        """The secret of the requester's link. Those from before they were kept were made of the form."""
        return self.token or token_from(fingerprints.key(), "case", self.form_hash)

    def give_link(self, token: str) -> None:
        """Another link: the old one is dead from now on, and the form it came of no longer leads anywhere."""
        self.token, self.token_hash = token, link_mark(token)
        self.form_hash = fingerprint("form", f"-{token}")

    @property
    def area(self) -> Area:
        """The ward that the requester named."""
        return db.session.get_one(Area, self.area_id)


class CaseEvent(db.Model):
    """Append-only history: who did what, when, from where to where, and why."""

    __tablename__ = "case_events"
    __table_args__ = (sa.Index("ix_case_events_case", "case_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    verb: Mapped[str] = mapped_column(sa.String(20))
    from_state: Mapped[str] = mapped_column(sa.String(20))
    to_state: Mapped[str] = mapped_column(sa.String(20))
    actor: Mapped[str] = mapped_column(sa.String(10))  # requester, claimer, volunteer, moderator or clock
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    reason: Mapped[str | None] = mapped_column(sa.String(30))
    note_sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)

    note: "Sealed[str | None]" = Sealed(str, by="case_id")  # a question, an answer; for requester and staff only
    person: Mapped[Person | None] = relationship(lazy="joined")


class Reminder(db.Model):
    """The intention to ask a requester whether it is still so, and what became of it. Nothing personal in it."""

    __tablename__ = "reminders"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "clock_at", "kind"),
        sa.Index("ix_reminders_waiting", "id",
                 sqlite_where=sa.text("sent_at IS NULL AND dropped_at IS NULL"),
                 postgresql_where=sa.text("sent_at IS NULL AND dropped_at IS NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(sa.String(4))  # half or late: how much of the freshness has passed
    clock_at: Mapped[datetime]  # the end it reminds of; a new word from the requester makes a new end
    medium: Mapped[str] = mapped_column(sa.String(4))  # sms or page
    # Of the version before `deliveries`: `lease_until` and `tries` are read by processes of it that still run.
    lease_until: Mapped[datetime] = mapped_column(default=db.EPOCH)
    tries: Mapped[int] = mapped_column(sa.SmallInteger, default=0)
    sent_at: Mapped[datetime | None]  # when the page began to ask, or the message was handed to `deliveries`
    dropped_at: Mapped[datetime | None]  # no longer wanted when it was to go out
