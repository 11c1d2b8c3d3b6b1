"""Following by mail, in a real browser and with a real mail server: asked first, held at night, stopped by a POST.

The same pages serve without scripts, and where a browser takes no messages.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page, expect

from connect import clock, db
from connect.deliveries.contacts.models import Contact
from connect.gateways.push import keys
from tests.browser.conftest import faults, press, shot
from tests.browser.phones import send
from tests.builders import make_channel, make_notice
from tests.gateways.test_mail import Listening, Server, messages
from tests.often import LONG

pytestmark = pytest.mark.browser

WARD, DESK, PHONE = "26743", {"width": 1280, "height": 900}, {"width": 360, "height": 740}
WORDS = {
    "vi": ("Qua email", "Gửi đường dẫn cho tôi", "Đồng ý theo dõi", "Lưu", "Dừng hết và xoá"),
    "en": ("By mail", "Send me the link", "Yes, follow", "Save", "Stop all and delete"),
}
WITHOUT_PUSH = "delete window.PushManager; delete window.Notification"


@pytest.fixture
def server() -> Iterator[Server]:
    handler = Server()
    controller = Listening(handler, hostname="127.0.0.1", port=0)
    controller.start()
    handler.port = controller.port
    yield handler
    controller.stop()


@pytest.fixture
def app(make_app: Callable[..., Flask], server: Server) -> Iterator[Flask]:
    app = make_app(
        mail_url=f"smtp+plain://127.0.0.1:{server.port}", mail_from="connect@example.vn", quiet_hours="",
        push_contact="mailto:a@example.vn", sms_url="https://sms.example.vn/",
        site_url="https://help.example.vn", hosts="localhost",
    )  # fmt: skip
    with app.app_context():
        with db.transaction():
            keys.ensure()
        yield app
        db.session.remove()


def link_in(message: EmailMessage) -> str:
    """The path of the last link in a mail."""
    return urlsplit(re.findall(r"https?://\S+", message.get_content())[-1]).path


def followers() -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).where(Contact.held_by.is_(None))) or 0


LOOKS = [("vi", PHONE, True), ("en", DESK, True), ("vi", DESK, False)] if LONG else [("vi", PHONE, False)]


@pytest.mark.parametrize(("lang", "size", "script"), LOOKS)
def test_by_mail_it_is_confirmed_held_at_night_and_stopped_by_nothing_but_a_press(
    app: Flask, server: Server, open_page: Callable[..., Page],
    lang: str, size: dict[str, int], script: bool,
) -> None:  # fmt: skip
    by_mail, send_link, yes, save, stop = WORDS[lang]
    page = open_page(script=script, size=size, lang=lang)
    if script:
        page.add_init_script(WITHOUT_PUSH)
    page.goto(f"/notices/follow?area={WARD}")
    expect(page.locator("[data-follow=impossible]")).to_be_visible()
    page.get_by_text(by_mail, exact=True).click()
    page.locator("#mail").fill("an@x.vn")
    seen(page, "follow", lang, script)
    press(page, send_link)
    seen(page, "asked", lang, script)
    send()
    (question,) = messages(server)
    assert followers() == 0
    page.goto(link_in(question))
    seen(page, "confirm", lang, script)
    assert followers() == 0, "a look follows nothing"
    press(page, yes)
    now = clock.now().astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))
    page.locator("#quiet").select_option("own")
    page.locator("#quiet_from").fill(f"{now - timedelta(hours=1):%H:%M}")
    page.locator("#quiet_until").fill(f"{now + timedelta(hours=1):%H:%M}")
    seen(page, "following", lang, script)
    press(page, save)
    channel = make_channel("79")
    for title in ("Mưa lớn", "Cúp điện"):
        make_notice(channel, WARD, title=title)
    send()
    assert len(messages(server)) == 1, "nothing comes at night"
    with clock.told(clock.now() + timedelta(hours=2)):
        send()
        send()
    (_, summary) = messages(server)
    assert "Mưa lớn" in summary.get_content() and "Cúp điện" in summary.get_content()
    assert summary["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = urlsplit(summary["List-Unsubscribe"].strip("<>")).path
    page.goto(path)
    seen(page, "stop", lang, script)
    assert followers() == 1, "a look stops nothing"
    if script:
        assert page.request.post(path, form={"List-Unsubscribe": "One-Click"}).status == 200
    else:
        press(page, stop)
        seen(page, "stopped", lang, script)
    assert followers() == 0


def seen(page: Page, name: str, lang: str, script: bool) -> None:
    """A page that everybody can use, and its picture."""
    shot(page, f"follow-{name}-{lang}")
    assert not script or not faults(page), name  # axe is a script
