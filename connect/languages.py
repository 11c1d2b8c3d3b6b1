"""The languages of the site, and which one a visitor reads."""

from collections.abc import Mapping
from pathlib import Path

from flask import Flask, has_request_context, request
from flask_babel import Babel

from connect import cookies
from connect.config import Config, current

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
COOKIE = "lang"


def init_app(app: Flask, config: Config) -> None:
    """Has each page speak the language that its visitor chose."""
    app.config.update(
        BABEL_DEFAULT_LOCALE=config.locale,
        BABEL_DEFAULT_TIMEZONE=config.timezone,
        BABEL_TRANSLATION_DIRECTORIES=str(Path(__file__).parent / "translations"),
    )
    Babel(app, locale_selector=chosen)


def chosen() -> str:
    """The visitor's choice, else the site's language; also where nobody asks, as in a job."""
    return chosen_in(request.cookies if has_request_context() else {}, current())


def chosen_in(given: Mapping[str, str], config: Config) -> str:
    """The choice among a browser's cookies, each by its full name, else the site's language. Needs no app."""
    choice = given.get(cookies.full_name(COOKIE, config), "")
    return choice if choice in LANGUAGES else config.locale
