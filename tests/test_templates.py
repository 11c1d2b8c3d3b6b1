"""Templates say nothing untranslated and carry no script, style or foreign address."""

import re
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

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
    text = re.sub(r"<[^<>]*>|%\(\w+\)s", " ", text)  # tags, and what a view fills in
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


# What templates call things that are counted; more in a page is found by `tests.visit` when it has four digits.
COUNTED = {
    "backlog", "cases", "count", "done", "given", "helpers", "need", "people", "quantity", "rest", "taken", "total",
    "wards", "weight",
}  # fmt: skip
COUNTED_ALONE = {"all", "count", "n", "total"}
COUNTING = {"length", "count", "int", "round", "sum"}


def plain_numbers(source: str) -> list[str]:
    """Numbers that a template prints between tags as a program writes them; inside a tag they are for programs."""
    environment = jinja2.Environment(extensions=["jinja2.ext.i18n"])
    found, before = [], ""
    for output in environment.parse(source).find_all(nodes.Output):
        for one in output.nodes:
            if isinstance(one, nodes.TemplateData):
                before = one.data
            elif "<" not in before[before.rfind(">") + 1 :] and _is_plain(one):
                found.append(f"line {one.lineno}")
    return found


def _is_plain(node: nodes.Node) -> bool:
    if isinstance(node, nodes.CondExpr):
        return _is_plain(node.expr1) or bool(node.expr2 and _is_plain(node.expr2))
    if isinstance(node, nodes.Filter):
        return node.name in COUNTING
    if isinstance(node, nodes.Getattr):
        return node.attr in COUNTED
    return isinstance(node, nodes.Name) and node.name in COUNTED_ALONE


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_every_number_is_written_as_people_write_it(path: Path) -> None:
    found = plain_numbers(path.read_text("utf-8"))
    assert not found, f"print it with |number: {found}"


@pytest.mark.parametrize(
    "source", ["<b>{{ one.people }}</b>", "{{ all|length }}", "{{ n if n else '' }}", '<p title="{{ n }}">{{ n }}']
)
def test_the_check_finds_a_number_that_is_written_plainly(source: str) -> None:
    assert plain_numbers(source)


@pytest.mark.parametrize("source", ["{{ n|number }}", '<i value="{{ n }}">', "{{ name }}", "{{ _('%(n)s', n=n) }}"])
def test_the_check_leaves_alone_what_is_well_or_for_programs(source: str) -> None:
    assert not plain_numbers(source)
