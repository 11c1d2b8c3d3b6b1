"""Every page, in both languages, on a phone and a desk: no fault that axe finds, nothing wider than the screen."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page

from connect import clock, db, geo
from connect.accounts import actions as accounts
from connect.accounts.models import Person
from connect.cases import actions
from connect.cases.door import Actor
from tests.browser.conftest import DESK, PHONE, faults, shot
from tests.builders import BEN_THANH, make_case, make_channel, make_notice, make_person, post_case, take

pytestmark = pytest.mark.browser
PASSWORD = "mot-cau-dai-2026"
SMALL = {"width": 320, "height": 640}


def as_person(page: Page, person: Person) -> None:
    page.goto("/accounts/sign-in")
    page.fill("[name=phone]", person.phone)
    page.fill("[name=password]", PASSWORD)
    page.locator("main form .button.primary").first.click()
    page.wait_for_load_state()


@pytest.mark.parametrize(
    ("size", "lang", "dark"),
    [(PHONE, "vi", False), (DESK, "en", False), (PHONE, "en", True), (DESK, "vi", True), (SMALL, "vi", False)],
    ids=["phone vi", "desk en", "phone en dark", "desk vi dark", "small vi"],
)
def test_no_page_has_a_fault(
    open_page: Callable[..., Page], app: Flask, size: dict[str, int], lang: str, dark: bool
) -> None:
    secret = accounts.hasher.hash(PASSWORD)
    staff = make_person("moderator", area="79", password_hash=secret)
    official = make_person("official", area="79", password_hash=secret)
    helper = make_person(verified=True, password_hash=secret)
    waiting, token = post_case(urgency=3)
    with db.transaction():
        actions.ask(waiting, Actor(staff), "Nhà còn gạo không?")
    free, mine = make_case(urgency=2), make_case()
    take(mine, helper)
    take(make_case(), make_person())
    notice = make_notice(make_channel("79"), "79", severity=4, ends_at=clock.now() + timedelta(days=2), by=official)
    at = f"{geo.cell_of(BEN_THANH):x}"
    db.session.rollback()

    pages: dict[str, tuple[Person | None, list[str]]] = {
        "stranger": (None, [
            "/", "/privacy", "/cases/ask", "/cases/nearby", f"/cases/nearby?at={at}", f"/cases/map?at={at}",
            f"/cases/{free.public_id}", "/cases/mine", f"/cases/mine/{token}", f"/cases/mine/{token}/edit",
            f"/cases/mine/{token}/withdraw", "/notices/?area=26743", f"/notices/{notice.public_id}",
            f"/notices/{notice.public_id}/versions", "/areas/search?q=quan+9", "/accounts/sign-in",
            "/accounts/sign-up", "/accounts/organizations",
        ]),
        "helper": (helper, ["/cases/taken", f"/cases/{mine.public_id}", f"/cases/{mine.public_id}/help",
            f"/cases/{free.public_id}", "/accounts/me"]),
        "moderator": (staff, ["/moderation/", f"/moderation/{waiting.public_id}", f"/moderation/{mine.public_id}"]),
        "official": (official, ["/notices/mine", "/notices/write", f"/notices/{notice.public_id}/edit",
            f"/notices/{notice.public_id}/withdraw"]),
    }  # fmt: skip
    found: list[str] = []
    for who, (person, paths) in pages.items():
        page = open_page(size=size, lang=lang)
        page.emulate_media(color_scheme="dark" if dark else "light")
        if person:
            as_person(page, person)
        for number, path in enumerate(paths):
            found += faults(page, path)
            shot(page, f"{who}-{number}-{size['width']}-{lang}{'-dark' if dark else ''}")
    assert found == []
