"""What every page shares: who may call it, who is here, forms, cursors, error pages, headers."""

import hashlib
import json
import re
from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask, Response, current_app, flash, g, redirect, render_template, request, session, url_for
from flask_babel import get_locale, get_translations, lazy_gettext as _l
from flask_compress import Compress
from flask_login import LoginManager, current_user
from flask_wtf import CSRFProtect
from itsdangerous import BadSignature, URLSafeSerializer
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape
from werkzeug.routing import BaseConverter, BuildError
from werkzeug.wrappers import Response as WerkzeugResponse

from connect import clock, headers, words
from connect.config import Config, current
from connect.errors import NotAllowed
from connect.languages import LANGUAGES

JSON_ENDS = (".json", ".geojson")
AUDIENCES = ("anyone", "signed_in", "volunteer", "moderator", "official", "admin")
csrf = CSRFProtect()
login = LoginManager()
View = TypeVar("View", bound=Callable[..., Any])
Answer = str | Response | WerkzeugResponse | tuple[str | Response | WerkzeugResponse, int]


class PublicId(BaseConverter):
    """The part of an address that names a thing: short, random, without letters that look alike."""

    regex = r"[2-9A-HJKMNP-TV-Z]{8}"


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


def speaks_json() -> bool:
    """Whether who asked reads JSON and no page."""
    return request.path.endswith(JSON_ENDS) or request.endpoint == "home.health"


def ask_to_sign_in() -> WerkzeugResponse:
    """To the sign-in page, and back here afterwards when this page can simply be opened again."""
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=back), 303)


def safe_path(target: str | None) -> str | None:
    """The target when it is a path on this site, else None: no open redirect.

    Browsers drop tabs and line breaks from an address, which would turn "/<tab>/elsewhere" into another site.
    """
    if target and re.fullmatch(r"/(?![/\\])[^\x00-\x1f\x7f]*", target):
        return target
    return None


def page(template: str, **context: Any) -> str:
    """A rendered page."""
    return render_template(template, **context)


def see_other(endpoint: str, **values: Any) -> WerkzeugResponse:
    """The answer to a POST that worked: go and look there."""
    return redirect(url_for(endpoint, **values), 303)


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


def tell(message: object, href: str | None = None, label: object = "") -> None:
    """A good word on the next page, with a link to what it is about if there is one."""
    link = Markup(' <a href="{}">{}</a>').format(href, label) if href else ""
    flash(escape(str(message)) + link, "good")


def warn(message: object) -> None:
    """A warning on the next page."""
    flash(str(message), "warn")


def signed(value: Any, purpose: str) -> str:
    """A value that the browser carries and cannot change, such as the cursor of a list."""
    return str(_serializer(purpose).dumps(value))


def unsigned(text: str, purpose: str) -> Any:
    """What `signed` made, or None when it was touched or is from elsewhere."""
    try:
        return _serializer(purpose).loads(text)
    except (BadSignature, ValueError, UnicodeError):
        return None


def _serializer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"connect.{purpose}")


def site() -> Config:
    """The configuration of this site."""
    return current()


def static_url(path: str) -> str:
    """Address of a static file with a mark of its content, so that it may be kept for a year."""
    known: dict[str, str] = current_app.extensions["connect.static"]
    if path not in known or current_app.debug:
        known[path] = url_for("static", filename=path, v=_mark(Path(current_app.static_folder or "") / path))
    return known[path]


def _mark(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:10]


def icon(name: str) -> Markup:
    """A drawing from the sprite; always beside words, so it is hidden from screen readers."""
    drawn: dict[str, Markup] = current_app.extensions["connect.icons"]
    if name not in drawn:
        drawn[name] = Markup(
            '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>'
        ).format(static_url("icons/sprite.svg"), name)
    return drawn[name]


def url_if(endpoint: str, **values: Any) -> str | None:
    """The address of an endpoint, or None where this site has no such page."""
    try:
        return url_for(endpoint, **values)
    except BuildError:
        return None


def init_app(app: Flask, config: Config) -> None:
    """Hangs all of the above on the app."""
    app.extensions |= {"connect.config": config, "connect.static": {}, "connect.icons": {}}
    app.url_map.converters["pid"] = PublicId
    app.config.update(
        WTF_CSRF_TIME_LIMIT=None,  # people write slowly on bad networks; the session bounds it
        WTF_CSRF_SSL_STRICT=False,  # we send no referrer, and some browsers' data savers drop it too
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_MIN_SIZE=400,
    )
    csrf.init_app(app)
    login.init_app(app)
    Compress(app)
    app.jinja_env.globals.update(
        static_url=static_url, icon=icon, url_if=url_if, may=may, config_site=config, LANGUAGES=LANGUAGES, now=clock.now
    )
    app.jinja_env.newstyle_gettext = True  # type: ignore[attr-defined]
    app.jinja_env.globals.update(_=_said, gettext=_said, ngettext=_said_of_many)
    app.jinja_env.filters.update(
        ago=words.ago, day=words.day, moment=words.moment, span=words.span, so_long=words.so_long, left=words.left,
        waiting=words.waiting, distance=words.distance, number=words.number,
    )  # fmt: skip
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(lambda: {"lang": str(get_locale()), "person": person()})


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(_language: str) -> Any:
    return get_translations()


@pass_context
def _said(context: Context, text: str, **values: Any) -> str:
    """A text of a template, with values; as Jinja's own, but it asks once a page which language that is."""
    return _filled(context, _catalogue(_language(context)).ugettext(text), values)


@pass_context
def _said_of_many(context: Context, one: str, many: str, n: int, **values: Any) -> str:
    return _filled(context, _catalogue(_language(context)).ungettext(one, many, n), {"num": n, **values})


def _language(context: Context) -> str:
    return str(context.get("lang") or words.language())


def _filled(context: Context, said: str, values: dict[str, Any]) -> str:
    text = Markup(said) if context.eval_ctx.autoescape else said  # noqa: S704 # nosec B704 - the catalogue is ours
    return text % values if values or "%" in said else text
