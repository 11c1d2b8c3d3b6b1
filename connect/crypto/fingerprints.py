"""Keyed hashes by which things are found again: phones, links, forms, households, networks, lines of the log.

Their key is made by chance at the first start, and lies in the database sealed by the keys of personal data
(`vault`). So a copy of the database says nothing even to who also holds `secret_key`, and `secret_key`, which signs
cookies and forms, can be replaced at any time. A site from before this has its `secret_key` of that day as this key.
"""

import sqlalchemy as sa
from flask import Flask, current_app
from sqlalchemy.orm import Mapped, mapped_column

from connect import config, db
from connect.crypto.encryption import Sealed
from connect.crypto.tokens import keyed

ONLY = 1  # the number of its row
_CACHE = "connect.fingerprint_key"


class SiteSecret(db.Model):
    """The site's own secrets: the key of all fingerprints, and that by which push services know the site."""

    __tablename__ = "site_secrets"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value_sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)

    value = Sealed(str, by="id")


def init_app(app: Flask) -> None:
    """The key is read when it is first needed."""
    app.extensions[_CACHE] = None


def fingerprint(purpose: str, text: str) -> str:
    """The keyed hash of a text, separate for each purpose, as hex; see `ids.keyed`."""
    return keyed(key(), purpose, text)


def key() -> str:
    """The key itself, for what is not kept by a process longer than it needs it."""
    found: str | None = current_app.extensions[_CACHE]
    if found is None:
        found = kept()
        if found is not None or current_app.testing:  # a site that serves has one; tests go without
            current_app.extensions[_CACHE] = found or config.current().secret_key
    return found or config.current().secret_key


def kept() -> str | None:
    """The key as the database holds it; None before the first start. Raises KeyMissing when it does not open."""
    with db.session.no_autoflush:
        row = db.session.get(SiteSecret, ONLY)
    return row.value if row else None


def keep(value: str) -> None:
    """Keeps the key of a new site, or of one from before there was such a key."""
    db.session.add(SiteSecret(id=ONLY, value=value))
    db.session.flush()
    current_app.extensions[_CACHE] = value
