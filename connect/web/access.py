"""Access to the pages: the audience of a view, the signed-in person, the size of a body that a view takes."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, get_args

from flask import Flask, current_app, redirect, request, url_for
from flask_babel import lazy_gettext as _l
from flask_compress import Compress
from flask_login import current_user
from flask_wtf import CSRFProtect
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as WerkzeugResponse

from connect.config import Config
from connect.errors import NotAllowed
from connect.web import request_sizes
from connect.web.addresses import PublicId
from connect.web.answers import Answer, warn
from connect.web.signed_in import Audience, login, may, person

AUDIENCES: tuple[Audience, ...] = get_args(Audience)
csrf = CSRFProtect()
P = ParamSpec("P")


def init_app(app: Flask) -> None:
    """Tells the app who may call, and which addresses name a thing."""
    app.url_map.converters["pid"] = PublicId
    app.config.update(
        WTF_CSRF_TIME_LIMIT=None,  # people write slowly on bad networks; the session bounds it
        WTF_CSRF_SSL_STRICT=False,  # we send no referrer, and some browsers' data savers drop it too
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_MIN_SIZE=400,
        COMPRESS_BR_LEVEL=5,  # a tenth smaller than 4 for half more time: the asking form must stay under 30 kB
    )
    app.before_request(_measure)  # before a form is looked at, be it for its token
    csrf.init_app(app)
    login.init_app(app)
    Compress(app)


def _measure() -> WerkzeugResponse | None:
    """Refuses a body that is larger than the view is given; a picture is taken only from who may send one.

    A session that has ended meanwhile is begun anew first.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    audience: tuple[Audience, ...] = getattr(view, "open_to", ())
    pictured = getattr(view, "takes_pictures", False) and request.mimetype == "multipart/form-data"
    if pictured and _may_send_picture(view, audience):
        config: Config = current_app.extensions["connect.config"]
        request.max_content_length = request_sizes.body_bytes(view, config.max_upload_mb)
    if (request.content_length or 0) <= (request.max_content_length or 0):
        return None
    if pictured and not person() and "anyone" not in audience:
        return ask_to_sign_in()
    raise RequestEntityTooLarge


def _may_send_picture(view: object, audience: tuple[Audience, ...]) -> bool:
    """Whether the signed-in person holds a role, or the thing that the address names takes a picture from this browser.

    The thing is asked for when a large body comes, and only then.
    """
    may_send: Callable[..., bool] | None = getattr(view, "may_send_picture", None)
    if may_send is None:
        return any(may(role) for role in audience)
    return (request.content_length or 0) <= request_sizes.FORM_BYTES or may_send(**(request.view_args or {}))


def open_to(*audience: Audience) -> Callable[[Callable[P, Answer]], Callable[P, Answer]]:
    """Says who may call a view; every route must. A stranger is sent to sign in, others are refused."""
    unknown = set(audience) - set(AUDIENCES)
    if unknown or not audience:
        raise ValueError(f"open_to: choose from {', '.join(AUDIENCES)}, not {unknown or 'nothing'}")

    def mark(view: Callable[P, Answer]) -> Callable[P, Answer]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> Answer:
            if "anyone" not in audience:
                if not current_user.is_authenticated:
                    return ask_to_sign_in()
                if "signed_in" not in audience and not any(may(role) for role in audience):
                    raise NotAllowed(_l("This page is for other people than you. Nothing was changed."))
            return view(*args, **kwargs)

        vars(guarded)["open_to"] = audience
        return guarded

    return mark


def ask_to_sign_in() -> WerkzeugResponse:
    """To the sign-in page, and back here afterwards when this page can simply be opened: a form's draft waits there."""
    opens = request.method == "GET" or (request.url_rule is not None and "GET" in (request.url_rule.methods or ()))
    back = request.full_path.rstrip("?") if opens else None
    if opens and request.method == "POST":
        warn(_l("You were signed out meanwhile, so nothing was sent. Sign in again: what you wrote waits on its page."))
    return redirect(url_for("accounts.sign_in", next=back), 303)
