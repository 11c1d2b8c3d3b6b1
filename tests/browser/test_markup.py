"""Two hundred payloads in every field, opened in a real browser: nothing runs, and the policy has nothing to report."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page

from connect.web import limits
from tests.security.test_markup import ALL, fill
from tests.world import World

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]
LISTEN = """
window.reports = [];
document.addEventListener('securitypolicyviolation', (event) => window.reports.push(event.violatedDirective));
"""


@pytest.mark.timeout(300)
def test_no_page_opens_a_dialog_or_breaks_its_policy(open_page: OpenPage, app: Flask) -> None:
    with World(app) as world:
        fill(world, ALL)
        things, dialogs = world.things, []
        limits.limiter.enabled = False
        for role, paths in {
            "nobody": ("/", "/cases/nearby", "/cases/map", "/cases/ask", "/notices/", f"/notices/{things['notice']}",
                       f"/notices/{things['notice']}/versions", "/accounts/organizations", f"/cases/{things['open']}",
                       f"/accounts/organizations/{things['organization']}", f"/cases/mine/{things['looked_token']}",
                       f"/cases/mine/{things['token']}/edit", f"/cases/mine/{things['pending_token']}"),
            "claimer": (f"/cases/{things['held']}", f"/cases/{things['held']}/help", "/cases/taken", "/accounts/me"),
            "moderator": ("/moderation/", f"/moderation/{things['pending']}", f"/moderation/{things['held']}"),
            "admin": ("/accounts/locks", f"/accounts/organizations/{things['organization']}"),
        }.items():  # fmt: skip
            page = open_page()
            page.add_init_script(LISTEN)
            page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
            page.goto("/privacy")
            address = page.url.removesuffix("/privacy")
            page.context.add_cookies(
                [{"name": name, "value": value, "url": address} for name, value in world.cookies[role].items()]
            )
            for path in paths:
                answer = page.goto(path)
                assert answer is not None
                assert answer.status == 200, f"{path} as {role}"
                page.wait_for_load_state("networkidle")
                assert page.evaluate("window.reports") == [], f"{path} as {role}"
        limits.limiter.enabled = True
        assert dialogs == []
