"""Planted: the site, but each process counts limits for itself, as it did once."""

from connect.windows import Here
from tests.attacks.site_with_clock import app as app

store = app.extensions["limiter"].pop().limiter.storage
store.acquire_entry = Here().acquire_entry
