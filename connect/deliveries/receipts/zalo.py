"""Zalo's receipts, and its way of signing them. No database."""

import hmac
import json
from hashlib import sha256

from connect.deliveries.ledger.rules import State
from connect.deliveries.receipts.rules import LONGEST_REFERENCE, Receipt

SIGNATURE = "X-ZEvent-Signature"
STATES = {"user_received_message": State.DELIVERED, "user_seen_message": State.READ}


def is_signed(body: bytes, given: str, app_id: str, secret: str, *, by_hmac: bool) -> bool:
    """Whether a body is Zalo's: mac= and SHA-256 over app, body, time and secret; by HMAC where Zalo does it so."""
    said, mark = _said(body), given.strip().removeprefix("mac=").casefold()
    if not (app_id and secret) or said is None:
        return False
    head = app_id.encode() + body + str(said.get("timestamp", "")).encode()
    right = hmac.new(secret.encode(), head, sha256) if by_hmac else sha256(head + secret.encode())
    return hmac.compare_digest(mark.encode(), right.hexdigest().encode())


def read(body: bytes) -> list[Receipt] | None:
    """The receipt of a body; none where it tells of something else, None where it is no such thing."""
    said = _said(body)
    if said is None:
        return None
    message, state = said.get("message"), STATES.get(str(said.get("event_name")))
    name = message.get("msg_id") if isinstance(message, dict) else None
    if state is None or not isinstance(name, str) or not 0 < len(name) <= LONGEST_REFERENCE or "\0" in name:
        return []
    return [Receipt(name, state)]


def _said(body: bytes) -> dict[str, object] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
