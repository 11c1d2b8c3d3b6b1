"""In a real browser: a story on the site as two processes serve it, with the shared cache on; a passkey over TLS."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from tests.attacks.stage import staged
from tests.browser.conftest import chromium as chromium, open_page as open_page
from tests.browser.test_factors import with_authenticator
from tests.browser.test_story import test_a_request_goes_from_asked_to_confirmed as test_a_request_goes_through
from tests.faults.site import served
from tests.socket.browser import PASSWORD
from tests.socket.proxies import nginx, pin
from tools.chromium import QUIET

pytestmark = pytest.mark.browser
__all__ = ["test_a_request_goes_through"]
BEHIND = {"CONNECT_HTTPS": "yes", "CONNECT_TRUSTED_PROXIES": "1", "CONNECT_SITE_URL": "https://localhost"}


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where it is served."""
    with served(app) as site:
        yield f"http://localhost:{site.port}"


def test_a_passkey_is_made_and_used_over_the_tls_of_a_proxy(chromium: Browser, app: Flask, tmp_path: Path) -> None:
    with staged(app=app, **BEHIND) as stage, nginx(tmp_path, stage.site.port) as front:
        phone = stage.phone()
        front.browser().sign_up(phone)
        trusting = chromium.browser_type.launch(
            executable_path=shutil.which("chromium"),
            args=[*QUIET, f"--ignore-certificate-errors-spki-list={pin(front.trusted)}"],
        )
        page = trusting.new_context(base_url=f"https://localhost:{front.https}").new_page()
        with_authenticator(page)
        page.goto("/accounts/sign-in?next=/accounts/factors")
        page.fill("[name=phone]", phone)
        page.fill("[name=password]", PASSWORD)
        page.locator("main form .btn.main").first.click()
        page.locator("form[data-passkey=create] button").click()
        expect(page.locator(".note.done")).to_be_visible()
        page.context.clear_cookies()
        page.goto("/accounts/sign-in?next=/accounts/me")
        page.locator("form[data-passkey=get] button").click()
        expect(page).to_have_url(re.compile("/accounts/me"))
        trusting.close()
