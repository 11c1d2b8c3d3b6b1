"""The form of a message: it checks a post and loses nothing that was typed."""

import re
import secrets
from typing import ClassVar

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import HiddenField, TextAreaField
from wtforms.validators import ValidationError

from connect.crypto import signing
from connect.messages import rules
from connect.messages.seats import Seat
from connect.text import clean, whole_number
from connect.web.pages.forms import Form, Needed

MADE_BY_BROWSER = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class SayForm(Form):
    """One message. `key` is made by the browser's script, else it lies signed in the form; `seen` was on the screen."""

    longest: ClassVar[dict[str, int]] = {"words": rules.LONGEST}

    words = TextAreaField(_l("Your message"), [Needed()], filters=[lambda text: clean(text or "")])
    key = HiddenField()
    seen = HiddenField()

    def validate_words(self, field: TextAreaField) -> None:
        """Blanks, and letters that nobody sees, are no message."""
        if not field.data:
            raise ValidationError(_("Write something first."))


def new_key(seat: Seat) -> str:
    """A key for the form of a browser without scripts, signed for this thread and side."""
    return signing.signed(secrets.token_hex(16), _purpose(seat))


def key_in(seat: Seat, text: str) -> str | None:
    """The key that a form brought; None when nobody has made it for this thread and side."""
    if MADE_BY_BROWSER.fullmatch(text):
        return text
    found = signing.unsigned(text[:200], _purpose(seat))
    return found if isinstance(found, str) else None


def _purpose(seat: Seat) -> str:
    return f"message {seat.thread.public_id} {seat.side}"


def number_in(text: str | None) -> int:
    """A number that a page sent; 0 for what is none."""
    return whole_number(text) or 0
