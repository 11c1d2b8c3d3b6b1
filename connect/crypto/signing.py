"""Values that a browser carries and cannot change: the cursor of a list, the key of a form."""

import hashlib
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, Signer, URLSafeSerializer


def signed(value: Any, purpose: str) -> str:
    """A value that the browser carries and cannot change, such as the cursor of a list."""
    return str(_serializer(purpose).dumps(value))


def unsigned(text: str, purpose: str) -> Any:
    """The value that `signed` carried, or None when it was touched or is from elsewhere."""
    try:
        return _serializer(purpose).loads(text)
    except (BadSignature, ValueError, UnicodeError):
        return None


def _serializer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"connect.{purpose}")


# What signs for libraries too, such as the tokens of forms: SHA-256 where the library takes SHA-1.
Signer.default_digest_method = staticmethod(hashlib.sha256)
