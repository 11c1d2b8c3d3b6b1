"""A moderator sets up a passkey in a real browser with its own authenticator, and comes back with it alone."""

import re
from collections.abc import Callable

import pyotp
import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from connect import clock, db
from connect.accounts.models import Person
from tests.browser.conftest import DESK, PHONE, faults, give_password, known, shot

pytestmark = pytest.mark.browser


@pytest.fixture
def bare_app(make_app: Callable[..., Flask]) -> Flask:
    return make_app(staff_second_factor="required")


def with_authenticator(page: Page) -> None:
    """Gives the browser an authenticator of its own, whose owner is always there and recognised."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def begin(page: Page, person: Person) -> None:
    """As far as the password goes: a second factor is asked for next."""
    give_password(page, person, "/")
    page.wait_for_load_state()


@pytest.mark.parametrize(("size", "lang"), [(PHONE, "vi"), (DESK, "en")], ids=["phone vi", "desk en"])
def test_a_passkey_is_set_up_and_opens_the_door_alone(
    open_page: Callable[..., Page], app: Flask, size: dict[str, int], lang: str
) -> None:
    person = known("moderator", area="79")
    db.session.rollback()
    page = open_page(size=size, lang=lang)
    with_authenticator(page)
    begin(page, person)
    expect(page).to_have_url(re.compile("/accounts/factors"))
    assert faults(page) == []
    shot(page, f"factors-none-{lang}")

    page.locator("form[data-passkey=create] button").click()
    expect(page.locator(".note.done")).to_be_visible()
    assert faults(page) == []
    shot(page, f"factors-passkey-{lang}")
    page.locator("form[action$='/factors/codes'] button").click()
    expect(page.locator("main li")).to_have_count(10)
    assert faults(page) == []
    shot(page, f"factors-codes-{lang}")
    page.goto("/moderation/")
    expect(page).to_have_url(re.compile("/moderation/"))

    page.goto("/accounts/sessions")
    assert faults(page) == []
    shot(page, f"sessions-{lang}")
    page.locator("main form[action$='/sign-out'] button").first.click()
    expect(page).not_to_have_url(re.compile("sessions"))
    page.goto("/accounts/sign-in?next=/moderation/")
    assert faults(page) == []
    shot(page, f"sign-in-{lang}")
    page.locator("form[data-passkey=get] button").click()
    expect(page).to_have_url(re.compile("/moderation/"))


@pytest.mark.parametrize(("size", "lang"), [(PHONE, "vi"), (DESK, "en")], ids=["phone vi", "desk en"])
def test_without_a_script_an_app_serves_and_the_next_device_is_told_of(
    open_page: Callable[..., Page], app: Flask, size: dict[str, int], lang: str
) -> None:
    person = known("moderator", area="79")
    db.session.rollback()
    page = open_page(script=False, size=size, lang=lang)
    begin(page, person)
    expect(page.locator("form[data-passkey=create]")).to_be_hidden()
    page.locator("form[action$='/factors/app-new'] button").click()
    expect(page.locator("img.qr")).to_be_visible()
    shot(page, f"app-{lang}")
    secret = page.locator("main code").inner_text().replace(" ", "")
    totp, step = pyotp.TOTP(secret), int(clock.now().timestamp()) // 30
    page.fill("[name=code]", totp.generate_otp(step))
    page.locator("main form .btn.main").click()
    expect(page.locator(".note.done")).to_be_visible()
    page.goto("/moderation/")
    expect(page).to_have_url(re.compile("/moderation/"))

    other = open_page(size=size, lang=lang)
    begin(other, person)
    expect(other).to_have_url(re.compile("/accounts/factor"))
    assert faults(other) == []
    shot(other, f"factor-{lang}")
    other.fill("[name=code]", totp.generate_otp(step + 1))  # the next one: each is taken once
    other.locator("main form .btn.main").click()
    expect(other).not_to_have_url(re.compile("/accounts/factor"))
    page.goto("/accounts/me")
    expect(page.locator("form[action*='/sessions/'] .btn.stop")).to_be_visible()
    shot(page, f"told-{lang}")
