"""An extreme notice overtakes a running ordinary one on the pages of their sending; the ordinary one is cancelled."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from connect import db
from connect.areas import queries as areas
from connect.notices.following.models import Subscription
from tests.browser.conftest import DESK, PHONE, axe, fits, known, press, shot, sign_in
from tests.builders import make_channel, make_notice
from tests.deliveries.ledger import Twin, a_sender, people

pytestmark = pytest.mark.browser


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Iterator[Flask]:
    app = make_app(quiet_hours="")  # this is read by night too
    with app.app_context():
        yield app
        db.session.remove()


@pytest.mark.parametrize(("size", "lang"), [(PHONE, "vi"), (DESK, "en")], ids=["phone vi", "desk en"])
def test_an_extreme_notice_overtakes_and_the_ordinary_one_is_cancelled_half_way(
    app: Flask, open_page: Callable[..., Page], size: dict[str, int], lang: str
) -> None:
    words = {
        "vi": ("Đã xong 20", "đã gửi hết", "Hủy việc gửi", "Hủy hẳn", "Đã hủy", "Đã xong 60"),
        "en": (
            "20 are settled",
            "all has left",
            "Cancel the sending",
            "Cancel for good",
            "Cancelled",
            "60 are settled",
        ),
    }[lang]
    channel, place = make_channel("79"), areas.get("79").id
    ids = people(60)
    with db.transaction() as session:
        session.add_all(Subscription(contact_id=one, area_id=place) for one in ids)
    ordinary, page = make_notice(channel, "79"), open_page(size=size, lang=lang)
    with a_sender(Twin()) as sender:
        sender.step()
        sender.finish()
        sign_in(page, known("official", area="79"), f"/notices/{ordinary.public_id}/sending")
        expect(page.locator("main h2").first).to_contain_text(words[0])
        shot(page, f"sending-going-{lang}")
        grave = make_notice(channel, "79", title="Nước lên nhanh", severity=4)
        sender._looked = 0.0
        for _ in range(4):
            sender.step()
        sender.finish()
        page.goto(f"/notices/{grave.public_id}/sending")
        expect(page.locator("main")).to_contain_text(words[1])
        page.goto(f"/notices/{ordinary.public_id}/sending")
        expect(page.locator("main h2").first).not_to_contain_text(words[5])
        assert fits(page) and axe(page) == []
        page.get_by_text(words[2]).first.click()
        press(page, words[3])
        expect(page.locator("main")).to_contain_text(words[4])
        sender.run()
    page.reload()
    expect(page.locator("main h2").first).to_contain_text(words[5])
    shot(page, f"sending-cancelled-{lang}")
    assert fits(page) and axe(page) == []
