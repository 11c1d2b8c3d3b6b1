"""An official brings a spreadsheet with three wrong rows, then its correction; a file with names is refused."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from connect import clock
from tests.browser.conftest import faults, fits, known, press, sign_in
from tests.browser.test_school import XLSX
from tests.builders import make_series
from tests.workbooks.test_opening import xlsx

pytestmark = pytest.mark.browser
HEADS = ["Ngày", "Phường/xã", "Số ca", "Ghi chú"]


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_bulletin_from_a_spreadsheet_and_its_correction(
    open_page: Callable[..., Page], app: Flask, script: bool
) -> None:
    series, day = make_series(), f"{clock.now():%d/%m/%Y}"
    at = f"/notices/bulletins/{series.public_id}"
    page = open_page(script)
    sign_in(page, known("official", area="79"), f"{at}/file")

    def bring(*rows: list[object]) -> None:
        page.set_input_files("#file", {"name": "so.xlsx", "mimeType": XLSX, "buffer": xlsx([HEADS, *rows])})
        press(page, "Xem lại")
        assert fits(page) and not (script and faults(page))

    bring([day, "Phường Bến Thành", 12, "bà Trần Thị Sương, 12/3 Lê Lợi"])
    expect(page.locator("main")).to_contain_text("Tệp giống danh sách từng người")
    bring(
        [day, "Phường Bến Thành", 12, ""], [day, "Phường Sài Gòn", 3, ""], ["4/13/2026", "Phường Sài Gòn", 4, ""],
        [day, "Phường Không Có", 5, ""], [day, "Phường Bàn Cờ", "nhiều", ""], [day, "Phường Tân Định", "1.234", ""],
    )  # fmt: skip
    expect(page.locator("#refused ~ ul li")).to_have_count(3)
    page.get_by_label("1234", exact=True).check()
    press(page, "Tiếp tục")
    expect(page.locator("main")).to_contain_text("1.246 ca mắc, và 1 nơi nữa, mỗi nơi dưới 5")
    page.goto(f"{at}/file")
    bring([day, "Phường Bến Thành", 22, ""])
    page.get_by_label("Vì sao đính chính?").fill("Sót một bệnh viện")
    press(page, "Công bố 1 số liệu")
    page.goto(f"{at}?area=26743")
    expect(page.locator("main")).to_contain_text("22 ca mắc")
    expect(page.locator("main")).to_contain_text("đã đính chính")
    assert fits(page) and not (script and faults(page))
