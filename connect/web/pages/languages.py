"""The languages of the site, and which one a visitor reads."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Flask, g, has_request_context, redirect, request
from flask_babel import Babel, Domain, refresh
from werkzeug.wrappers import Response

from connect import formatting
from connect.config import ROOT, Config, current
from connect.web import cookies

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
COOKIE = "lang"
_ON_THIS_SITE = re.compile(r"/(?![/\\])[^\x00-\x1f\x7f]*")


def init_app(app: Flask, config: Config) -> None:
    """Makes each page speak the language that its visitor chose."""
    app.config.update(
        BABEL_DEFAULT_LOCALE=config.locale,
        BABEL_DEFAULT_TIMEZONE=config.timezone,
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "connect" / "translations"),
    )
    Babel(app, locale_selector=chosen).domain_instance = Catalogue()
    app.before_request(_switched)
    app.jinja_env.globals["here_in"] = here_in


class Catalogue(Domain):
    """The words of the site, with the numbers in them as people write them; those of templates are `templating`'s."""

    def gettext(self, string: str, **variables: Any) -> str:
        """A text in the reader's language."""
        return str(super().gettext(string, **formatting.printed(variables)))

    def ngettext(self, singular: str, plural: str, num: int, **variables: Any) -> str:
        """The same for a number of things, which the text calls `num`."""
        said = self.get_translations().ungettext(singular, plural, num)
        return str(said % formatting.printed({"num": num, **variables}))


def chosen() -> str:
    """The visitor's choice, else the site's language; also where nobody asks, as in a job."""
    if not has_request_context():
        return chosen_in({}, current())
    return str(g.get("lang") or chosen_in(request.cookies, current()))


def chosen_in(given: Mapping[str, str], config: Config) -> str:
    """The choice among a browser's cookies, each by its full name, else the site's language. Needs no app."""
    choice = given.get(cookies.full_name(COOKIE, config), "")
    return choice if choice in LANGUAGES else config.locale


def speak(lang: str) -> None:
    """Answers this request in another language than the browser's cookie says; see `remember`."""
    g.lang = lang
    refresh()


def remember(answer: Response, lang: str) -> None:
    """Keeps the choice in the browser for a year."""
    cookies.keep(answer, COOKIE, lang, 365 * cookies.DAY_S)


def here_in(lang: str) -> str | None:
    """The address of the page that is being shown, in another language; None where it cannot be opened again.

    It is relative, so that no other address ever holds the secret of a requester's link.
    """
    if request.method != "GET" or request.endpoint is None:
        return None
    return f"?{urlencode([*_other_args(), (COOKIE, lang)])}"


def _other_args() -> list[tuple[str, str]]:
    """The rest of what the address asks for, without what would lead to another site."""
    asked = [(name, value) for name, value in request.args.items(multi=True) if name != COOKIE]
    return [(name, value) for name, value in asked if name != "next" or _ON_THIS_SITE.fullmatch(value)]


def _switched() -> Response | None:
    """A page that was asked for with `?lang=`: keeps the choice and opens the page without it."""
    lang = request.args.get(COOKIE)
    if lang not in LANGUAGES or request.method != "GET" or request.endpoint is None:
        return None
    rest, path = urlencode(_other_args()), f"{request.root_path}{request.path}"
    answer = redirect(f"{path}?{rest}" if rest else path, 303)
    remember(answer, lang)
    return answer
