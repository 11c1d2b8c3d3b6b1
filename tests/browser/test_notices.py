"""An authority's first notice in a real browser, and what becomes of it on the phone of somebody without an account."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from connect import clock, db
from connect.accounts.models import Person
from connect.gateways.push import keys
from connect.notices.alerts.cap import Status
from tests.browser.conftest import faults, known, press, shot, sign_in
from tests.browser.phones import Phone, send, whole
from tests.builders import make_channel, make_notice
from tests.gateways.push_service import PushService

pytestmark = pytest.mark.browser

WARD, NEXT_WARD = "26743", "26758"
# A square round the middle of the ward, and of no other.
OUTLINE = "10.768,106.694 10.768,106.702 10.776,106.702 10.776,106.694 10.768,106.694"
DESK = {"width": 1280, "height": 800}
CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"
MOST_PRESSES = 8


@pytest.fixture(scope="module")
def chromium(chromium: Browser) -> Iterator[Browser]:
    """One that shows messages."""
    with whole(chromium) as browser:
        yield browser


@pytest.fixture
def app(make_app: Callable[..., Flask], service: PushService) -> Iterator[Flask]:
    app = make_app(push_contact="mailto:a@example.vn", push_hosts=service.host, gateway_private=True, quiet_hours="")
    with app.app_context():
        with db.transaction():
            keys.ensure()
        service.site_key = keys.public()
        yield app
        db.session.remove()


class Presses:
    """A page in which presses are counted: a choice, a button or a link is one, words that are typed are none."""

    def __init__(self, page: Page) -> None:
        self.page, self.number = page, 0

    def __call__(self, name: str) -> None:
        self.number += 1
        press(self.page, name)

    def choose(self, label: str, option: str) -> None:
        self.number += 1
        self.page.get_by_label(label).select_option(label=option)


def following(page: Page, address: str, service: PushService, ward: str = WARD) -> Phone:
    """A phone that follows a ward, by one press, without an account."""
    phone = Phone(page, address, service)
    page.goto(f"/notices/follow?area={ward}")
    press(page, "Theo dõi")
    expect(page).to_have_url(f"{address}/notices/following")
    phone.arrive()
    return phone


def titles(phone: Phone, *wanted: str) -> None:
    """What the phone shows beside the word that it follows."""
    phone.arrive()
    phone.shows("Bạn đang theo dõi Phường Bến Thành, Thành phố Hồ Chí Minh", *wanted)
    assert phone.troubles == []


def seen(page: Page, name: str) -> None:
    """Nothing is wrong with the page, and it is kept for people to look at."""
    assert faults(page) == []
    shot(page, f"notices-{name}")


def desk(open_page: Callable[..., Page], who: Person, path: str, lang: str = "vi") -> Page:
    page = open_page(size=DESK, lang=lang)
    sign_in(page, who, path)
    return page


def fill_blanks(page: Page) -> None:
    """What a kit leaves in brackets, in words of today."""
    for box in page.locator("form[data-draft] input[type=text]:visible, form[data-draft] textarea").all():
        if "[" in (said := box.input_value()):
            box.evaluate("(box, said) => { box.value = said }", re.sub(r"\[.+?\]", "Bến Thành", said))


def test_an_admin_opens_a_channel_and_its_first_notice_is_out_after_eight_presses(
    app: Flask, open_page: Callable[..., Page]
) -> None:
    both = known("admin", area="79")
    official = known("official", area="79")
    page = desk(open_page, both, "/notices/channels")
    go = Presses(page)
    go("Mở kênh")
    seen(page, "1-area")
    go("Thành phố Hồ Chí Minh")
    go.choose("Kênh để làm gì?", "Lũ, ngập")
    page.get_by_label("Tên kênh").fill("Ban Chỉ huy phòng chống lũ")
    go("Mở kênh này")
    seen(page, "2-channel")
    writer = desk(open_page, official, page.url.partition("localhost")[2].partition("/")[2].join(["/", ""]))
    go.page = writer
    go("Sau lũ")
    fill_blanks(writer)
    seen(writer, "3-write")
    go("Xem trước khi gửi")
    seen(writer, "4-ready")
    go("Đăng thông báo")
    expect(writer.locator("h1")).to_contain_text("Sau lũ")
    assert go.number <= MOST_PRESSES
    reader = open_page(lang="en")
    reader.goto(page.url)
    expect(reader.locator("#now + ol")).to_contain_text("After the flood")
    seen(reader, "5-channel-phone")


def test_a_severe_notice_with_an_outline_is_stopped_by_four_eyes_and_reaches_who_follows_that_ward(
    app: Flask, open_page: Callable[..., Page], address: str, service: PushService
) -> None:
    make_channel("79")
    author, second = known("official", area="79", name="Ông An"), known("official", area="79", name="Bà Bình")
    phone = following(open_page(), address, service)
    page = desk(open_page, author, "/notices/write")
    page.fill("[name=title]", "Nước sông lên")
    page.fill("[name=text]", "Chuyển đồ lên cao.")
    page.check("[name=severity][value='3']")
    ends = clock.now() + timedelta(hours=20)
    page.fill("[name=ends_at]", f"{ends + timedelta(hours=7):%Y-%m-%dT%H:%M}")
    page.uncheck("[name=area][value='79']")
    page.locator("#draw summary").click()
    page.fill("[name=outline]", OUTLINE)
    page.get_by_role("button", name="Liệt kê xã, phường").click()
    expect(page.locator(f"[name=area][value='{WARD}']")).to_be_checked()
    seen(page, "6-outline")
    press(page, "Xem trước khi gửi")
    press(page, "Trình duyệt")
    send()
    titles(phone)
    reader = open_page()
    reader.goto(f"/notices/?area={WARD}")
    expect(reader.locator("main")).not_to_contain_text("Nước sông lên")
    other = desk(open_page, second, "/notices/mine")
    press(other, "Nước sông lên")
    seen(other, "7-second")
    press(other, "Duyệt và đăng")
    send()
    titles(phone, "Chuẩn bị: Nước sông lên")
    reader.reload()
    expect(reader.locator("main")).to_contain_text("Nước sông lên")
    seen(reader, "8-feed-phone")
    reader.goto(f"/notices/?area={NEXT_WARD}")
    expect(reader.locator("main")).not_to_contain_text("Nước sông lên")


def test_an_update_and_a_cancel_leave_one_message_one_chain_and_three_alerts_and_a_drill_reaches_who_joined(
    app: Flask, open_page: Callable[..., Page], address: str, service: PushService
) -> None:
    official = known("official", area="79")
    notice = make_notice(make_channel("79"), WARD, by=official, title="Mưa lớn", severity=2)
    code, path = notice.public_id, f"/notices/{notice.public_id}"
    phone = following(open_page(), address, service)
    page = desk(open_page, official, f"{path}/edit")
    page.fill("[name=title]", "Mưa rất lớn")
    press(page, "Xem trước khi gửi")
    press(page, "Đăng thông báo")
    send()
    titles(phone, "Theo dõi: Mưa rất lớn")
    page.goto(f"{path}/withdraw")
    page.fill("[name=reason]", "Mưa đã tạnh")
    press(page, "Đúng, thu hồi")
    send()
    titles(phone, "Đã rút lại: Mưa rất lớn")
    reader = open_page(lang="en")
    reader.goto(f"/notices/?area={WARD}")
    expect(reader.locator(f"main a[href='{path}']")).to_have_count(1)
    expect(reader.locator("main")).to_contain_text("Do not act on it")
    seen(reader, "9-cancelled-phone")
    alerts = [ElementTree.fromstring(reader.request.get(f"{path}/{number}.cap").text()) for number in (1, 2, 3)]
    names = [one.findtext(f"{CAP}identifier") for one in alerts]
    assert [one.findtext(f"{CAP}msgType") for one in alerts] == ["Alert", "Update", "Cancel"]
    told = [(one.findtext(f"{CAP}references") or "").split() for one in alerts]
    assert [[one.split(",")[1] for one in some] for some in told] == [[], names[:1], names[:2]]
    feed = reader.request.get(f"/notices/cap.atom?area={WARD}").text()
    assert all(feed.count(f"{path}/{number}.cap") for number in (1, 2, 3)), code

    make_notice(notice.channel, WARD, title="Tập sơ tán", status=Status.EXERCISE)
    send()
    titles(phone, "Đã rút lại: Mưa rất lớn")
    phone.page.goto("/notices/following")
    phone.page.check("[name=drills]")
    press(phone.page, "Lưu")
    make_notice(notice.channel, WARD, title="Tập lần hai", status=Status.EXERCISE)
    send()
    titles(phone, "Đã rút lại: Mưa rất lớn", "DIỄN TẬP · Theo dõi: Tập lần hai")
