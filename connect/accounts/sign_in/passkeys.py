"""Passkeys (WebAuthn): what the browser is asked, and whether its answer is good."""

import json
import secrets
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import webauthn
from flask_babel import lazy_gettext as _l
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement as Verification,
)  # fmt: skip

from connect import clock, db
from connect.accounts import rules
from connect.accounts.models import Passkey, Person
from connect.accounts.sign_in import factors
from connect.errors import RuleBroken

LONGEST_ANSWER = 20_000
BAD = (WebAuthnException, ValueError, TypeError, KeyError, RecursionError)  # errors that a made-up answer can raise
MOST = 10  # passkeys of one person


def new_challenge() -> str:
    """A random challenge to sign, 32 bytes as base64url, so that no earlier answer serves again."""
    return bytes_to_base64url(secrets.token_bytes(32))


def to_create(person: Person, challenge: str, host: str, site: str) -> str:
    """The options with which a browser makes a passkey, as JSON. They hold no phone, and a name only to show."""
    have = factors.of(person).passkeys
    return webauthn.options_to_json(
        webauthn.generate_registration_options(
            rp_id=host, rp_name=site, user_name=person.name, user_display_name=person.name,
            user_id=person.public_id.encode(), challenge=base64url_to_bytes(challenge),
            exclude_credentials=_descriptors(have),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.PREFERRED, user_verification=Verification.PREFERRED
            ),
        )
    )  # fmt: skip


def to_use(challenge: str, host: str, person: Person | None = None) -> str:
    """The options with which a browser signs, as JSON: by one of this person's passkeys, or by any for this site."""
    have = factors.of(person).passkeys if person else []
    verify = Verification.PREFERRED if person else Verification.REQUIRED
    return webauthn.options_to_json(
        webauthn.generate_authentication_options(
            rp_id=host, challenge=base64url_to_bytes(challenge), allow_credentials=_descriptors(have),
            user_verification=verify,
        )
    )  # fmt: skip


def add(person: Person, answer: str, challenge: str, host: str, origin: str, user_agent: str) -> Passkey | None:
    """Keeps the passkey the browser made; None when the answer is not good."""
    if len(factors.of(person).passkeys) >= MOST:
        raise RuleBroken(_l("You have many passkeys already. Remove one you no longer use first."))
    try:
        made = webauthn.verify_registration_response(
            credential=_parsed(answer), expected_challenge=base64url_to_bytes(challenge), expected_rp_id=host,
            expected_origin=origin,
        )  # fmt: skip
    except BAD:
        return None
    browser, platform = rules.device(user_agent)
    row = Passkey(
        person_id=person.id, credential_id=bytes_to_base64url(made.credential_id), sign_count=made.sign_count,
        public_key=made.credential_public_key, browser=browser, platform=platform,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    factors.note(person, "passkey_added", person.id)
    return row


def use(
    answer: str, challenge: str, asked_at: datetime, host: str, origin: str, person: Person | None = None
) -> Person | None:
    """The person whose passkey signed the challenge; None when the answer is not good, or was given before.

    Without a person (instead of a password) the device must have asked for its PIN or finger. A challenge from
    before the passkey's last use is refused, so that no answer serves twice although challenges lie with browsers.
    """
    try:
        credential = _parsed(answer)
        found = _by_credential(str(credential["id"]))
        if found is None or asked_at <= found.used_at or (person is not None and found.person_id != person.id):
            return None
        good = webauthn.verify_authentication_response(
            credential=credential, expected_challenge=base64url_to_bytes(challenge), expected_rp_id=host,
            expected_origin=origin, credential_public_key=found.public_key,
            credential_current_sign_count=found.sign_count, require_user_verification=person is None,
        )  # fmt: skip
    except BAD:
        return None
    found.sign_count, found.used_at = good.new_sign_count, clock.now()
    return found.person if found.person.is_active else None


def _by_credential(credential_id: str) -> Passkey | None:
    bare = credential_id.rstrip("=")[:1400]
    return db.session.scalar(sa.select(Passkey).where(Passkey.credential_id == bare).with_for_update(of=Passkey))


def _parsed(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST_ANSWER:
        raise ValueError("too long")
    parsed = json.loads(answer)
    if not isinstance(parsed, dict):
        raise TypeError("no object")
    return parsed


def _descriptors(have: list[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.credential_id)) for one in have]
