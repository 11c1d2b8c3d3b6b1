"""Reporting, and what the moderator sees of it, on phones and desks, in both languages; without a script too."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page

from connect import db
from connect.accounts import actions as accounts
from connect.moderation.reports import actions as reports
from connect.registry.reports import Reported
from tests.browser.conftest import DESK, PASSWORD, PHONE, faults, shot, sign_in
from tests.builders import make_case, make_person

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_pages_of_reports_are_sound(app: Flask, open_page: Callable[..., Page], size: dict, lang: str) -> None:
    helper, moderator = make_person(verified=True), make_person("moderator")
    held = make_case("claimed", helper=helper)
    case = make_case(words="Xin ck cho em vào stk 0123456789 VCB")
    with db.transaction():
        accounts.change_password(moderator, PASSWORD)
        reports.report(
            Reported("case", case.public_id, case.area_id), "fraud", "Đòi tiền", device="d", network="n", by=None
        )
    page = open_page(script=False, size=size, lang=lang)
    page.goto(f"/moderation/report/{case.public_id}")
    page.check("input[value=fraud]")
    page.click("main form button[type=submit]")
    assert page.url.endswith("/report/thanks")
    page = open_page(size=size, lang=lang)
    for path in (f"/moderation/report/{case.public_id}", "/moderation/report/thanks"):
        assert faults(page, path) == []
        shot(page, f"{path.split('/')[2]}-{path.count('thanks')}-{lang}-{size['width']}")
    sign_in(page, moderator, "/")
    found = {
        "reported": f"/moderation/reported/{case.public_id}", "person": f"/moderation/person/{helper.public_id}",
        "review": f"/moderation/{case.public_id}", "held": f"/moderation/{held.public_id}",
    }  # fmt: skip
    for name, path in found.items():
        assert faults(page, path) == []
        assert path in page.url
        shot(page, f"{name}-{lang}-{size['width']}")
