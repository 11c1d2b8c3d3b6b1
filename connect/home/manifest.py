"""The site as an app on a home screen: names, icons and short ways in, by the W3C's Web Application Manifest."""

from typing import Any

from flask import url_for
from flask_babel import force_locale, gettext as _

from connect.config import Config
from connect.web import url_if
from connect.web.pages.assets import static_url
from connect.web.pages.languages import LANGUAGES

LONGEST_SHORT_NAME = 12  # letters below an icon; more is cut by the system, in the middle of a word
THEME, PAPER = "#0f5f57", "#fbf8f3"
PNG = {"type": "image/png"}


def of_site(config: Config) -> dict[str, Any]:
    """The manifest in the language of the site, with the other language beside it; no visitor changes it."""
    root = url_for("home.front")
    with force_locale(config.locale):
        return {
            "id": root, "start_url": root, "scope": root, "lang": config.locale, "dir": "ltr",
            "name": config.site_name, "short_name": _short(config.site_name),
            "description": _description(), "description_localized": _in_all(_description),
            # With a bar of its own that goes back: nobody should be caught in the middle of a form.
            "display": "minimal-ui", "background_color": PAPER, "theme_color": THEME,
            "categories": ["social", "utilities"], "icons": _icons(), "shortcuts": _shortcuts(),
        }  # fmt: skip


def _short(name: str) -> str:
    """As many whole words of the name as fit below an icon."""
    words = name.split()
    while len(words) > 1 and len(" ".join(words)) > LONGEST_SHORT_NAME:
        words.pop()
    return " ".join(words)


def _icons() -> list[dict[str, str]]:
    return [
        {"src": static_url("icons/icon-192.png"), "sizes": "192x192", **PNG},
        {"src": static_url("icons/icon-512.png"), "sizes": "512x512", **PNG},
        {"src": static_url("icons/icon-maskable-512.png"), "sizes": "512x512", "purpose": "maskable", **PNG},
        {"src": static_url("icons/favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
    ]


def _shortcuts() -> list[dict[str, Any]]:
    ways = ((_i_need_help, url_if("cases.ask")), (_i_want_to_help, url_if("cases.nearby")))
    return [{"name": name(), "name_localized": _in_all(name), "url": url} for name, url in ways if url]


def _in_all(say: Any) -> dict[str, dict[str, str]]:
    said = {}
    for lang in LANGUAGES:
        with force_locale(lang):
            said[lang] = {"value": str(say()), "lang": lang}
    return said


def _description() -> str:
    return _("Storm, flood or epidemic: say what you need, and neighbours nearby see it and bring it.")


def _i_need_help() -> str:
    return _("I need help")


def _i_want_to_help() -> str:
    return _("I want to help")
