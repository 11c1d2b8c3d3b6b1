"""One style sheet of many parts, the scripts of components, and how long browsers may keep them."""

import re
import shutil
from pathlib import Path

import pytest
from flask import Flask

from connect.web.pages import assets, templating
from tests.scripts import COMPONENTS, ROOT
from tests.visit import Browser, Visit


def address(app: Flask, path: str) -> str:
    """Where a page of now says that the file is."""
    with app.test_request_context():
        return assets.static_url(path)


def test_the_sheets_hold_every_part_in_the_order_in_which_they_weigh(visit: Visit, app: Flask) -> None:
    sheets = [visit.client.get(address(app, sheet)) for sheet in (assets.SHEET, assets.MORE)]
    components = sorted(COMPONENTS.glob("*/*.css"))
    second = [part for part in components if part.stem in assets.IN_MORE]
    first = [ROOT / "static" / "css" / f"{name}.css" for name in ("tokens", "base", "layout")]
    first += [part for part in components if part not in second]
    for sheet, parts in zip(sheets, (first, second), strict=True):
        assert sheet.mimetype == "text/css" and "charset=utf-8" in sheet.headers["Content-Type"]
        lines = [next(line for line in part.read_text("utf-8").splitlines() if "{" in line) for part in parts]
        heads = [line.partition("{")[0].rstrip().replace(", ", ",").replace(": ", ":") + "{" for line in lines]
        found = [f"}}{sheet.text}".index(f"}}{head}") for head in heads]
        assert found == sorted(found) and len(parts) >= len(assets.IN_MORE)
        assert "/*" not in sheet.text and "\n " not in sheet.text, "what only people read is not sent"


def classes(sheet: str) -> set[str]:
    """The classes that a sheet styles."""
    return set(re.findall(r"\.([A-Za-z][\w-]*)", " ".join(re.findall(r"([^{}]+)\{", sheet))))


@pytest.mark.parametrize("script", [True, False])
def test_a_page_that_leaves_the_second_sheet_out_wears_nothing_of_it(visit: Visit, app: Flask, script: bool) -> None:
    first, second = (visit.client.get(address(app, sheet)).text for sheet in (assets.SHEET, assets.MORE))
    lacking = classes(second) - classes(first)
    assert {"tabs", "spark"} & lacking == {"tabs"}
    pages = [visit.get("home.front").text, visit.get("cases.ask").text]
    if script:
        pages += [path.read_text("utf-8") for path in (ROOT / "static" / "js").glob("*.js") if path.stem == "ask"]
    else:
        pages += [path.read_text("utf-8") for path in (ROOT / "templates" / "cases").glob("*.html")
                  if "{% block more_style %}{% endblock %}" in path.read_text("utf-8")]  # fmt: skip
        assert len(pages) == 6
    for page in pages:
        worn = {one for told in re.findall(r'class(?:Name)?="?([^"]*)"', page) for one in re.findall(r"[\w-]+", told)}
        assert not worn & lacking


def test_the_sheet_is_kept_for_a_year_under_its_present_address_alone(visit: Visit, app: Flask) -> None:
    now = address(app, assets.SHEET)
    assert visit.client.get(now).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    for other in (f"/static/{assets.SHEET}", f"/static/{assets.SHEET}?v=0123456789", f"/static/{assets.SHEET}?v="):
        answer = visit.client.get(other)
        assert answer.headers["Cache-Control"] == "no-cache", "a page of another version asks for it: do not keep it"
        assert answer.text == visit.client.get(now).text


def test_the_way_to_a_request_needs_one_file_of_icons_and_every_icon_lies_in_one_of_both(
    visit: Visit, app: Flask
) -> None:
    for page in (visit.get("home.front"), visit.get("cases.ask")):
        assert assets.SPRITE in page.text and assets.MORE_ICONS not in page.text
    with app.test_request_context():
        assert assets.MORE_ICONS in templating.icon("boat")
    there = [set(re.findall(r'<symbol id="([^"]+)"', visit.client.get(address(app, sheet)).text))
             for sheet in (assets.SPRITE, assets.MORE_ICONS)]  # fmt: skip
    told = " ".join(path.read_text("utf-8") for path in (ROOT / "templates").rglob("*.html"))
    named = set(re.findall(r"\bicon\('([\w-]+)'(?! ~)", told))
    assert named <= there[0] | there[1] and not there[0] & there[1]


@pytest.mark.parametrize("path", ["js/ask.js", "components/map/map.js", "icons/sprite.svg", "map/wards/79.json"])
def test_so_is_every_other_file(visit: Visit, app: Flask, path: str) -> None:
    assert "immutable" in visit.client.get(address(app, path)).headers["Cache-Control"]
    assert "immutable" not in visit.client.get(f"/static/{path}?v=0123456789").headers["Cache-Control"]


def test_the_sheet_that_a_browser_has_is_not_sent_again(visit: Visit) -> None:
    tag = visit.client.get(f"/static/{assets.SHEET}").headers["ETag"]
    again = visit.client.get(f"/static/{assets.SHEET}", headers={"If-None-Match": tag})
    assert again.status_code == 304 and again.data == b""


def test_a_component_gives_its_script_and_nothing_else(visit: Visit) -> None:
    script = visit.client.get("/static/components/map/map.js")
    assert script.mimetype == "text/javascript" and script.headers["Cache-Control"] == "no-cache"
    for path in (
        "components/map/map.css", "components/form/form.html", "components/map/search.js", "components/map/",
        "components/nothing/nothing.js", "components/../layout.html", "components/map/../../layout.html",
    ):  # fmt: skip
        assert visit.client.get(f"/static/{path}").status_code in (404, 308), path


@pytest.fixture
def copied(bare_app: Flask, tmp_path: Path) -> Flask:
    """An app in development whose files may be changed."""
    shutil.copytree(ROOT / "static" / "css", tmp_path / "static" / "css")
    shutil.copytree(COMPONENTS / "tag", tmp_path / "templates" / "components" / "tag")
    assets.init_app(bare_app)  # shares nothing with the apps of other tests
    bare_app.static_folder, bare_app.template_folder = str(tmp_path / "static"), str(tmp_path / "templates")
    bare_app.debug = True
    return bare_app


def test_in_development_a_change_shows_at_once(copied: Flask, tmp_path: Path) -> None:
    client = Browser(copied, copied.response_class)
    before = address(copied, assets.SHEET)
    for changed in ("static/css/layout.css", "templates/components/tag/tag.css"):
        (tmp_path / changed).write_text(".new { color: red }\n", "utf-8")
        after = address(copied, assets.SHEET)
        assert after != before
        assert ".new{color:red}" in client.get(after).text
        before = after
