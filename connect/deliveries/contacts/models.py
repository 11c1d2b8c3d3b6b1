"""The tables of contacts, of their addresses, and of addresses that nobody writes to again."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect import clock, db
from connect.crypto.encryption import Sealed

DIGESTS = sa.text("digest_hour IS NOT NULL")
MEDIA = ("push", "mail", "sms", "zalo")


class Contact(db.Model):
    """A way to reach somebody. Every list, count, export and log reads this table and not the addresses.

    A contact whose address another feature keeps (the phone of a request) has no row of addresses: `held_by` and
    `held_id` say whose row it is, and that feature gives the address with each message.
    """

    __tablename__ = "contacts"
    __table_args__ = (
        sa.UniqueConstraint("held_by", "held_id", "medium"),
        sa.Index("ix_contacts_digest", "digest_hour", "id", sqlite_where=DIGESTS, postgresql_where=DIGESTS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    medium: Mapped[str] = mapped_column(sa.String(5))
    lang: Mapped[str] = mapped_column(sa.String(2))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)
    held_by: Mapped[str | None] = mapped_column(sa.String(20))
    held_id: Mapped[int | None]
    verified_at: Mapped[datetime | None]  # since when it is known to be theirs who asked; None: nothing is sent
    paused_until: Mapped[datetime | None]
    quiet_from: Mapped[int | None] = mapped_column(sa.SmallInteger)  # minutes of the site's day; None: as the site
    quiet_until: Mapped[int | None] = mapped_column(sa.SmallInteger)
    digest_hour: Mapped[int | None] = mapped_column(sa.SmallInteger)  # of the site's day: ordinary ones come together
    digest_from: Mapped[datetime | None]  # what was told from then on comes together
    digest_until: Mapped[datetime | None]  # and until then; all later ones come at once again
    failures: Mapped[int] = mapped_column(sa.SmallInteger, default=0)  # messages in a row that nobody could take
    reached_at: Mapped[datetime | None]  # when a message was last taken, or its browser last came by
    retired_at: Mapped[datetime | None]
    retired_why: Mapped[str | None] = mapped_column(sa.String(20))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class ContactSecret(db.Model):
    """An address with its keys, sealed; the keyed hash finds it again."""

    __tablename__ = "contact_secrets"

    contact_id: Mapped[int] = mapped_column(
        sa.ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    address_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    address_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    keys_sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)

    address = Sealed(str, by="contact_id")
    keys: "Sealed[str | None]" = Sealed(str, by="contact_id")  # of a push: p256dh and auth, with a space between


class Suppression(db.Model):
    """An address that is not written to again, by its keyed hash; it outlives the contact."""

    __tablename__ = "suppressions"

    address_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    why: Mapped[str] = mapped_column(sa.String(20))
    at: Mapped[datetime] = mapped_column(default=clock.now)
