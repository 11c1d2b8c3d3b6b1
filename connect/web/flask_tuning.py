"""The work of Flask and Flask-Limiter for every request, without the parts that this site has no use for."""

import hashlib
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_limiter import Limiter

from connect.web.request_sizes import Asked


class Cookies(SecureCookieSessionInterface):
    """Flask's signed session. Most come without one and get none: for them there is no signature to make ready.

    Signed with HMAC-SHA256, where Flask takes SHA-1.
    """

    digest_method = staticmethod(hashlib.sha256)

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session that the browser brought; empty when it brought none."""
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Gives it back when there is one, or takes away what was emptied."""
        if session or session.modified:
            super().save_session(app, session, response)


class Site(Flask):
    """A Flask whose views are all plain functions."""

    session_interface = Cookies()
    request_class = Asked

    def ensure_sync(self, func: Any) -> Any:
        """The function itself, without a look whether it is a coroutine: a dozen looks a request."""
        return func


class OnlyMarked(Limiter):
    """Limits the views that are marked with a limit; there is none for all, to be looked for at each request."""

    def _check_request_limit(self, callable_name: str | None = None, in_middleware: bool = True) -> None:
        if not in_middleware:
            super()._check_request_limit(callable_name, in_middleware)
