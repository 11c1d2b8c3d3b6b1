"""Debian's Chromium without windows: for tests in a real browser, and for tools that make pictures."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

QUIET = """
    --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync
""".split()


def path() -> str | None:
    """The program, None when it is not installed. The one without windows does a quarter less for each page."""
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")


@contextmanager
def launched() -> Iterator[Browser]:
    """One browser until it is left. Raises RuntimeError when none is installed."""
    if not (found := path()):
        raise RuntimeError("Chromium is not installed. On Debian: apt-get install chromium-headless-shell")
    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=found, args=QUIET)
        yield browser
        browser.close()
