"""The blueprint of accounts, and the limits its pages share."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, request, url_for
from flask_limiter.util import get_remote_address

from connect import web
from connect.accounts import here
from connect.accounts.words import role_in_words
from connect.limits import limiter, phone_in_form
from connect.text import phone_for_eyes, phone_to_e164

Decorator = Callable[[Any], Any]

bp = Blueprint("accounts", __name__, url_prefix="/accounts")
here.set_up(bp)
bp.add_app_template_filter(role_in_words)
bp.add_app_template_filter(phone_for_eyes)


def per_phone(limits: str) -> Decorator:
    """A limit on one phone, known here or not; what is no phone at all is the form's matter."""
    return limiter.limit(
        limits,
        key_func=phone_in_form,
        methods=["POST"],
        exempt_when=lambda: phone_to_e164(request.form.get("phone", "")) is None,
    )


def per_person(limits: str) -> Decorator:
    """A limit on what the signed-in person sends."""
    return limiter.limit(limits, key_func=lambda: f"person:{web.person().id}", methods=["POST"])


def per_session(limits: str) -> Decorator:
    """A limit on who stands at the door, signed in fully or not; strangers by address."""

    def key() -> str:
        found = here.at_the_door()
        return f"person:{found.person_id}" if found else get_remote_address()

    return limiter.limit(limits, key_func=key, methods=["POST"])


def proved(back: str) -> Decorator:
    """Asks once more who is here before what has consequences; then leads to the page with the button."""

    def mark(view: Any) -> Any:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if request.method == "POST" and not here.recently_proved():
                return here.ask_for_proof(url_for(back, **kwargs))
            return view(*args, **kwargs)

        return guarded

    return mark
