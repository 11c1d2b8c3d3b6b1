"""The key by which push services know this site (VAPID). Browsers subscribe with its public half.

It lies in the database, sealed like personal data, so that backups, moves and several machines have it: with another
key every subscription would be dead.
"""

import base64
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import current_app

from connect import db
from connect.crypto.fingerprints import SiteSecret

NUMBER = 2  # its row among the site's secrets
_CACHE = "connect.push_key"


def ensure() -> None:
    """Makes the key of a site that has none."""
    if db.session.get(SiteSecret, NUMBER) is None:
        made = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
        db.session.add(SiteSecret(id=NUMBER, value=format(made, "064x")))
        db.session.flush()


def private() -> ec.EllipticCurvePrivateKey | None:
    """The key; None before the first `flask setup`."""
    value: str | None = current_app.extensions.get(_CACHE)
    if value is None:
        row = db.session.get(SiteSecret, NUMBER)
        value = current_app.extensions[_CACHE] = row.value if row else None
    return None if value is None else _loaded(value)


def public() -> str:
    """The public half as a page's script hands it to the browser: base64url of the point; "" where there is no key."""
    key = private()
    return "" if key is None else encoded(key.public_key())


def encoded(key: ec.EllipticCurvePublicKey) -> str:
    """A public key as base64url of its uncompressed point."""
    point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


@lru_cache(maxsize=4)
def _loaded(value: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int(value, 16), ec.SECP256R1())
