"""What views call: who may come in, and how they answer."""

import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, Response, current_app, flash, g, redirect, render_template, request, session, url_for
from flask_babel import lazy_gettext as _l
from flask_compress import Compress
from flask_login import LoginManager, current_user
from flask_wtf import CSRFProtect
from markupsafe import Markup, escape
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.routing import BaseConverter, BuildError
from werkzeug.wrappers import Response as WerkzeugResponse

from connect import headers, sizes
from connect.config import Config
from connect.errors import NotAllowed

JSON_ENDS = (".json", ".geojson")
AUDIENCES = ("anyone", "signed_in", "volunteer", "moderator", "official", "admin")
csrf = CSRFProtect()
login = LoginManager()
View = TypeVar("View", bound=Callable[..., Any])
Answer = str | Response | WerkzeugResponse | tuple[str | Response | WerkzeugResponse, int]


def init_app(app: Flask) -> None:
    """Has the app know who may call, and which addresses name a thing."""
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
    pictured = getattr(view, "takes_pictures", False) and request.mimetype == "multipart/form-data"
    if pictured and any(may(role) for role in getattr(view, "open_to", ())):
        config: Config = current_app.extensions["connect.config"]
        request.max_content_length = sizes.body_bytes(view, config.max_upload_mb)
    if (request.content_length or 0) <= (request.max_content_length or 0):
        return None
    if pictured and not person():
        return ask_to_sign_in()
    raise RequestEntityTooLarge


# --- Who may come in --------------------------------------------------------------------------------------


def open_to(*audience: str) -> Callable[[View], View]:
    """Says who may call a view; every route must. A stranger is sent to sign in, others are refused."""
    unknown = set(audience) - set(AUDIENCES)
    if unknown or not audience:
        raise ValueError(f"open_to: choose from {', '.join(AUDIENCES)}, not {unknown or 'nothing'}")

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if "anyone" not in audience:
                if not current_user.is_authenticated:
                    return ask_to_sign_in()
                if "signed_in" not in audience and not any(may(role) for role in audience):
                    raise NotAllowed(_l("This page is for other people than you. Nothing was changed."))
            return view(*args, **kwargs)

        guarded.open_to = audience  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return mark


def ask_to_sign_in() -> WerkzeugResponse:
    """To the sign-in page, and back here afterwards when this page can simply be opened: a form's draft waits there."""
    opens = request.method == "GET" or (request.url_rule is not None and "GET" in (request.url_rule.methods or ()))
    back = request.full_path.rstrip("?") if opens else None
    if opens and request.method == "POST":
        warn(_l("You were signed out meanwhile, so nothing was sent. Sign in again: what you wrote waits on its page."))
    return redirect(url_for("accounts.sign_in", next=back), 303)


def person() -> Any:
    """The signed-in person, or None."""
    return current_user._get_current_object() if current_user and current_user.is_authenticated else None


def may(role: str) -> bool:
    """Whether the signed-in person holds the role anywhere. The place is checked by each feature's rules."""
    return bool(current_user and current_user.is_authenticated and current_user.has_role(role))


def forget_person() -> None:
    """Goes on as if nobody were signed in, without asking the database: it may be what has failed."""
    g.session = None
    g._login_user = login.anonymous_user()


# --- Addresses --------------------------------------------------------------------------------------------


class PublicId(BaseConverter):
    """The part of an address that names a thing: short, random, without letters that look alike."""

    regex = r"[2-9A-HJKMNP-TV-Z]{8}"


def safe_path(target: str | None) -> str | None:
    """The target when it is a path on this site, else None: no open redirect.

    Browsers drop tabs and line breaks from an address, which would turn "/<tab>/elsewhere" into another site.
    """
    if target and re.fullmatch(r"/(?![/\\])[^\x00-\x1f\x7f]*", target):
        return target
    return None


def url_if(endpoint: str, **values: Any) -> str | None:
    """The address of an endpoint, or None where this site has no such page."""
    try:
        return url_for(endpoint, **values)
    except BuildError:
        return None


def speaks_json() -> bool:
    """Whether who asked reads JSON and no page."""
    return request.path.endswith(JSON_ENDS) or request.endpoint == "home.health"


# --- Answers ----------------------------------------------------------------------------------------------


def page(template: str, **context: Any) -> str:
    """A rendered page."""
    return render_template(template, **context)


def see_other(endpoint: str, **values: Any) -> WerkzeugResponse:
    """The answer to a POST that worked: go and look there."""
    return redirect(url_for(endpoint, **values), 303)


def tell(message: object, href: str | None = None, label: object = "", undo: str = "") -> None:
    """A good word on the next page, with a link to what it is about if there is one, and a button that undoes it."""
    link = Markup(' <a href="{}">{}</a>').format(href, label) if href else ""
    text = escape(str(message)) + link
    flash({"text": text, "undo": undo} if undo else text, "good")  # type: ignore[arg-type]  # told by the layout


def warn(message: object) -> None:
    """A warning on the next page."""
    flash(str(message), "warn")


def private(response: Any) -> Response:
    """Marks an answer as nobody else's: kept in no cache."""
    answer = current_app.make_response(response)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def download(told: Any, name: str) -> Response:
    """Something as a JSON file to take home, in letters that people can read; kept in no cache."""
    answer = private(json.dumps(told, ensure_ascii=False, indent=2))
    answer.mimetype = "application/json"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return answer


def public(response: Any, seconds: int) -> Response:
    """Marks an answer as the same for all: any cache may keep it for so long."""
    answer = current_app.make_response(response)
    answer.headers["Cache-Control"] = f"public, max-age={seconds}"
    return answer


def shared(response: Any, seconds: int) -> Response:
    """Marks an answer as the same for all when the visitor is a stranger with nothing said to her; see `public`."""
    answer = current_app.make_response(response)
    return answer if person() or session else public(answer, seconds)


def with_map(response: Any) -> Response:
    """Lets a page draw a map: its library writes HTML, of which no part is what somebody typed."""
    answer = current_app.make_response(response)
    answer.headers["Content-Security-Policy"] = headers.CSP
    return answer
