"""Figures are typed or brought as a spreadsheet, looked over, kept once, put right, and read by everybody."""

import csv
import html
import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import clock, db
from connect.areas import queries as areas
from connect.notices.bulletins.models import Figure, Series
from connect.notices.bulletins.rules import Kind
from tests.builders import make_figures, make_person, make_series
from tests.visit import Visit
from tests.workbooks.test_opening import xlsx

BEN_THANH, SAI_GON = "26743", "26740"
HEADS = ["Ngày", "Phường/xã", "Số ca", "Ghi chú"]


@pytest.fixture
def series(app: Flask) -> Series:
    return make_series()


@pytest.fixture
def official(app: Flask) -> Visit:
    return Visit(app, "en").as_(make_person("official", area="79"))


def today(back: int = 0) -> date:
    return clock.now().date() - timedelta(days=back)


def told(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def hidden(text: str) -> dict[str, str]:
    found = dict(re.findall(r'type="hidden" name="(rows|edition)" value="([^"]*)"', text))
    return {name: html.unescape(value) for name, value in found.items()}


def bring(visit: Visit, series: Series, file: bytes, status: int = 200, name: str = "a.xlsx") -> str:
    sent = {"file": (io.BytesIO(file), name), "day": told(today())}
    return visit.post("notices.bulletin_file", sent, status, public_id=series.public_id).text


def keep(visit: Visit, series: Series, page: str, status: int = 303, **more: str) -> str:
    sent = hidden(page) | {"keep": "1"} | more
    return visit.post("notices.bulletin_check", sent, status, public_id=series.public_id).text


def rows(visit: Visit, series: Series, endpoint: str = "notices.bulletin_csv", **more: Any) -> list[dict[str, str]]:
    answer = visit.get(endpoint, public_id=series.public_id, **more)
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def count() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Figure)) or 0


def test_a_series_without_figures_says_what_will_stand_here(app: Flask, series: Series) -> None:
    page = Visit(app, "en").get("notices.bulletin", public_id=series.public_id)
    assert "will stand here" in page.text and "public" in page.headers["Cache-Control"]


def test_figures_are_typed_for_all_wards_looked_over_and_published(official: Visit, series: Series, app: Flask) -> None:
    at = {"public_id": series.public_id}
    form = official.get("notices.bulletin_write", **at).text
    assert form.count('name="v-') > 100 and f'name="v-{BEN_THANH}"' in form
    typed = {"day": "30/13/2026", f"v-{BEN_THANH}": "12", f"v-{SAI_GON}": "3"}
    again = official.post("notices.bulletin_write", typed, 422, **at).text
    assert 'value="12"' in again and 'value="30/13/2026"' in again
    page = official.post("notices.bulletin_write", typed | {"day": told(today())}, 200, **at).text
    assert "Publish 2 figures" in page and "readers see: under 5" in page and not count()
    changing = official.post("notices.bulletin_write", hidden(page) | {"edit": "1"}, 200, **at).text
    assert 'value="12"' in changing and 'value="3"' in changing
    keep(official, series, page)
    public = Visit(app, "en").get("notices.bulletin", **at).text
    assert "12 cases, under 5 in another" in public
    ward = Visit(app, "en").get("notices.bulletin", area=SAI_GON, **at).text
    assert "under 5 cases" in ward and "<svg" in ward and "3 cases" not in ward
    assert "12 cases" in Visit(app, "en").get("notices.channel", public_id=series.channel.public_id).text
    assert "under 5 cases" in Visit(app, "en").get("notices.feed", area=SAI_GON).text


def test_a_spreadsheet_with_wrong_rows_keeps_the_right_ones_and_is_put_right_later(
    official: Visit, series: Series
) -> None:
    day = told(today())
    good = [[day, "Phường Bến Thành", 12, ""], [day, "Phường Sài Gòn", 30, "đếm cả bệnh viện"]]
    wrong = [["4/13/2026", "Phường Bến Thành", 5, ""], [day, "Phường Không Có", 6, ""], [day, "Phường Bàn Cờ", "x", ""]]
    page = bring(official, series, xlsx([HEADS, *good, *wrong]))
    assert "month before the day" in page and "is no ward" in page and "is no number" in page
    assert "Publish 2 figures" in page and not count()
    keep(official, series, page)
    assert count() == 2
    again = bring(official, series, xlsx([HEADS, *good]))
    assert "There is nothing new in it" in again
    mended = bring(official, series, xlsx([HEADS, [day, "Phường Bến Thành", 22, ""]]))
    assert "Say why" in keep(official, series, mended, 422)
    keep(official, series, mended, reason="Đếm sót một bệnh viện")
    newest = rows(official, series, area=BEN_THANH)
    assert [(one["value"], one["revision"], one["note"]) for one in newest] == [("22", "2", "Đếm sót một bệnh viện")]
    both = rows(official, series, "notices.bulletin_revisions", area=BEN_THANH)
    assert [one["value"] for one in both] == ["12", "22"]


@pytest.mark.parametrize(
    ("heads", "row"),
    [
        (["Họ và tên", "Phường", "Số ca"], ["An", "Phường Bến Thành", 1]),
        (["Phường", "Số ca", "Năm sinh"], ["Phường Bến Thành", 1, 1987]),
        (HEADS, ["1/11/2026", "Nguyễn Văn An", 1, ""]),
        (HEADS, ["1/11/2026", "Phường Bến Thành", 1, "bà Trần Thị Sương, 12/3 Lê Lợi"]),
        (HEADS, ["1/11/2026", "Phường Bến Thành", 1, "ĐT 0912 345 678"]),
        (HEADS, ["1/11/2026", "Phường Bến Thành", "079203001234", ""]),
        (HEADS, ["1/11/2026", "Phường Bến Thành", 1, "thẻ GD4797912345678"]),
        (HEADS, ["1/11/2026", "Phường Bến Thành", 1, "ca thứ 2 sinh năm 1990"]),
        (["Patient name", "Ward", "Cases"], ["x", "Phường Bến Thành", 1]),
        (HEADS, ["1/11/2026", "Phường Bến Thành", 1, "trường hợp Nguyễn Văn An"]),
    ],
)
def test_a_file_that_tells_of_persons_is_refused_whole_and_not_stored(
    official: Visit, series: Series, heads: list[str], row: list[Any]
) -> None:
    page = bring(official, series, xlsx([heads, row]), 422)
    assert "It looks like a list of persons" in page and "Nothing of it is kept" in page
    assert "Sương" not in page and not count()


def test_wards_named_after_people_and_streets_in_notes_are_no_persons(official: Visit, series: Series) -> None:
    day = told(today())
    named = [[day, "Võ Thị Sáu", 12, "đường Nguyễn Trãi ngập"], [day, "Phường Nguyễn Thái Bình, Quận 1", 9, ""]]
    page = bring(official, series, xlsx([HEADS, *named]))
    assert "It looks like a list of persons" not in page and "Older name" in page


def test_an_unclear_number_and_an_unclear_place_are_asked_about(official: Visit, series: Series) -> None:
    day = told(today())
    page = bring(official, series, xlsx([HEADS, [day, "Phường Bến Thành", "1.234", ""]]))
    assert "How is “1.234” to be read?" in page and 'name="a-2" value="1234000"' in page
    keep(official, series, page, 422)
    keep(official, series, page, **{"a-2": "1234000"})
    assert rows(official, series, area=BEN_THANH)[0]["value"] == "1234"


def test_of_two_corrections_at_once_one_wins_and_the_other_loses_nothing(official: Visit, series: Series) -> None:
    day = told(today())
    keep(official, series, bring(official, series, xlsx([HEADS, [day, "Phường Bến Thành", 12, ""]])))
    one, other = (bring(official, series, xlsx([HEADS, [day, "Phường Bến Thành", n, ""]])) for n in (20, 30))
    keep(official, series, one, reason="Sót")
    late = keep(official, series, other, 409, reason="Sót nhiều")
    assert "nothing is lost" in late and "Sót nhiều" in late and count() == 2
    keep(official, series, late, reason="Sót nhiều")
    assert rows(official, series, area=BEN_THANH)[0]["value"] == "30"


def test_only_officials_of_the_area_write_and_only_about_it(app: Flask, series: Series, official: Visit) -> None:
    at = {"public_id": series.public_id}
    for role, area in (("official", "01"), ("official", BEN_THANH)):
        other = Visit(app).as_(make_person(role, area=area))
        other.get("notices.bulletin_write", 403, **at)
        other.post("notices.bulletin_check", {"rows": f'[[1,"{told(today())}","{BEN_THANH}","","9","",""]]'}, 403, **at)
    page = bring(official, series, xlsx([HEADS, [told(today()), "Phường Hoàn Kiếm", 12, ""]]))
    assert "is no ward" in page
    Visit(app).get("notices.bulletin", 404, area="01", **at)


def test_nothing_in_our_files_is_a_formula_and_tags_stand_under_the_headings(official: Visit, series: Series) -> None:
    page = bring(official, series, xlsx([HEADS, [told(today()), "Phường Bến Thành", 12, "=cmd()|' /C calc'!A0"]]))
    keep(official, series, page)
    first = rows(official, series)[0]
    assert not first["note"].startswith("=") and list(first) == [
        "date", "area_code", "area_name", "series", "value", "unit", "kind", "revision", "published_at", "note",
    ]  # fmt: skip
    assert first["series"] == "ca-mac-moi" and first["date"] == today().isoformat()
    assert rows(official, series, hxl="1")[0]["date"] == "#date"


def test_a_total_beside_its_wards_is_refused_and_a_fall_needs_a_reason(app: Flask, official: Visit) -> None:
    series = make_series(Kind.SUM)
    days = [told(today(back)) for back in (2, 1, 0)]
    rows_of = [[days[0], "Phường Bến Thành", 50, ""], [days[0], "Thành phố Hồ Chí Minh", 60, ""]]
    page = bring(official, series, xlsx([HEADS, *rows_of]))
    assert "worked out by itself" in page and "Publish 1 figure" in page
    keep(official, series, page)
    falling = bring(official, series, xlsx([HEADS, [days[1], "Phường Bến Thành", 45, ""]]))
    assert "does not fall by itself" in falling
    keep(official, series, falling, 422)


def test_a_yes_or_no_and_a_level_are_shown_as_such(app: Flask, official: Visit) -> None:
    road = make_series(Kind.YES_NO, is_health=False, name="Đường đi được")
    page = official.post("notices.bulletin_write", {"day": told(today()), f"v-{BEN_THANH}": "1"}, 200,
                         public_id=road.public_id).text  # fmt: skip
    keep(official, road, page)
    assert "yes" in Visit(app, "en").get("notices.bulletin", public_id=road.public_id, area=BEN_THANH).text


def test_an_official_begins_a_series_and_two_that_could_be_subtracted_are_refused(
    official: Visit, series: Series
) -> None:
    channel = series.channel.public_id
    sent = {"channel": channel, "name_vi": "Tổng số ca", "unit_vi": "Ca mắc", "kind": "sum", "is_health": "y"}
    assert "subtracted from one another" in official.post("notices.bulletin_open", sent, 422).text
    official.post("notices.bulletin_open", sent | {"unit_vi": "ca sốt xuất huyết"})
    assert "A new series" in official.get("notices.bulletin_open", channel=channel).text


def worlds(kind: Kind, *tables: tuple[int, ...]) -> list[Series]:
    """A series for each table; of each the figures of Bến Thành day by day, and of Sài Gòn always 12."""
    made = []
    for at, table in enumerate(tables):
        series = make_series(kind, area="79" if not at else "01")
        places = (BEN_THANH, SAI_GON) if not at else ("00082", "00008")
        by = make_person("official", area="VN")
        for back, value in enumerate(table):
            day = today(9 - back)
            make_figures(series, by, (places[0], day, value), (places[1], day, 12))
        made.append(series)
    return made


@pytest.mark.parametrize(
    ("kind", "tables"), [(Kind.DAY, ((3, 7, 4), (1, 7, 2))), (Kind.SUM, ((3, 7, 9, 13), (2, 7, 11, 13)))]
)
def test_what_is_published_is_the_same_whichever_number_under_5_is_behind_it(
    app: Flask, kind: Kind, tables: tuple[tuple[int, ...], ...]
) -> None:
    one, other = [_plain(Visit(app, "en"), series) for series in worlds(kind, *tables)]
    assert one == other


def _plain(visit: Visit, series: Series) -> list[Any]:
    """Everything that anybody reads of a series, without the names by which the two are told apart."""
    files = [
        [(row["date"], row["value"], row["revision"], row["note"]) for row in rows(visit, series, endpoint)]
        for endpoint in ("notices.bulletin_csv", "notices.bulletin_revisions")
    ]
    codes = sorted({row["area_code"] for row in rows(visit, series)})
    pages = [visit.get("notices.bulletin", public_id=series.public_id, area=code).text for code in codes]
    pages.append(visit.get("notices.bulletin", public_id=series.public_id).text)
    own = "|".join([series.public_id, series.channel.public_id, *codes, *{areas.get(c).name for c in codes}])
    scope = areas.by_id(series.channel.area_id)
    mains = [re.sub(own, "", page.split("<main")[1].split("</main>")[0]) for page in pages]
    return [files, *(re.sub(f"{scope.name}|area={scope.code}", "", main) for main in mains)]
