"""Figures as a way in: bombs and formulas as files, an official of another area, two at once, a liar who subtracts."""

import io
import json
import re
from concurrent.futures import ThreadPoolExecutor

import openpyxl

from connect import clock
from tests.attacks.helping import send_file
from tests.attacks.stage import Stage
from tests.builders import make_series
from tests.socket.browser import Answer, Browser
from tests.workbooks.test_opening import as_csv, ods, xlsx, zipped

BEN_THANH, SAI_GON, FAR = "26743", "26740", "00004"
HEADS = ["Ngày", "Phường/xã", "Số ca", "Ghi chú"]


def attack(stage: Stage) -> None:
    with stage.context():
        series = make_series()
        at, day = f"/notices/bulletins/{series.public_id}", f"{clock.now():%d/%m/%Y}"
    here, _ = stage.signed_in("official", area="79")
    _bombs(stage, here, at, day)
    _from_elsewhere(stage, at, day)
    _formulas(here, at, day)
    _two_at_once(stage, here, at, day)
    _subtracted(stage, here, at, day)
    assert "Trần Thị Sương" not in stage.site.said(), "a person's name stands in the site's log"


def _brought(who: Browser, at: str, file: bytes) -> Answer:
    return send_file(who, f"{at}/file", file, day=f"{clock.now():%d/%m/%Y}")


def _kept(who: Browser, at: str, page: Answer, **more: str) -> Answer:
    return who.send(f"{at}/check", {**page.hidden(), "keep": "1", **more})


def _count(stage: Stage) -> int:
    return int(str(stage.value("SELECT count(*) FROM figures")))


def _bombs(stage: Stage, here: Browser, at: str, day: str) -> None:
    """Two million cells, as rows, as repetitions, as zeros that unpack; names on a second sheet; rows made up."""
    cell = "<table:table-cell><text:p>1</text:p></table:table-cell></table:table-row>"
    full = f'<table:table-row table:number-rows-repeated="2000000">{cell}'
    second = openpyxl.load_workbook(io.BytesIO(xlsx([HEADS, [day, "Phường Bến Thành", 12, ""]])))
    second.create_sheet("Danh sách").append(["Trần Thị Sương", "0912345678"])
    named = io.BytesIO()
    second.save(named)
    bombs = {
        "rows.xlsx": zipped({"xl/worksheets/sheet1.xml": b"<c><v>1</v></c>" * 2_000_000}),
        "named.xlsx": named.getvalue(),
        "cells.csv": b"," * 2_000_000, "lines.csv": b"a,b\n" * 40_000,
        "rows.ods": ods([["Phường", "Số ca"]], full),
    }  # fmt: skip
    for name, bomb in bombs.items():
        answer = _brought(here, at, bomb)
        assert answer.status in (413, 422), f"{name}: {answer.status} {answer.words[:300]}"
    for rows in ("[" * 50_000, '[["x"]]', json.dumps([[1, day, FAR, "", "12", "", ""]]), "null", "[[1]]", '{"a":1}',
                 json.dumps([[1, day, BEN_THANH, "", "12", "bà Trần Thị Sương", ""]])):  # fmt: skip
        fields = {**here.get(f"{at}/write").hidden(), "rows": rows, "edition": "1", "keep": "1"}
        answer = here.send(f"{at}/check", fields)
        assert answer.status in (303, 422), f"{rows[:60]}: {answer.status}"
    assert _count(stage) == 0, "something of a refused file was kept"


def _from_elsewhere(stage: Stage, at: str, day: str) -> None:
    rows = json.dumps([[1, day, BEN_THANH, "", "12", "", ""]])
    for role, area in (("official", "01"), ("official", BEN_THANH), ("moderator", "79"), ("admin", "79")):
        other, _ = stage.signed_in(role, area=area)
        fields = {**other.get("/accounts/me").hidden(), "rows": rows, "edition": "1", "keep": "1"}
        assert other.send(f"{at}/check", fields).status == 403, f"a {role} of {area} puts figures in"
        assert other.get(f"{at}/write").status == 403
    stranger = stage.browser()
    token = {name: text for name, text in stranger.get("/cases/ask").hidden().items() if name == "csrf_token"}
    assert stranger.send(f"{at}/check", {**token, "rows": rows, "keep": "1"}).status == 303
    assert _count(stage) == 0


def _formulas(here: Browser, at: str, day: str) -> None:
    page = _brought(here, at, as_csv([HEADS, [day, "Phường Bến Thành", 12, "=cmd()|calc!A0"]]))
    assert page.status == 200 and _kept(here, at, page).status == 303
    for name in ("figures.csv", "revisions.csv", "figures.csv?hxl=1"):
        for cell in re.findall(r"(?:^|,)\"?([^,\"]*)", here.get(f"{at}/{name}").text, re.MULTILINE):
            assert not cell.startswith(("=", "+", "@", "\t")), f"{name}: a spreadsheet would work out {cell!r}"


def _two_at_once(stage: Stage, here: Browser, at: str, day: str) -> None:
    before = _count(stage)
    pages = [_brought(here, at, xlsx([HEADS, [day, "Phường Bến Thành", n, ""]])) for n in (30, 40)]
    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(lambda page: _kept(here, at, page, reason="Sót").status, pages))
    assert sorted(answers) == [303, 409] and _count(stage) == before + 1, f"two corrections at once: {answers}"


def _subtracted(stage: Stage, here: Browser, at: str, day: str) -> None:
    """A total beside its wards, a correction of a little, the same file again: no number under 5 is anywhere."""
    places = {"Phường Sài Gòn": 3, "Thành phố Hồ Chí Minh": 33, "Tổng cộng": 33}
    total = [[day, place, number, ""] for place, number in places.items()]
    page = _brought(here, at, xlsx([HEADS, *total]))
    assert _kept(here, at, page).status == 303
    for n in (4, 4, 2):
        page = _brought(here, at, xlsx([HEADS, [day, "Phường Sài Gòn", n, "sửa"]]))
        _kept(here, at, page, reason="sửa")
    liar = stage.browser()
    pages = [liar.get(f"{at}/revisions.csv?area={SAI_GON}").text, liar.get(f"{at}/figures.csv").text]
    lines = [line for page in pages for line in page.splitlines() if f",{SAI_GON}," in line]
    assert lines and all(",,ca mắc,day,1," in line and line.endswith("<5") for line in lines), lines
    assert ",33," not in "".join(pages), "a total beside its wards is published"
