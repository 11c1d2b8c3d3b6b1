"""A component is one folder; what pages take from it is there, and what is styled is worn."""

import re
from pathlib import Path

import pytest

from tests.scripts import COMPONENTS, ROOT, SCRIPTS

PAGES = sorted((ROOT / "templates").rglob("*.html"))
SHEETS = sorted([*(ROOT / "static" / "css").glob("*.css"), *COMPONENTS.glob("*/*.css")])
FOLDERS = sorted(path for path in COMPONENTS.iterdir())
IMPORT = re.compile(r'\{% from "components/(\w+)/(\w+)\.html" import ([^%]+?)(?: with context)? %\}')
KINDS = {"html", "css", "js"}
LEAFLETS = re.compile(r"leaflet-")  # classes that the map's library gives


def text_of(paths: list[Path]) -> str:
    """All of them as one text, without comments."""
    return re.sub(r"/\*.*?\*/", "", "\n".join(path.read_text("utf-8") for path in paths), flags=re.DOTALL)


def of_folder(folder: Path) -> list[str]:
    """What is wrong with a component's folder, in words that say what to do."""
    names, test = {path.name for path in folder.iterdir()}, f"tests/components/test_{folder.name}.py"
    modules = {name for name in names if name.endswith(".js")} if f"{folder.name}.js" in names else set()
    others = [name for name in names - modules if Path(name).stem != folder.name]
    found = [f"{folder.name}/{name}: name it after its folder" for name in others]
    found += [f"{name}: a component has html, css and js" for name in names if Path(name).suffix[1:] not in KINDS]
    if f"{folder.name}.html" in names and not (ROOT / test).is_file():
        found.append(f"write {test}: what its macros must say")
    return found


def of_page(source: str) -> list[str]:
    """What a template takes from components that are not there, or takes and never uses."""
    found, rest = [], IMPORT.sub("", source)
    for folder, file, macros in IMPORT.findall(source):
        there = COMPONENTS / folder / f"{file}.html"
        text = there.read_text("utf-8") if folder == file and there.is_file() else ""
        for one in macros.split(","):
            macro, _, here = one.strip().partition(" as ")
            if not re.search(rf"\{{% macro {macro}\(", text):
                found.append(f"components/{folder} has no macro {macro}")
            if not re.search(rf"\b{here or macro}\b", rest):
                found.append(f"{here or macro} is taken and not used")
    return found


def test_a_component_is_one_folder_of_macro_style_script_and_has_a_test() -> None:
    assert [fault for folder in FOLDERS for fault in of_folder(folder)] == []


def test_pages_take_what_there_is_and_use_what_they_take() -> None:
    assert [(page.name, fault) for page in PAGES for fault in of_page(page.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    ("taken", "word"),
    [
        ('{% from "components/pager/pager.html" import forth with context %}{{ forth() }}', "no macro forth"),
        ('{% from "components/page/page.html" import more %}{{ more() }}', "no macro more"),
        ('{% from "components/pager/pager.html" import back, more %}{{ back() }}', "more is taken and not used"),
        ('{% from "components/pager/pager.html" import more as next %}{{ more() }}', "next is taken and not used"),
    ],
)
def test_a_page_that_takes_wrongly_is_found(taken: str, word: str) -> None:
    assert word in " ".join(of_page(taken))


def test_a_folder_that_holds_something_else_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    for name in ("odd.html", "even.css", "odd.py"):
        (folder / name).touch()
    assert len(of_folder(folder)) == 3


def test_a_piece_that_two_pages_use_is_a_component() -> None:
    named = re.compile(r'"(\w+/parts/\w+\.html)"')  # by a page, or by what a feature announces
    used = [name for file in [*PAGES, *ROOT.glob("connect/**/*.py")] for name in named.findall(file.read_text("utf-8"))]
    assert len(used) == len(set(used)), "move what is used twice to templates/components"
    assert set(used) == {str(page.relative_to(ROOT / "templates")) for page in PAGES if page.parent.name == "parts"}


def test_every_form_takes_its_token_from_the_one_macro() -> None:
    assert [page.name for page in PAGES if "csrf_token" in page.read_text("utf-8")] == ["form.html"]


def test_every_class_that_is_styled_is_worn() -> None:
    worn = set(
        re.findall(r"[A-Za-z][\w-]*", text_of([*PAGES, *SCRIPTS]) + text_of(sorted(ROOT.glob("connect/**/*.py"))))
    )
    selectors = " ".join(re.findall(r"([^{}]+)\{", text_of(SHEETS)))
    styled = set(re.findall(r"\.([A-Za-z][\w-]*)", selectors))
    assert not [name for name in sorted(styled - worn) if not LEAFLETS.match(name)], "delete what nobody wears"


def test_every_variable_is_said_once_by_day_and_used() -> None:
    sheets = text_of(SHEETS)
    tokens = (ROOT / "static" / "css" / "tokens.css").read_text("utf-8")
    said, used = set(re.findall(r"(--[\w-]+):", tokens)), set(re.findall(r"var\((--[\w-]+)", sheets))
    assert used == said
    assert set(re.findall(r"(--[\w-]+):", sheets)) == said, "variables stand in tokens.css"
