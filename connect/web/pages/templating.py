"""The vocabulary of every template: its words in the reader's language, drawings, addresses of files, filters."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache
from typing import Any, cast

from flask import Flask, current_app
from flask_babel import force_locale, get_locale, get_translations
from jinja2 import pass_context
from jinja2.runtime import Context, Macro
from markupsafe import Markup

from connect import clock, formatting, web
from connect.config import Config
from connect.text import initials, phone_to_dial, takes_sms
from connect.web import compat
from connect.web.pages import charts, fresh, trends
from connect.web.pages.assets import sprite_of, static_url
from connect.web.pages.hotlines import hotlines
from connect.web.pages.languages import LANGUAGES

MOST_MADE = 4096  # pieces of pages


def init_app(app: Flask, config: Config) -> None:
    """Hands it all to the templates. Comes after the languages, whose slower words it takes the place of."""
    app.extensions |= {"connect.icons": {}, "connect.made": OrderedDict()}
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.newstyle_gettext = True  # type: ignore[attr-defined]
    app.jinja_env.globals.update(
        _=_said, gettext=_said, ngettext=_said_of_many, static_url=static_url, icon=icon, sign=sign, url_if=web.url_if,
        may=web.may, config_site=config, LANGUAGES=LANGUAGES, now=clock.now, kept=kept,
        charts=charts, trends=trends, hotlines=hotlines, fresh_mark=fresh.marked,
        from_outside=web.from_outside,
    )  # fmt: skip
    app.jinja_env.filters.update(
        ago=formatting.ago, day=formatting.day, moment=formatting.moment, hour=formatting.hour, span=formatting.span,
        so_long=formatting.so_long, left=formatting.left,
        waiting=formatting.waiting, distance=formatting.distance, number=formatting.number,
        short_day=formatting.short_day, dial=phone_to_dial, initials=initials, takes_sms=takes_sms,
    )  # fmt: skip
    app.context_processor(lambda: {"lang": str(get_locale()), "person": web.person()})


@pass_context
def kept(context: Context, macro: Macro, *values: Hashable) -> Markup:
    """The markup that a macro makes of the same values, remembered in each language; it may depend on nothing else.

    A list calls the same few macros for each of its cards, which was most of the cost of a page.
    """
    return keeper(context)(macro, *values)


def keeper(context: Context) -> Callable[..., Markup]:
    """The same for one page that calls it often."""
    made: OrderedDict[Hashable, Markup] = current_app.extensions["connect.made"]
    language, names = _language(context), formatting.names()

    def piece(macro: Macro, *values: Hashable) -> Markup:
        key = (compat.code_of(macro), language, names, values)
        found = made.get(key)
        if found is None:
            found = made[key] = cast(Markup, macro(*values))
            while len(made) > MOST_MADE:
                made.popitem(last=False)  # the oldest; another thread may have been faster
        return found

    return piece


def piece(template: str, **values: Any) -> Markup:
    """A part of a page by a template of its own, in the language that is spoken now, which may be another's."""
    return Markup(web.page(template, **values))  # noqa: S704 # nosec B704 - the template has escaped what it was given


def joined(pieces: Iterable[Markup], between: str = "") -> Markup:
    """Pieces of markup as one; a piece that is only text is escaped."""
    return Markup(between).join(pieces)  # noqa: S704 # nosec B704 - a space or nothing


def icon(name: str, look: str = "icon") -> Markup:
    """A drawing from a sprite; always beside words, so it is hidden from screen readers."""
    drawn: dict[tuple[str, str], Markup] = current_app.extensions["connect.icons"]
    if (name, look) not in drawn:
        drawn[name, look] = Markup(
            '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>'
        ).format(look, static_url(sprite_of(name)), name)
    return drawn[name, look]


def sign(tone: str) -> Markup:
    """The shape of a tone: hexagon need, square taken, round tick done, diamond wait, octagon grave, triangle ready."""
    return icon(f"s-{tone}", f"sign {tone}")


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(language: str) -> Any:
    with force_locale(language):  # a part of a page may speak another language than its reader
        return get_translations()


@pass_context
def _said(context: Context, text: str, **values: Any) -> str:
    """A text of a template, with values; as Jinja's own, but it asks once a page which language that is."""
    return _filled(context, _catalogue(_language(context)).ugettext(text), values)


@pass_context
def _said_of_many(context: Context, one: str, many: str, n: int, **values: Any) -> str:
    return _filled(context, _catalogue(_language(context)).ungettext(one, many, n), {"num": n, **values})


def _language(context: Context) -> str:
    return str(context.get("lang") or formatting.language())


def _filled(context: Context, said: str, values: dict[str, Any]) -> str:
    text = Markup(said) if context.eval_ctx.autoescape else said  # noqa: S704 # nosec B704 - the catalogue is ours
    return text % formatting.printed(values) if values or "%" in said else text
