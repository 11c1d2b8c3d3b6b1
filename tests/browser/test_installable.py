"""A phone offers to put the site on its home screen."""

from collections.abc import Callable

from playwright.sync_api import Page


def test_chromium_finds_nothing_that_keeps_the_site_from_being_installed(open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.goto("/")
    tools = page.context.new_cdp_session(page)
    told = tools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # A page of a test is a private window, from which nothing is installed.
    assert [one["errorId"] for one in told if one["errorId"] != "in-incognito"] == []
    manifest = tools.send("Page.getAppManifest")
    assert manifest["errors"] == [] and manifest["url"].endswith("/manifest.webmanifest")
