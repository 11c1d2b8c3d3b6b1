"""A school's story in a real browser: it asks for thirty, a donor lends five, one is lost, one comes back damaged."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from connect import clock, db
from connect.accounts import actions as accounts
from connect.accounts.models import Person
from connect.accounts.rules import RoleName
from connect.cases import actions as cases, queries
from connect.cases.models import Case
from connect.cases.transitions import Actor
from tests.browser.conftest import faults, fits, known, press, sign_in, ten_minutes_pass
from tests.builders import make_person, make_school
from tests.workbooks.test_opening import xlsx

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADS = ["Khối", "Món đồ", "Số lượng", "Cho hay mượn"]
PUPILS = [[*HEADS, "Họ và tên"], ["5", "Máy để học trực tuyến", 1, "mượn", "Giàng A Páo"]]
NEEDED = [HEADS, ["Lớp 5A", "Máy để học trực tuyến", 30, "mượn"]]


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_school_asks_for_thirty_and_a_donor_lends_five(open_page: OpenPage, app: Flask, script: bool) -> None:
    teacher = known(name="Cô Dợ")
    school = make_school()
    with clock.told(clock.now() - timedelta(days=7)), db.transaction():
        accounts.grant(db.session.get_one(Person, teacher.id), RoleName.VOLUNTEER, organization=school)
    asking = open_page(script)
    sign_in(asking, teacher, "/cases/collective")
    press(asking, "Từ bảng tính")
    for rows, said in ((PUPILS, "Đây có vẻ là danh sách học sinh"), (NEEDED, "Đọc như thế này đúng chưa?")):
        asking.set_input_files("#file", {"name": "nhu-cau.xlsx", "mimeType": XLSX, "buffer": xlsx(rows)})
        press(asking, "Xem lại")
        expect(asking.locator("main")).to_contain_text(said)
        assert fits(asking) and not (script and faults(asking))
    press(asking, "Đưa vào mẫu xin")
    expect(asking.locator("[name=qty-device]")).to_have_value("30")
    expect(asking.locator("[name=words]")).to_have_value(re.compile("khối 5: 30.cái, mượn"))
    asking.fill("[name=people]", "420")
    asking.fill("[name=address]", "12 đường Trần Phú")
    asking.fill("[name=place_text]", "Phường Bến Thành")
    if script:
        asking.press("[name=place_text]", "Enter")
    else:
        asking.locator("[name=find]").click()
    asking.locator("#wards .option").first.click()
    asking.fill("[name=words]", "Giàng A Páo\nVàng Thị Dợ\nSùng Mí Sính")
    press(asking, "Xem lại")
    expect(asking.locator("main")).to_contain_text("Xin bỏ tên học sinh ra")
    asking.fill("[name=words]", "Khối 5 học trực tuyến.")
    press(asking, "Xem lại")
    expect(asking.locator("main")).to_contain_text("Như thế này đúng chưa?")
    assert fits(asking) and not (script and faults(asking))
    asking.check("[name=consent]")
    press(asking, "Gửi")
    case = db.session.query(Case).one()
    if case.state == "pending_review":
        moderator = Actor(make_person("moderator"))
        with db.transaction():
            cases.approve(case, moderator)
    secret = cases.secret_of(queries.by_public_id(case.public_id))
    own, code, public_id = f"/cases/mine/{secret.link_token}", secret.delivery_code, case.public_id
    db.session.rollback()

    donor = open_page(script)
    sign_in(donor, known(name="Anh Tư", verified=True), f"/cases/{public_id}")
    expect(donor.locator("main")).to_contain_text("12 đường Trần Phú")
    press(donor, "Nhận giúp")
    press(donor, "Xem điện thoại và địa chỉ")
    ten_minutes_pass()
    donor.goto(f"/cases/{public_id}/help")
    donor.fill("[name=given-device]", "5")
    donor.get_by_text("Có món chỉ cho mượn").click()
    donor.fill("[name=lent-device]", "\n".join(f"TB-0{n}" for n in range(1, 6)))
    assert fits(donor) and not (script and faults(donor))
    press(donor, "Xác nhận đã giúp")
    expect(donor.locator("main")).to_contain_text("hãy xin mã nhận hàng")
    expect(donor.locator("[name=lent-device]")).to_have_value(re.compile("TB-05"))
    donor.fill("[name=code]", code)
    press(donor, "Xác nhận đã giúp")

    asking.goto(own)
    expect(asking.locator("main")).to_contain_text("TB-05")
    assert fits(asking) and not (script and faults(asking))
    asking.locator("a.things", has_text="TB-04").click()
    asking.get_by_text("Tôi làm mất rồi").click()
    asking.fill("[name=words]", "Để quên trên xe buýt")
    press(asking, "Báo là đã mất")
    assert fits(asking) and not (script and faults(asking))

    donor.goto("/offers/loans/")
    assert fits(donor) and not (script and faults(donor))
    donor.locator("a.whole", has_text="TB-04").click()
    expect(donor.locator("main")).to_contain_text("Mất")
    donor.goto("/offers/loans/")
    donor.locator("a.whole", has_text="TB-05").click()
    donor.check("[name=condition][value=damaged]")
    press(donor, "Tôi đã nhận lại")
    expect(donor.locator("main")).to_contain_text("Hãy viết vài lời")
    donor.check("[name=condition][value=damaged]")
    donor.fill("#words", "Nứt màn hình")
    press(donor, "Tôi đã nhận lại")
    expect(donor.locator("main")).to_contain_text("Bị hư một phần")
    assert fits(donor) and not (script and faults(donor))
