"""A browser that is to be told of something: its address as a page posts it, and what lets a page ask for one.

The page's side is the component `tell_here` with the site's worker.
"""

from typing import ClassVar

from flask import Response
from wtforms import StringField
from wtforms.validators import InputRequired

from connect import config
from connect.gateways.base import PushKeys
from connect.gateways.push import keys as push_keys
from connect.web import headers
from connect.web.pages.forms import Form


class AddressForm(Form):
    """A browser's address for messages with its two keys."""

    longest: ClassVar = {"endpoint": 1000}
    endpoint = StringField(validators=[InputRequired()])
    p256dh = StringField(validators=[InputRequired()])
    auth = StringField(validators=[InputRequired()])

    @property
    def keys(self) -> PushKeys:
        """The two keys, as they were posted."""
        return PushKeys(self.p256dh.data or "", self.auth.data or "")


def site_key() -> str:
    """The key with which a browser subscribes; "" where this site pushes nothing."""
    return push_keys.public() if config.current().push_contact else ""


def lets_register(answer: Response) -> Response:
    """The same page, whose scripts may register the site's worker and nothing else, where this site pushes."""
    if config.current().push_contact:
        answer.headers["Content-Security-Policy"] = headers.WORKER_CSP
    return answer
