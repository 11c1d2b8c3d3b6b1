"""Her data on a small phone and a large screen: read, taken home, deleted; and what is old says so."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from connect import clock, db
from connect.accounts import actions as accounts
from connect.cases.models import Case
from tests.browser.conftest import DESK, PHONE, faults, press, shot
from tests.builders import make_person, post_case, take

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Iterator[Flask]:
    """A site that offers reminders, and shows requests at once."""
    app = make_app(development=True, moderation="peer_to_peer")
    with app.app_context():
        yield app
        db.session.remove()


def old_case() -> tuple[Case, str]:
    """A request of five days ago, of which nothing was heard since."""
    with clock.told(clock.now() - timedelta(days=5)):
        return post_case(sms=True)


@pytest.mark.parametrize(("size", "lang"), [(PHONE, "vi"), (PHONE, "en"), (DESK, "vi"), (DESK, "en")])
def test_every_page_of_rights_is_sound_on_every_screen(
    open_page: OpenPage, app: Flask, size: dict[str, int], lang: str
) -> None:
    case, token = old_case()
    held, held_token = post_case()
    helper, admin = make_person(name="Lê Văn Hùng"), make_person("admin", name="Phạm Văn Quang")
    with db.transaction():
        accounts.verify_person(helper, by=admin)
    take(held, helper)
    page, name = open_page(size=size, lang=lang), f"{size['width']}-{lang}"
    for path, called in (
        (f"/cases/mine/{token}", "mine"),
        (f"/cases/mine/{token}/delete", "delete"),
        (f"/cases/mine/{held_token}", "helper"),
        (f"/cases/{case.public_id}", "show"),
        (f"/cases/{held.public_id}", "held"),
        (f"/cases/nearby?at={case.cell:x}", "near"),
        ("/privacy", "privacy"),
        ("/outbox", "outbox"),
    ):
        assert faults(page, path) == []
        shot(page, f"rights-{called}-{name}")


def test_she_takes_her_data_home_and_deletes_it(open_page: OpenPage, app: Flask) -> None:
    _, token = old_case()
    page = open_page()
    page.goto(f"/cases/mine/{token}")
    page.locator("summary", has_text="Thông tin của bạn").click()
    with page.expect_download() as given:
        page.get_by_role("link", name="Tải về mọi điều lưu về tôi").click()
    assert "Nguyễn Thị Lan" in given.value.path().read_text("utf-8")
    press(page, "Xóa thông tin của tôi")
    press(page, "Vâng, xóa thông tin của tôi")
    expect(page.locator("h1")).to_contain_text("Đã xóa lúc")
    assert faults(page) == []
    shot(page, "rights-deleted")
    page.goto(f"/cases/mine/{token}")
    expect(page.locator("main")).not_to_contain_text("Nguyễn Thị Lan")
