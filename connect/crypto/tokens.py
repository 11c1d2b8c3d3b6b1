"""Names that cannot be guessed, and hashes that cannot be turned round without the key."""

import hashlib
import hmac
import secrets

# No I, L, O, U, 0 or 1: what is read out over a bad line must not be mistaken.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_public_id() -> str:
    """Eight letters (39 bits) that name a thing in an address and can be read out, one of them at least no digit."""
    made = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return new_public_id() if made.isdigit() else made  # a screen reader would say it as a number


def spoken(public_id: str) -> str:
    """A public id in two groups of four, as it is shown to be read out."""
    return f"{public_id[:4]} {public_id[4:]}"


def keyed(key: str, purpose: str, text: str) -> str:
    """HMAC-SHA256 of a text under the site's key, separate for each purpose, as hex (RFC 2104).

    A bare hash of a phone is turned round in seconds; this needs the key.
    """
    return hmac.new(key.encode(), f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()


def new_link_token() -> str:
    """The secret of a requester's link: 128 bits by chance, in 26 letters of base 32."""
    return token_from(secrets.token_hex(32), "case", "")


def token_from(key: str, purpose: str, text: str) -> str:
    """A 128-bit token, in 26 letters of base 32, that the same text always gives under the same key."""
    number = int(keyed(key, purpose, text)[:32], 16)
    digits = "abcdefghijklmnopqrstuvwxyz234567"
    return "".join(digits[number >> 5 * place & 31] for place in range(26))


def digest(token: str) -> str:
    """The hash that the database keeps of a token: enough to recognise it, not to make it."""
    return hashlib.sha256(token.encode()).hexdigest()
