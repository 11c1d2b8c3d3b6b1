"""create_app(): config, database, features, error pages. Only wsgi, cli and tests import it."""

from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from connect import db, web
from connect.accounts import feature as accounts
from connect.advice import feature as advice
from connect.areas import feature as areas
from connect.cases import feature as cases
from connect.config import Config, loading
from connect.crypto import encryption, fingerprints
from connect.db import migration_state
from connect.deliveries import feature as deliveries
from connect.home import feature as home
from connect.incidents import feature as incidents
from connect.jobs import queue
from connect.messages import feature as messages
from connect.moderation import feature as moderation
from connect.notices import feature as notices
from connect.offers import feature as offers
from connect.registry import case_parts, navigation
from connect.serving import host_check, refusals, shared_cache
from connect.shopping import feature as shopping
from connect.stories import feature as stories
from connect.streets import feature as streets
from connect.supplies import feature as supplies
from connect.web import cookies, flask_tuning, headers, limits, logs, read_replica, request_sizes
from connect.web.pages import assets, error_pages, languages, templating

ROOT = Path(__file__).resolve().parent.parent


def create_app(*, testing: bool = False, **overrides: Any) -> Flask:
    """The application. Overrides set settings by name; a wrong setting raises `config.ConfigError`."""
    config = loading.load(**overrides)
    logs.set_up(config.log_format)
    app = _bare(config, testing)
    _surround(app, config)
    _equip(app, config)
    for feature in FEATURES:
        app.register_blueprint(feature.bp)
    return app


def _bare(config: Config, testing: bool) -> Flask:
    """The site with its folders and the settings that Flask itself reads."""
    app = flask_tuning.Site(
        "connect",
        root_path=str(ROOT / "connect"),
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
        instance_path=str(config.instance),
    )
    app.testing = testing
    app.extensions["connect.config"] = config
    app.config.update(
        SECRET_KEY=config.secret_key,
        SESSION_COOKIE_NAME=cookies.full_name("connect", config),
        SESSION_COOKIE_SECURE=config.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=request_sizes.FORM_BYTES,  # more only for views that take pictures: web.measure
        MAX_FORM_MEMORY_SIZE=request_sizes.FORM_BYTES,
        MAX_FORM_PARTS=request_sizes.FIELDS,
    )
    return app


def _surround(app: Flask, config: Config) -> None:
    """Puts around the site all that a request passes before Flask sees it, the innermost first."""
    if not app.testing:  # tests see things as they are; those of the cache put it there themselves
        app.wsgi_app = shared_cache.SharedCache(app.wsgi_app)  # type: ignore[method-assign,assignment]
    said = refusals.Refusals(app)
    app.wsgi_app = host_check.FrontDoor(app.wsgi_app, config, said)  # type: ignore[method-assign,assignment]
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.wsgi_app = refusals.LastResort(app.wsgi_app, said)  # type: ignore[method-assign,assignment]


def _equip(app: Flask, config: Config) -> None:
    """Gives the site all that every feature finds there; the order is that in which they act on a request."""
    encryption.init_app(app, config)
    fingerprints.init_app(app)
    db.init_app(app, config.sqlalchemy_url)
    migration_state.init_app(app)
    limits.init_app(app, config)
    languages.init_app(app, config)
    web.init_app(app)
    assets.init_app(app)
    templating.init_app(app, config)
    logs.init_app(app)
    headers.init_app(app)
    read_replica.init_app(app, config)
    error_pages.init_app(app)
    queue.init_app(app, config)
    navigation.init_app(app)
    case_parts.init_app(app)


# The only list of features: each `feature.py` announces to `connect.registry` whatever others show, run or wipe.
FEATURES: tuple[Any, ...] = (
    streets, areas, accounts, incidents, deliveries, cases, moderation, advice, offers, notices, messages, stories,
    supplies, shopping, home,
)  # fmt: skip
