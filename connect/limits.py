"""The coarse brake on requests: Flask-Limiter, counted in each process or in Redis by setting (`connect.counters`).

A whole ward can share one address behind a carrier's NAT, so an address alone never keeps anybody from
asking for help; limits on asking are wide and answer with the form as it was typed.
"""

from importlib import import_module

from flask import Flask, request
from flask_limiter.util import get_remote_address
from limits import RateLimitItem, parse

from connect import windows  # noqa: F401 - makes its kind of store known to the limiter
from connect.config import Config
from connect.lean import OnlyMarked
from connect.text import phone_to_e164

limiter = OnlyMarked(key_func=get_remote_address, headers_enabled=False, strategy="moving-window")


def init_app(app: Flask, config: Config) -> None:
    """Binds the limiter; with Redis the counters are shared, and without its answer each process counts."""
    if config.redis_url:
        import_module("connect.counters")  # makes its kind of store known to the limiter, and loads Redis's library
    app.config["RATELIMIT_STORAGE_URI"] = f"shared+{config.redis_url}" if config.redis_url else "here://"
    app.config["RATELIMIT_KEY_PREFIX"] = "connect"
    limiter.init_app(app)


def phone_in_form() -> str:
    """Key of a limit on one phone, however it is spelt, from whatever address."""
    return "phone:" + (phone_to_e164(request.form.get("phone", "")) or "?")


def parsed(limit: str) -> RateLimitItem:
    """A limit in words, such as "60 per hour", for a view that answers with its own page."""
    return parse(limit)


def address() -> str:
    """Where the request comes from; with `trusted_proxies` set, as the proxy says."""
    return get_remote_address()
