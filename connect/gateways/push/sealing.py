"""A push as it leaves: sealed for one subscription, with the site's signature for the service that carries it."""

import base64
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02

from connect import clock
from connect.gateways.base import PushKeys

TOKEN_S = 12 * 3600  # services refuse more than a day; half of it leaves room for clocks that differ
RENEW_S = TOKEN_S // 2  # a token is kept, because some services throttle whoever brings a new one each time
RECORD_BYTES = 4096


class BadKeys(ValueError):
    """The keys of a subscription are none, so nothing can ever be sealed for it."""


def sealed(plain: bytes, keys: PushKeys) -> bytes:
    """The message for the one browser that holds the subscription's private key (RFC 8291). Raises BadKeys."""
    try:
        receiver, secret = _bytes(keys.p256dh), _bytes(keys.auth)
        mine = ec.generate_private_key(ec.SECP256R1())
        made: bytes = http_ece.encrypt(
            plain, private_key=mine, dh=receiver, auth_secret=secret, version="aes128gcm", rs=RECORD_BYTES
        )
    except (ValueError, TypeError) as error:
        raise BadKeys from error
    return made


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass(slots=True)
class Signer:
    """The site's word to each push service: whom it may ask (`contact`, a mailto: or https: address) and until when."""

    key: ec.EllipticCurvePrivateKey
    contact: str
    _kept: dict[str, tuple[float, str]] = field(default_factory=dict)

    def header(self, endpoint: str) -> str:
        """The Authorization header for an endpoint's service."""
        parts, now = urlsplit(endpoint), clock.now().timestamp()
        audience = f"{parts.scheme}://{parts.netloc}"
        until, header = self._kept.get(audience, (0.0, ""))
        if not 0 < until - now <= TOKEN_S or until - now < RENEW_S:  # also when the clock was set back
            until = now + TOKEN_S
            claims = {"sub": self.contact, "aud": audience, "exp": int(until)}
            header = Vapid02(self.key).sign(claims)["Authorization"]
            self._kept[audience] = (until, header)
        return header
