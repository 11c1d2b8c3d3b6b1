"""The blueprint of accounts, and the limits its pages share."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, g, request

from connect.accounts.sign_in import current_session
from connect.accounts.sign_in.current_session import current_person
from connect.accounts.words import role_in_words
from connect.crypto.tokens import digest
from connect.text import phone_for_eyes, phone_to_e164
from connect.web import cookies
from connect.web.limits import limiter, network, phone_in_form

Decorator = Callable[[Any], Any]

bp = Blueprint("accounts", __name__, url_prefix="/accounts")
current_session.set_up(bp)
bp.add_app_template_filter(role_in_words)
bp.add_app_template_filter(phone_for_eyes)


def per_phone(limits: str) -> Decorator:
    """A limit on one phone, known here or not; what is no phone at all is the form's matter."""
    return limiter.limit(limits, key_func=phone_in_form, methods=["POST"], exempt_when=_no_phone)


def per_try(by_phone: str, by_network: str) -> Decorator:
    """The limits on signing in, for one phone and for one network.

    A browser in which that phone's owner signed in before is counted for itself: whoever guesses elsewhere, or in
    the same network, does not shut the owner out.
    """

    def key() -> str:
        return f"{phone_in_form()}{_own_device()}"

    def mark(view: Any) -> Any:
        counted = limiter.limit(by_network, methods=["POST"], exempt_when=lambda: bool(_own_device()))(view)
        return limiter.limit(by_phone, key_func=key, methods=["POST"], exempt_when=_no_phone)(counted)

    return mark


def _own_device() -> str:
    """The cookie of a browser known for the phone in the form, as a hash; empty of any other."""
    if "own_device" not in g:
        phone = phone_to_e164(request.form.get("phone", ""))
        g.own_device = digest(cookies.kept("device")) if phone and current_session.is_device_of(phone) else ""
    return str(g.own_device)


def _no_phone() -> bool:
    return phone_to_e164(request.form.get("phone", "")) is None


def per_person(limits: str) -> Decorator:
    """A limit on what the signed-in person sends."""
    return limiter.limit(limits, key_func=lambda: f"person:{current_person().id}", methods=["POST"])


def per_session(limits: str) -> Decorator:
    """A limit on who stands at the door, signed in fully or not; strangers by network."""

    def key() -> str:
        found = current_session.at_the_door()
        return f"person:{found.person_id}" if found else network()

    return limiter.limit(limits, key_func=key, methods=["POST"])
