"""The topic of a push, by which a service drops an older one that has not arrived: another for each receiver."""

import base64
import hashlib
import hmac

from connect.crypto import fingerprints

BYTES = 18  # 24 letters; a service takes 32


def topic(contact: int, about: str) -> str:
    """The topic of what a contact is told about one thing, the same for each of its versions.

    Keyed and by contact, so that a push service cannot group the receivers of one notice.
    """
    mark = hmac.digest(fingerprints.key().encode(), f"push-topic:{contact}:{about}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(mark[:BYTES]).decode()
