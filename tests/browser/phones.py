"""A phone in tests: a page in a browser that may show messages, and a push service on loopback that opens them.

The vendor's push service is not reached by a test: an init script hands out the address of one on loopback with real
keys, and what arrives there, opened, is given to the browser by DevTools.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from connect import db
from connect.deliveries.ledger.store import line
from connect.deliveries.sending import sender
from tests.gateways.push_service import PushService
from tools.chromium import QUIET

STAND_IN = Path(__file__).parent / "push_stand_in.js"
# A loop in the page: `wait_for_function` does not wait for what an async function answers.
SHOWN = """async (wanted) => {
  const worker = await navigator.serviceWorker.ready;
  for (let looks = 0; looks < 400; looks += 1) {
    const shown = (await worker.getNotifications()).map(
      ({ title, body, tag, data }) => ({ title, body, tag, link: data.link }));
    if (JSON.stringify(shown.map((one) => one.title).sort()) === JSON.stringify(wanted)) return shown;
    await new Promise((later) => setTimeout(later, 50));
  }
  return [];
}"""
NOW = "async () => (await (await navigator.serviceWorker.ready).getNotifications()).map((one) => one.title)"


@contextmanager
def whole(chromium: Browser) -> Iterator[Browser]:
    """The whole program: the one without windows shows no messages, whatever it is allowed."""
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("NOT TESTED: the whole Chromium is not installed")
    browser = chromium.browser_type.launch(executable_path=found, args=QUIET)
    yield browser
    browser.close()


class Phone:
    """A page in a browser that may show messages, and the way by which they reach its worker."""

    def __init__(self, page: Page, address: str, service: PushService) -> None:
        self.page, self.service, self.address, self.passed = page, service, address, 0
        self.workers: dict[str, str] = {}
        self.troubles: list[str] = []
        page.context.grant_permissions(["notifications", "geolocation"], origin=address)
        page.context.expose_function("__pushNew", self._subscribed)
        page.context.add_init_script(path=STAND_IN)
        self.tools = page.context.new_cdp_session(page)
        self.tools.on("ServiceWorker.workerRegistrationUpdated", self._known)
        self.tools.on("ServiceWorker.workerErrorReported", lambda told: self.troubles.append(str(told)))
        self.tools.send("ServiceWorker.enable")

    def _subscribed(self, app_key: str) -> dict[str, Any]:
        assert app_key == self.service.site_key
        phone = self.service.phone()
        return {"endpoint": phone.endpoint, "keys": {"p256dh": phone.keys.p256dh, "auth": phone.keys.auth}}

    def _known(self, told: dict[str, Any]) -> None:
        self.workers |= {one["scopeURL"]: one["registrationId"] for one in told["registrations"]}

    def arrive(self) -> None:
        """Hands what has come to the push service since to the worker, as its real service would."""
        for _, said in self.service.got[self.passed :]:
            number, text = self.workers[f"{self.address}/"], json.dumps(said)
            message = {"origin": self.address, "registrationId": number, "data": text}
            self.tools.send("ServiceWorker.deliverPushMessage", message)
        self.passed = len(self.service.got)

    def shows(self, *titles: str) -> list[dict[str, str]]:
        """The messages on the screen, once they are these."""
        found: list[dict[str, str]] = self.page.evaluate(SHOWN, sorted(titles))
        assert len(found) == len(titles), f"never shown: {titles}, but {self.page.evaluate(NOW)}"
        return found


def send() -> None:
    """Sends whatever is due, as a process of its own would: it has read nothing before."""
    db.session.rollback()
    with line() as ledger:
        sender.of_this_site(ledger).run(10)
