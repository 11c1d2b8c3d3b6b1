"""Planted: the site, but each process counts limits for itself, as it did once."""

from connect.web.limits import limiter
from connect.web.limits.memory_store import Here
from tests.attacks.site_with_clock import app as app

with app.app_context():
    limiter.storage.acquire_entry = Here().acquire_entry  # type: ignore[method-assign, union-attr]
