"""People, what they may do and where, and the organisations that answer for them."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from connect import clock, config, db
from connect.accounts import rules
from connect.accounts.rules import RoleName
from connect.areas.models import Area
from connect.crypto.encryption import Sealed
from connect.crypto.fingerprints import fingerprint
from connect.crypto.tokens import new_public_id


class Organization(db.Model):
    """A group or agency. Once verified, it answers for its members."""

    __tablename__ = "organizations"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(8), unique=True, default=new_public_id)
    name: Mapped[str] = mapped_column(sa.String(120))
    kind: Mapped[str] = mapped_column(sa.String(20))
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("areas.id"))
    about: Mapped[str] = mapped_column(sa.Text, default="")
    phone: Mapped[str] = mapped_column(sa.String(20))
    verified_at: Mapped[datetime | None]
    verified_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    cleared_at: Mapped[datetime | None]  # checked for cases with a child alone, violence, private illness
    cleared_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    paused_at: Mapped[datetime | None]  # since when its word counts for nothing: much came of it, see `vouching`
    paused_for: Mapped[str | None] = mapped_column(sa.String(10))  # of `rules.PAUSES`
    looked_at: Mapped[datetime | None]  # when a moderator let its word count again
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    area: Mapped[Area] = relationship(lazy="joined", innerjoin=True)
    verified_by: Mapped["Person | None"] = relationship(foreign_keys=[verified_by_id])
    cleared_by: Mapped["Person | None"] = relationship(foreign_keys=[cleared_by_id])


class Role(db.Model):
    """A right to do something: over an area and all below it, or inside an organisation."""

    __tablename__ = "roles"
    __table_args__ = (
        # Not a plain constraint: there two rows without an area would count as different.
        sa.Index(
            "uq_roles_once", "person_id", "role", sa.text("coalesce(area_id, 0)"),
            sa.text("coalesce(organization_id, 0)"), unique=True,
        ),
        sa.CheckConstraint("area_id IS NULL OR organization_id IS NULL", "one_scope"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"))
    role: Mapped[RoleName] = mapped_column(db.Word(RoleName, 10))
    area_id: Mapped[int | None] = mapped_column(sa.ForeignKey("areas.id"))
    organization_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organizations.id"), index=True)
    granted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    granted_at: Mapped[datetime] = mapped_column(default=clock.now)

    area: Mapped[Area | None] = relationship(lazy="joined")
    organization: Mapped[Organization | None] = relationship(lazy="joined")

    @property
    def area_path(self) -> str | None:
        """The path of the area it covers; None inside an organisation."""
        return self.area.path if self.area else None


def phone_mark(phone: str) -> str:
    """Keyed hash of an account's phone: unlike that of requesters, so that the two cannot be laid side by side."""
    return fingerprint("account", phone)


class Person(db.Model):
    """Anyone with an account; what they may do is in their roles."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(8), unique=True, default=new_public_id)
    name: Mapped[str] = mapped_column(sa.String(80))
    phone_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    phone_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)  # see `phone_mark`; sign-in looks it up
    password_hash: Mapped[str] = mapped_column(sa.String(200))
    verified_at: Mapped[datetime | None]
    verified_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    blocked_at: Mapped[datetime | None]
    factor_tries: Mapped[int] = mapped_column(default=0)  # wrong codes in a row
    factor_wait_until: Mapped[datetime | None]

    roles: Mapped[list[Role]] = relationship(
        foreign_keys=[Role.person_id], order_by=Role.id, lazy="selectin", cascade="all, delete-orphan"
    )
    verified_by: Mapped["Person | None"] = relationship(foreign_keys=[verified_by_id], remote_side=[id])

    phone = Sealed(str, by="public_id")

    def __init__(self, *, phone: str, **values: Any) -> None:
        super().__init__(**{"public_id": new_public_id()} | values)
        self.give_phone(phone)

    def give_phone(self, phone: str) -> None:
        """Keeps a phone (E.164) sealed, with the keyed hash by which the account is found."""
        self.phone, self.phone_hash = phone, phone_mark(phone)

    # Questions of Flask-Login.
    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        """Whether this person may sign in at all."""
        return self.blocked_at is None

    def get_id(self) -> str:
        """The name flask-login wants; who is here is found by the session's token, never by this."""
        return self.public_id

    def has_role(self, role: RoleName) -> bool:
        """Whether this person holds a role anywhere; for a place ask `rules.holds`."""
        return rules.has(self.roles, role)

    @property
    def is_staff(self) -> bool:
        """Moderators, officials and admins."""
        return any(self.has_role(role) for role in rules.STAFF)

    @property
    def organizations(self) -> list[Organization]:
        """The organisations this person belongs to, each once."""
        return list({r.organization_id: r.organization for r in self.roles if r.organization}.values())

    @property
    def vouchers(self) -> list[Organization]:
        """The organisations whose word counts for this person at this moment; a new member has to wait for it."""
        after, now = timedelta(hours=config.current().vouch_after_h), clock.now()
        found = {
            held.organization.id: held.organization
            for held in self.roles
            if held.organization
            and not held.organization.paused_at
            and rules.vouches(held.organization.verified_at, held.granted_at, now, after)
        }
        return list(found.values())

    @property
    def verified(self) -> bool:
        """Whether somebody looked at this person, or an organisation answers for them."""
        return self.verified_at is not None or bool(self.vouchers)

    @property
    def cleared(self) -> bool:
        """Whether an organisation that was checked for safeguarded cases answers for this person."""
        return any(org.cleared_at for org in self.vouchers)


class Lock(db.Model):
    """An account that may look at no contact until somebody above has spoken with its owner."""

    __tablename__ = "locks"
    __table_args__ = (sa.Index("ix_locks_person", "person_id", "lifted_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(sa.String(20))  # looks, bait
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    note_sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)

    note: "Sealed[str | None]" = Sealed(str, by="person_id")  # the outcome of the talk
    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="joined", innerjoin=True)
    lifted_by: Mapped[Person | None] = relationship(foreign_keys=[lifted_by_id])


class PhoneMark(db.Model):
    """A fact that bears on a phone after its account was erased, found by the phone's keyed hash alone.

    Nothing leads from here to the erased account: a mark holds no more than its own fact.
    """

    __tablename__ = "phone_marks"
    __table_args__ = (sa.Index("ix_phone_marks_phone", "phone_hash"), sa.Index("ix_phone_marks_until", "until"))

    id: Mapped[int] = mapped_column(primary_key=True)
    phone_hash: Mapped[str] = mapped_column(sa.String(64))  # see `phone_mark`
    kind: Mapped[str] = mapped_column(sa.String(10))  # block, lock; and what features to the right add
    reason: Mapped[str | None] = mapped_column(sa.String(20))
    at: Mapped[datetime]  # when it happened
    until: Mapped[datetime]  # from then on it is forgotten


class Invitation(db.Model):
    """An organisation asks somebody to become a member; the row goes with the answer."""

    __tablename__ = "invitations"
    __table_args__ = (sa.Index("ix_invitations_person", "person_id"),)

    organization_id: Mapped[int] = mapped_column(
        sa.ForeignKey("organizations.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"))
    at: Mapped[datetime]

    organization: Mapped[Organization] = relationship(lazy="joined", innerjoin=True)
    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="joined", innerjoin=True)
    by: Mapped[Person] = relationship(foreign_keys=[by_id], lazy="joined", innerjoin=True)


class AreaBlock(db.Model):
    """Somebody who may take no request in an area and all below it, by word of its staff; elsewhere they may."""

    __tablename__ = "area_blocks"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("areas.id"), primary_key=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))


class Passkey(db.Model):
    """A key pair of which the private half never leaves a phone, computer or security key (WebAuthn level 2)."""

    __tablename__ = "passkeys"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(sa.String(8), unique=True, default=new_public_id)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[str] = mapped_column(sa.String(1400), unique=True)  # base64url, as browsers send it
    public_key: Mapped[bytes] = mapped_column(sa.LargeBinary)
    sign_count: Mapped[int]
    browser: Mapped[str] = mapped_column(sa.String(20))
    platform: Mapped[str] = mapped_column(sa.String(20))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    used_at: Mapped[datetime] = mapped_column(default=clock.now)

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class Authenticator(db.Model):
    """The secret shared with an app that shows a new code every half minute (TOTP, RFC 6238)."""

    __tablename__ = "authenticators"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    secret_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    confirmed_at: Mapped[datetime | None]  # until a first code came back it counts for nothing
    last_step: Mapped[int] = mapped_column(default=0)  # half minutes since 1970; no code at or before it is taken

    secret = Sealed(str, by="person_id")


class RecoveryCode(db.Model):
    """One of ten codes on paper, for the day the phone is lost. Only the keyed hash is kept."""

    __tablename__ = "recovery_codes"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    used_at: Mapped[datetime | None]


class PersonEvent(db.Model):
    """Append-only: what staff decided about a person, who, when and why. Only `told` is for the person's own eyes."""

    __tablename__ = "person_events"
    __table_args__ = (sa.Index("ix_person_events_person", "person_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    verb: Mapped[str] = mapped_column(sa.String(10))  # block, unblock, spoken, note
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    note_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    told_sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)

    note = Sealed(str, by="person_id")  # for staff; what the person wrote, where that is an appeal
    told: "Sealed[str | None]" = Sealed(str, by="person_id")  # words for the person
    by: Mapped[Person | None] = relationship(foreign_keys=[by_id], lazy="joined")
