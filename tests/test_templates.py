"""Templates say nothing untranslated and carry no script, style or foreign address."""

import re
from pathlib import Path

import jinja2
import pytest

ROOT = Path(__file__).resolve().parents[1] / "templates"
TEMPLATES = sorted(path for path in ROOT.rglob("*.html"))
NAMES = [str(path.relative_to(ROOT)) for path in TEMPLATES]
MAY_STAND_BARE = {"kg", "km", "m", "A", "S", "Q", "E", "J", "K", "X", "Z", "wide"}  # units, keys, the width of a page


def bare_words(source: str) -> list[str]:
    """Words outside of tags and of Jinja, which nobody can translate."""
    environment = jinja2.Environment(extensions=["jinja2.ext.i18n"])
    data = "".join(
        value if kind == "data" else "\x00" for _, kind, value in environment.lex(source) if kind not in ("whitespace",)
    )
    text = re.sub(r"<(script|style)\b.*?</\1>", "", data, flags=re.DOTALL)
    text = re.sub(r"<[^<>]*>", " ", text)
    return [
        word
        for word in re.findall(r"[^\W\d_]+", text.replace("\x00", " "))
        if word not in MAY_STAND_BARE and not word.startswith("nbsp")
    ]


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_every_word_can_be_translated(path: Path) -> None:
    found = bare_words(path.read_text("utf-8"))
    assert not found, f"wrap in _(...): {found[:10]}"


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_nothing_inline_and_nothing_from_elsewhere(path: Path) -> None:
    source = path.read_text("utf-8")
    assert not re.search(r"\son[a-z]+\s*=|\sstyle\s*=|<style|javascript:", source), "use static/js and static/css"
    assert not re.search(r"<script(?![^>]*\bsrc=)", source), "use a module in static/js"
    assert "|safe" not in source.replace(" ", ""), "let Jinja escape it"
    assert not re.search(r"https?://", source), "nothing may come from, or lead, elsewhere"


def test_the_check_finds_a_bare_word() -> None:
    assert bare_words("<p>{{ _('fine') }} forgotten</p>") == ["forgotten"]


OF_THE_LAYOUT = {"person", "lang", "request", "icon", "sign", "config_site", "LANGUAGES", "new_sign_in"}


def taken_names(source: str) -> set[str]:
    """The names that a template gives to macros, its own or imported ones."""
    imported = {
        one.split(" as ")[-1].strip()
        for line in re.findall(r"\{% from \S+ import ([^%]+?)(?: with context)? %\}", source)
        for one in line.split(",")
    }
    return imported | set(re.findall(r"\{% macro (\w+)\(", source))


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_no_macro_hides_what_the_layout_reads(path: Path) -> None:
    assert not taken_names(path.read_text("utf-8")) & OF_THE_LAYOUT, "the head of the page would read the macro"


def test_the_check_finds_a_macro_that_hides() -> None:
    source = '{% from "components/a/a.html" import b, c as lang with context %}{% macro person(name) %}'
    assert taken_names(source) & OF_THE_LAYOUT == {"lang", "person"}
